package io.legate.exchange;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.control.ControlState;
import io.legate.crypto.CompactJws;
import io.legate.crypto.Thumbprint;
import io.legate.delegation.StatementClaims;
import io.legate.delegation.StatementException;
import io.legate.delegation.StatementVerifier;
import io.legate.delegation.UnverifiedStatement;
import io.legate.delegation.VerifiedStatement;
import io.legate.exchange.Delegating.Proposal;
import io.legate.exchange.Exchanging.Result;
import io.legate.exchange.HopIssuing.Carried;
import io.legate.exchange.HopIssuing.NewHop;
import io.legate.identity.HopId;
import io.legate.issue.IssuedInstance;
import io.legate.issue.Widening;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Tasks;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.Liveness;
import io.legate.task.TaskEvent.Consent;
import io.legate.task.TaskState;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The ordinary way to a hop: a `delegation+jwt` that the delegator signed and the delegate
/// presents.
///
/// A statement makes one hop. The same client with the same key may present it again before its
/// `exp` and gets another instance of that hop, for less where it asks for less; anyone else is
/// refused.
public final class StatementExchange {

  private final Tasks tasks;
  private final HopIssuing issuing;
  private final StatementVerifier verifier;
  private final BoundaryLimits limits;
  private final String issuer;
  private final Clock clock;

  public StatementExchange(
      Tasks tasks,
      HopIssuing issuing,
      StatementVerifier verifier,
      BoundaryLimits limits,
      String issuer,
      Clock clock) {
    this.tasks = tasks;
    this.issuing = issuing;
    this.verifier = verifier;
    this.limits = limits;
    this.issuer = issuer;
    this.clock = clock;
  }

  IssuedInstance exchange(Exchanging exchanging, CompactJws jws) throws RefusedException {
    Instant now = clock.instant();
    UnverifiedStatement unverified = read(jws);
    StatementClaims claims = unverified.claims();
    if (!claims.sub().equals(exchanging.caller().id())) {
      throw new RefusedException(Code.INVALID_REQUEST, "the statement is for another delegate");
    }
    VerifiedStatement statement = verify(unverified, parent(claims, now), now);
    Boundary consented = boundary(claims);
    return issuing.decide(
        exchanging,
        claims.txn(),
        turn -> decide(turn, exchanging, new Presented(statement, consented)));
  }

  /// A verified statement and its boundary.
  private record Presented(VerifiedStatement statement, Boundary consented) {
    StatementClaims claims() {
      return statement.claims();
    }
  }

  /// Which hop an instance is of never changes, so that what is in memory will do; an instance that
  /// is not there may have been issued by another node.
  private Hop parent(StatementClaims claims, Instant now) throws RefusedException {
    Hop known = parent(tasks.glance(claims.txn()), claims, now);
    Hop parent = known == null ? parent(tasks.read(claims.txn()), claims, now) : known;
    if (parent == null) {
      throw Denial.unusable("par_hash names no live instance").told();
    }
    return parent;
  }

  private static @Nullable Hop parent(TaskState state, StatementClaims claims, Instant now) {
    Instance named = state.instances().get(claims.parHash(), now);
    return named == null ? null : state.hops().get(named.hop());
  }

