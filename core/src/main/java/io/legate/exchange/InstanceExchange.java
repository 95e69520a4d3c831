package io.legate.exchange;

import io.legate.boundary.Boundary;
import io.legate.caller.CallerAuthentication;
import io.legate.control.ControlState;
import io.legate.crypto.VerificationKey;
import io.legate.exchange.Delegating.Proposal;
import io.legate.exchange.HopIssuing.Carried;
import io.legate.exchange.HopIssuing.NewHop;
import io.legate.identity.Client;
import io.legate.identity.ClientKind;
import io.legate.identity.Clients;
import io.legate.identity.TaskId;
import io.legate.issue.IssuedInstance;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.Liveness;
import io.legate.task.TaskEvent.Consent;
import io.legate.task.TaskState;
import io.legate.token.VerifiedApiToken;
import io.legate.token.VerifiedInstance;
import java.time.Instant;
import java.util.List;

/// The exchanges that start from an instance: renewing one's own, and the two other ways to consent
/// to a hop, which policy must name the pair of agents for.
public final class InstanceExchange {

  private final HopIssuing issuing;
  private final CallerAuthentication callers;
  private final Clients clients;

  public InstanceExchange(HopIssuing issuing, CallerAuthentication callers, Clients clients) {
    this.issuing = issuing;
    this.callers = callers;
    this.clients = clients;
  }

  /// Self-exchange: another instance of the same hop, renewed, narrowed or for another audience.
  /// The holder's own proof is what confirms a hop that was pushed to it.
  IssuedInstance renew(Exchanging exchanging, VerifiedInstance token) throws RefusedException {
    TaskId task = token.claims().txn();
    return issuing.decide(
        exchanging,
        task,
        turn -> {
          Instance instance = holders(turn, token);
          Hop hop = live(turn, instance, true);
          var narrowed = Narrowing.within(exchanging, hop, instance);
          var carried = new Carried(narrowed, instance.scope());
          return issuing.issueInstance(turn, exchanging, task, hop, carried, !hop.confirmed());
        });
  }

  /// Addressed: the delegator had an instance made out to the caller, which is good for this.
  IssuedInstance redeemAddressed(Exchanging exchanging, VerifiedInstance token)
      throws RefusedException {
    TaskId task = token.claims().txn();
    return issuing.decide(
        exchanging,
        task,
        turn -> {
          Instance instance = recorded(turn, token);
          if (instance.target() != Instance.Target.AGENT) {
            throw Denial.of(Code.INVALID_REQUEST, "the instance is not addressed to an agent");
          }
          if (instance.spent()) {
            throw Denial.of(Code.INVALID_REQUEST, "the addressed instance was exchanged before");
          }
          Hop parent = liveDelegator(turn, instance);
          Client delegate = exchanging.caller().client();
          if (!issuing.policy(turn).mayAddress(parent.client(), delegate.id())) {
            throw Denial.unusable("policy does not let the delegator address this agent");
          }
          var proposal = proposal(turn, exchanging, instance, delegate, exchanging.caller().key());
          var consent = new Consent.ByAddress(instance.hash());
          return issuing.issueHop(
              turn, exchanging, task, new NewHop(proposal, instance, consent, true));
        });
  }

  /// Push: the delegator exchanges its own instance for the delegate's, which counts once the
  /// delegate has renewed it with a proof of its own.
  IssuedInstance push(Exchanging exchanging, VerifiedInstance token) throws RefusedException {
    TaskId task = token.claims().txn();
    VerifiedApiToken actor = callers.actorToken(String.valueOf(exchanging.request().actorToken()));
    Client delegate = clients.find(actor.claims().client());
    if (delegate == null || delegate.kind() != ClientKind.AGENT) {
      throw new RefusedException(Code.INVALID_REQUEST, "`actor_token` is not an agent's");
    }
    VerificationKey key = delegate.key(actor.holder());
    if (key == null) {
      // The token names only the key's thumbprint, and statements must be checked with the key.
      throw new RefusedException(
          Code.INVALID_REQUEST, "`actor_token` is bound to a key that its agent did not register");
    }
    return issuing.decide(
        exchanging,
        task,
        turn -> {
          Instance instance = holders(turn, token);
          Hop parent = live(turn, instance, false);
          if (!issuing.policy(turn).mayPush(parent.client(), delegate.id())) {
            throw Denial.of(Code.ACCESS_DENIED, "policy does not let this agent push to that one");
          }
          requireActorInForce(turn, actor);
          var proposal = proposal(turn, exchanging, instance, delegate, key);
          var consent = new Consent.ByPush(instance.hash());
          return issuing.issueHop(
              turn, exchanging, task, new NewHop(proposal, instance, consent, false));
        });
  }

