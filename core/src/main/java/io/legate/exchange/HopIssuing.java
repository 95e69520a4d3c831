package io.legate.exchange;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.caller.Spending;
import io.legate.control.ControlState;
import io.legate.exchange.Delegating.Granted;
import io.legate.exchange.Delegating.Proposal;
import io.legate.exchange.Exchanging.Result;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.issue.Expressions;
import io.legate.issue.InstanceMint;
import io.legate.issue.InstanceMint.Narrowed;
import io.legate.issue.InstanceMint.Prepared;
import io.legate.issue.InstanceMint.Source;
import io.legate.issue.InstanceMint.Wanted;
import io.legate.issue.IssuedInstance;
import io.legate.issue.Targets;
import io.legate.issue.Targets.Target;
import io.legate.ledger.Turn;
import io.legate.policy.Policies;
import io.legate.policy.Policy;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Tasks;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.TaskEvent.Consent;
import io.legate.task.TaskEvent.ExchangeRefused;
import io.legate.task.TaskEvent.HopIssued;
import io.legate.task.TaskEvent.InstanceIssued;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all ways of exchange end in: a hop or an instance on the ledger, or a refusal on it.
public final class HopIssuing {

  /// The most hops that a task has, the ended ones included.
  public static final int HOPS_MAX = 50_000;

  /// The most token instances of a task that have not expired.
  public static final int INSTANCES_MAX = 50_000;

  /// The most clients that hold a hop of one task. Each has a share of what the task remembers, so
  /// this bounds all of it.
  public static final int CLIENTS_MAX = 128;

  private final Tasks tasks;
  private final Targets targets;
  private final InstanceMint mint;
  private final Policies policies;
  private final BoundaryLimits limits;
  private final Expressions expressions;

  public HopIssuing(
      Tasks tasks,
      Targets targets,
      InstanceMint mint,
      Policies policies,
      BoundaryLimits limits,
      Expressions expressions) {
    this.tasks = tasks;
    this.targets = targets;
    this.mint = mint;
    this.policies = policies;
    this.limits = limits;
    this.expressions = expressions;
  }

  /// The policy of this very turn.
  Policy policy(Turn<TaskState, ControlState> turn) {
    return policies.inForce(turn.control().state());
  }

  /// What decides on one exchange under the task's lock.
  interface Deciding {
    Result decide(Turn<TaskState, ControlState> turn) throws Denial;
  }

  /// Decides, records, and only then signs.
  ///
  /// @throws RefusedException what was recorded, or that nothing could be
  IssuedInstance decide(Exchanging exchanging, TaskId task, Deciding deciding)
      throws RefusedException {
    Result result =
        tasks.decide(
            task,
            key -> Spending.refusal(key, exchanging.caller()),
            turn -> decideOrRefuse(turn, exchanging, deciding));
    return switch (result) {
      case Result.Granted(var prepared, var cut) -> mint.sign(prepared).withCut(cut);
      case Result.Denied(var told) -> throw told;
    };
  }

  private static Result decideOrRefuse(
      Turn<TaskState, ControlState> turn, Exchanging exchanging, Deciding deciding)
      throws RefusedException {
    var caller = exchanging.caller();
    if (turn.state().header() == null) {
      // There is no stream to record it in, and nothing that could have been verified.
      throw Denial.unusable("task_unknown").told();
    }
    if (!caller.stands(turn.control().state())) {
      throw new RefusedException(Code.INVALID_CLIENT, "client or key was revoked");
    }
    try {
      return deciding.decide(turn);
    } catch (Denial denial) {
      var event =
          new ExchangeRefused(
              caller.id(), denial.told().code().label(), denial.cause(), caller.proof().compact());
      Tasks.append(turn, event, null, caller.once());
      return new Result.Denied(denial.told());
    }
  }

  /// A new hop, as it is proposed.
  ///
  /// @param named the delegator's instance that the consent names
  /// @param confirmed whether the delegate's own proof is here
  record NewHop(Proposal proposal, Instance named, Consent consent, boolean confirmed) {}

  /// Makes a hop and its first instance.
  ///
  /// @throws Denial with the first check that failed
  Result issueHop(
      Turn<TaskState, ControlState> turn, Exchanging exchanging, TaskId task, NewHop made)
      throws Denial {
    Instant at = turn.at();
    Proposal proposal = made.proposal;
    requireRoom(turn.state(), at);
    requireRoomFor(proposal.delegate().id(), turn.state());
    Policy policy = policy(turn);
    Granted granted =
        new Delegating(policy, limits).check(turn.state(), turn.control().state(), proposal, at);
    var above = turn.state().chain(proposal.parent().id());
    requireExpressions(granted.boundary(), granted.parents(), above, policy);
    Hop hop =
        new Hop(
            HopId.at(at),
            proposal.parent().id(),
            proposal.parent().depth() + 1,
            proposal.delegate().id(),
            proposal.delegate().actProfile(),
            proposal.key(),
            granted.boundary(),
            granted.parents(),
            at,
            proposal.endsAt(),
            granted.depthMax(),
            made.named.hash(),
            made.confirmed,
            false,
            Set.of(),
            List.of());
    var chain = new ArrayList<Hop>();
    chain.add(hop);
    chain.addAll(above);
    Target target = target(exchanging, hop.boundary());
    requireAddressable(policy, target, hop, exchanging);
    Prepared prepared =
        prepare(
            turn, exchanging, task, chain, target, new Carried(Narrowed.NOT, made.named.scope()));
    var event =
        new HopIssued(
            hop, prepared.instance(), made.consent, exchanging.caller().proof().compact());
    Tasks.append(turn, event, null, exchanging.caller().once());
    return new Result.Granted(prepared, granted.cut());
  }