  /// The key that a statement is checked with is that of the hop whose instance it names: nothing
  /// the statement says about itself chooses it.
  private VerifiedStatement verify(UnverifiedStatement unverified, Hop parent, Instant now)
      throws RefusedException {
    try {
      return verifier.verify(unverified, parent.key(), issuer, now);
    } catch (StatementException e) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`subject_token` is not acceptable: " + e.getMessage());
    }
  }

  private Result decide(
      Turn<TaskState, ControlState> turn, Exchanging exchanging, Presented presented)
      throws Denial {
    TaskState state = turn.state();
    StatementClaims claims = presented.claims();
    HopId redeemed = state.memory().statements().get(presented.statement.hash(), turn.at());
    if (redeemed != null) {
      return another(turn, exchanging, presented, redeemed);
    }
    if (!turn.at().isBefore(claims.exp())) {
      // Judged by the stream's time, by which its redemption is forgotten.
      throw Denial.of(Code.INVALID_REQUEST, "the statement is past its `exp`");
    }
    Instance named = state.instances().get(claims.parHash(), turn.at());
    if (named == null || named.target() == Instance.Target.AGENT) {
      throw Denial.unusable("par_hash names no instance that may be delegated from");
    }
    if (turn.control().state().nodeKeys().isWithdrawn(named.kid())) {
      throw Denial.unusable("par_hash names an instance whose signing key was withdrawn");
    }
    Hop parent = state.hops().get(named.hop());
    if (parent == null || !parent.client().equals(claims.iss())) {
      throw Denial.unusable("iss is not the holder of the hop that par_hash names");
    }
    if (!parent.key().thumbprint().equals(presented.statement.delegatorKey().thumbprint())) {
      throw Denial.unusable("signed with another key than the hop's");
    }
    requireDelegateKey(exchanging, claims);
    Boundary wanted = wanted(exchanging, presented, parent, named);
    var proposal =
        new Proposal(
            parent,
            exchanging.caller().client(),
            exchanging.caller().key(),
            wanted,
            claims.hopExp(),
            claims.delMaxDepth(),
            exchanging.request().narrow());
    var consent =
        new Consent.ByStatement(
            presented.statement.compact(), presented.statement.hash(), claims.exp());
    return issuing.issueHop(
        turn, exchanging, claims.txn(), new NewHop(proposal, named, consent, true));
  }

  /// The statement was redeemed before: its delegate may have another instance, nobody else
  /// anything.
  private Result another(
      Turn<TaskState, ControlState> turn,
      Exchanging exchanging,
      Presented presented,
      HopId redeemed)
      throws Denial {
    Hop hop = turn.state().hops().get(redeemed);
    var caller = exchanging.caller();
    if (hop == null
        || !hop.client().equals(caller.id())
        || !hop.key().thumbprint().equals(caller.key().thumbprint())) {
      throw Denial.of(Code.INVALID_REQUEST, "the statement was redeemed before");
    }
    var faults = Liveness.faults(turn.state(), turn.control().state(), hop.id(), turn.at());
    if (!faults.isEmpty()) {
      throw Denial.of(Code.INVALID_REQUEST, faults.getFirst().sentence());
    }
    return issuing.issueInstance(
        turn,
        exchanging,
        presented.claims().txn(),
        hop,
        new Carried(
            Narrowing.withinAgain(exchanging, hop), scopeOf(turn.state(), presented, turn.at())),
        false);
  }

  private static String scopeOf(TaskState state, Presented presented, Instant at) {
    Instance named = state.instances().get(presented.claims().parHash(), at);
    return named == null ? "" : named.scope();
  }

  private static void requireDelegateKey(Exchanging exchanging, StatementClaims claims)
      throws Denial {
    Thumbprint shown = exchanging.caller().key().thumbprint();
    Thumbprint named = claims.delegateKey();
    if (named == null && exchanging.caller().client().key(shown) == null) {
      throw Denial.of(
          Code.INVALID_REQUEST,
          "the statement names no key, so the proof must be by one the delegate registered");
    }
    if (named != null && !named.equals(shown)) {
      throw Denial.of(Code.INVALID_REQUEST, "the statement is for another key of the delegate");
    }
  }

  /// What the delegate asks for is within what it was given; what it was given is within the
  /// instance that was named, where that was narrowed.
  private static Boundary wanted(
      Exchanging exchanging, Presented presented, Hop parent, Instance named) throws Denial {
    Boundary granted = presented.consented;
    if (named.narrowed() != null) {
      granted =
          Within.take(
              Within.held(parent, named),
              granted,
              "the instance that the statement names",
              exchanging.limits());
    }
    Boundary narrower = exchanging.narrower();
    return narrower == null
        ? granted
        : Within.take(
            Within.placed(parent.boundary(), granted),
            narrower,
            "what the statement grants",
            exchanging.limits());
  }

  private static UnverifiedStatement read(CompactJws jws) throws RefusedException {
    try {
      return UnverifiedStatement.of(jws);
    } catch (StatementException e) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`subject_token` is not acceptable: " + e.getMessage());
    }
  }

  private Boundary boundary(StatementClaims claims) throws RefusedException {
    try {
      return Boundary.parse(claims.authorizationDetails(), limits);
    } catch (InvalidBoundaryException e) {
      throw Widening.refusal(e);
    }
  }
}