  private static void requireActorInForce(
      Turn<TaskState, ControlState> turn, VerifiedApiToken actor) throws Denial {
    ControlState control = turn.control().state();
    if (!control.stands(actor.claims().client(), actor.holder(), actor.issuedAt())
        || control.nodeKeys().isWithdrawn(actor.jws().jws().kid())) {
      throw Denial.of(Code.INVALID_REQUEST, "`actor_token` was revoked");
    }
  }

  private Proposal proposal(
      Turn<TaskState, ControlState> turn,
      Exchanging exchanging,
      Instance instance,
      Client delegate,
      VerificationKey key)
      throws Denial {
    Hop parent = parent(turn, instance);
    Boundary held = Within.held(parent, instance);
    Boundary narrower = exchanging.narrower();
    Instant longest = turn.at().plus(issuing.policy(turn).lifetimes().hop());
    return new Proposal(
        parent,
        delegate,
        key,
        narrower == null ? held : Narrowing.chosen(exchanging, held, instance, narrower),
        longest.isBefore(parent.endsAt()) ? longest : parent.endsAt(),
        null,
        exchanging.request().narrow());
  }

  private static Hop parent(Turn<TaskState, ControlState> turn, Instance instance) {
    return java.util.Objects.requireNonNull(
        turn.state().hops().get(instance.hop()), "an instance is of a hop");
  }

  /// An instance counts only if the ledger holds it: a stolen signing key makes nothing that works.
  private static Instance recorded(Turn<TaskState, ControlState> turn, VerifiedInstance token)
      throws Denial {
    Instance instance = turn.state().instances().get(token.hash(), turn.at());
    if (instance == null || !instance.jti().equals(token.jti())) {
      throw Denial.of(Code.INVALID_REQUEST, "`subject_token` is not one that was issued here");
    }
    if (!turn.at().isBefore(instance.expiresAt())) {
      throw Denial.of(Code.INVALID_REQUEST, "`subject_token` has expired");
    }
    if (turn.control().state().nodeKeys().isWithdrawn(instance.kid())) {
      throw Denial.of(
          Code.INVALID_REQUEST, "the key that signed the `subject_token` was withdrawn");
    }
    return instance;
  }

  /// An instance that its holder may exchange.
  private static Instance holders(Turn<TaskState, ControlState> turn, VerifiedInstance token)
      throws Denial {
    Instance instance = recorded(turn, token);
    if (instance.target() == Instance.Target.AGENT) {
      throw Denial.of(Code.INVALID_REQUEST, "an addressed instance is good for its addressee only");
    }
    return instance;
  }

  /// The addressee must not learn what state the delegator's hop is in.
  private static Hop liveDelegator(Turn<TaskState, ControlState> turn, Instance instance)
      throws Denial {
    try {
      return live(turn, instance, false);
    } catch (Denial denial) {
      throw Denial.unusable(denial.cause());
    }
  }

  private static Hop live(
      Turn<TaskState, ControlState> turn, Instance instance, boolean ownConfirmation)
      throws Denial {
    Hop hop = turn.state().hops().get(instance.hop());
    Instant at = turn.at();
    List<Liveness.Fault> faults =
        Liveness.faults(turn.state(), turn.control().state(), instance.hop(), at);
    boolean unconfirmed = hop != null && !hop.confirmed();
    for (Liveness.Fault fault : faults) {
      boolean forgiven =
          ownConfirmation
              && unconfirmed
              && fault == Liveness.Fault.HOP_UNCONFIRMED
              && areAncestorsConfirmed(turn.state(), instance);
      if (!forgiven) {
        throw Denial.of(Code.INVALID_REQUEST, fault.sentence());
      }
    }
    return java.util.Objects.requireNonNull(hop, "a live hop exists");
  }

  private static boolean areAncestorsConfirmed(TaskState state, Instance instance) {
    return state.chain(instance.hop()).stream().skip(1).allMatch(Hop::confirmed);
  }
}