  private void requireExpressions(
      Boundary boundary, List<Integer> parents, List<Hop> chain, Policy policy) throws Denial {
    try {
      expressions.require(boundary, parents, chain, policy.catalogue());
    } catch (RefusedException e) {
      throw Denial.of(e);
    }
  }

  /// Hops are kept for as long as their task, instances until they expire.
  static void requireRoom(TaskState state, Instant at) throws Denial {
    if (state.hops().size() >= HOPS_MAX || state.instances().isFull(INSTANCES_MAX, at)) {
      throw Denial.of(Code.TOO_MANY_REQUESTS, "the task has too many hops or token instances");
    }
  }

  static void requireRoomFor(ClientId delegate, TaskState state) throws Denial {
    var hops = state.hops().values();
    if (hops.size() >= CLIENTS_MAX
        && hops.stream().noneMatch(hop -> hop.client().equals(delegate))
        && hops.stream().map(Hop::client).distinct().count() >= CLIENTS_MAX) {
      throw Denial.of(
          Code.TOO_MANY_REQUESTS, "the task has " + CLIENTS_MAX + " agents, which is the most");
    }
  }

  /// What an instance carries on from the one it rests on.
  ///
  /// @param scopeMax the most scope it may name, space-separated
  record Carried(Narrowed narrowed, String scopeMax) {}

  /// Makes another instance of a hop.
  ///
  /// @param confirms whether it confirms a hop that was pushed
  /// @throws Denial with the first check that failed
  Result issueInstance(
      Turn<TaskState, ControlState> turn,
      Exchanging exchanging,
      TaskId task,
      Hop hop,
      Carried carried,
      boolean confirms)
      throws Denial {
    requireRoom(turn.state(), turn.at());
    Boundary narrowed = carried.narrowed.boundary();
    if (narrowed != null) {
      var chain = turn.state().chain(hop.id());
      requireExpressions(narrowed, carried.narrowed.parents(), chain, policy(turn));
    }
    Target target = target(exchanging, narrowed == null ? hop.boundary() : narrowed);
    requireAddressable(policy(turn), target, hop, exchanging);
    Prepared prepared =
        prepare(turn, exchanging, task, turn.state().chain(hop.id()), target, carried);
    var event =
        new InstanceIssued(prepared.instance(), confirms, exchanging.caller().proof().compact());
    Tasks.append(turn, event, null, exchanging.caller().once());
    return new Result.Granted(prepared, List.of());
  }

  private Prepared prepare(
      Turn<TaskState, ControlState> turn,
      Exchanging exchanging,
      TaskId task,
      List<Hop> chain,
      Target target,
      Carried carried)
      throws Denial {
    Policy policy = policy(turn);
    Hop hop = chain.getFirst();
    Boundary carriedBoundary = carried.narrowed.boundary();
    Boundary held = carriedBoundary == null ? hop.boundary() : carriedBoundary;
    Instant expiresAt = turn.at().plus(policy.lifetimes(held).instance());
    Instant end = hop.endsAt();
    var wanted =
        new Wanted(
            target.audience(),
            target.kind(),
            scope(exchanging.request().scope(), carried.scopeMax),
            policy.hash(),
            expiresAt.isBefore(end) ? expiresAt : end,
            carried.narrowed);
    var source = new Source(task, turn.state().requireHeader(), chain);
    try {
      return mint.prepare(source, wanted, turn.control().state(), turn.at());
    } catch (RefusedException e) {
      throw Denial.of(e);
    }
  }

  private Target target(Exchanging exchanging, Boundary boundary) throws Denial {
    try {
      return targets.of(exchanging.request().target(), boundary);
    } catch (RefusedException e) {
      throw Denial.of(e);
    }
  }

  private static void requireAddressable(
      Policy policy, Target target, Hop hop, Exchanging exchanging) throws Denial {
    if (target.kind() != Instance.Target.AGENT) {
      return;
    }
    var delegate = new ClientId(target.audience());
    if (!hop.client().equals(exchanging.caller().id())
        || !policy.mayAddress(hop.client(), delegate)) {
      throw Denial.of(Code.INVALID_TARGET, "policy does not let this agent address that one");
    }
  }

  private static String scope(@Nullable String wanted, String max) throws Denial {
    if (wanted == null) {
      return max;
    }
    var held = List.of(max.split(" "));
    for (String scope : wanted.split(" ")) {
      if (!held.contains(scope)) {
        throw Denial.of(Code.INVALID_SCOPE, "`scope` goes beyond the subject token's");
      }
    }
    return wanted;
  }
}
