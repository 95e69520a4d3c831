package io.legate.authorize;

import io.legate.authorize.Authorization.Pep;
import io.legate.boundary.Limit;
import io.legate.caller.ProofRefusal;
import io.legate.control.ControlState;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.RequestId;
import io.legate.ledger.Turn;
import io.legate.limits.Actual;
import io.legate.policy.Policies;
import io.legate.provenance.Disclosed;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Operation;
import io.legate.stream.Tasks;
import io.legate.task.Charges;
import io.legate.task.Charges.Reported;
import io.legate.task.DecisionId;
import io.legate.task.Hop;
import io.legate.task.Learned;
import io.legate.task.Memory;
import io.legate.task.SightingBounds;
import io.legate.task.Sightings;
import io.legate.task.TaskEvent.Settled;
import io.legate.task.TaskEvent.Suspended;
import io.legate.task.TaskState;
import io.legate.trust.TrustScores;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Takes the report of what came of an ALLOW, once, from the resource server that asked.
///
/// A report counts also after the task has ended: what was done was done.
public final class Settlement {

  private final Tasks tasks;
  private final TrustScores trust;
  private final Policies policies;
  private final SightingBounds bounds;

  /// @param policies say which action discloses what
  /// @param bounds of what a task keeps of it
  public Settlement(Tasks tasks, TrustScores trust, Policies policies, SightingBounds bounds) {
    this.tasks = tasks;
    this.trust = trust;
    this.policies = policies;
    this.bounds = bounds;
  }

  /// What a resource server reports.
  ///
  /// @param actual null where nobody knows, and then everything stays charged
  /// @param disclosed by the answer to the action, as the resource server says
  public record Report(
      RequestId request, String decisionId, @Nullable Actual actual, List<Disclosed> disclosed) {
    public Report {
      disclosed = List.copyOf(disclosed);
    }

    /// A report that disclosed nothing.
    public Report(RequestId request, String decisionId, @Nullable Actual actual) {
      this(request, decisionId, actual, List.of());
    }
  }

  /// What a report came to.
  ///
  /// @param overruns names of the limits that were overrun; not empty means that the task is
  ///   suspended
  /// @param dropped sources of which not everything that was disclosed is kept, with the reason
  public record Taken(List<String> overruns, SortedMap<String, Learned.Dropped> dropped) {
    public Taken {
      overruns = List.copyOf(overruns);
      dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
    }
  }

  /// Records a report.
  ///
  /// @throws RefusedException with [Code#NOT_FOUND] or [Code#ALREADY_SETTLED]
  public Taken settle(Pep pep, Report report) throws RefusedException {
    var decision = decision(report.decisionId);
    var settled =
        tasks.decide(
            decision.task(),
            key ->
                pep.once().contains(key)
                    ? ProofRefusal.spent()
                    : new RefusedException(Code.INVALID_REQUEST, "something was used before"),
            turn -> decide(turn, pep, report, decision.seq()));
    if (settled.agent != null) {
      trust.happened(
          settled.agent,
          settled.taken.overruns.isEmpty()
              ? TrustScores.Outcome.EXECUTED
              : TrustScores.Outcome.OVERRUN);
    }
    return settled.taken;
  }

  /// What came of a report.
  ///
  /// @param agent whose trust it moves: who signed for the act, if it was executed; else null
  private record Done(Taken taken, @Nullable ClientId agent) {
    static Done before(SortedMap<String, Learned.Dropped> dropped) {
      return new Done(new Taken(List.of(), dropped), null);
    }
  }

  private Done decide(Turn<TaskState, ControlState> turn, Pep pep, Report report, long seq)
      throws RefusedException {
    pep.requireStanding(turn.control().state());
    Reported before = turn.state().charges().settled().get(seq, turn.at());
    Sightings known = turn.state().sightings();
    String disclosed = Learning.digest(known, report.disclosed);
    String digest = TaskState.digest(seq, report.actual, disclosed);
    ClientId by = pep.client().id();
    if (before != null && before.by().equals(by)) {
      if (!before.digest().equals(digest)) {
        throw new RefusedException(
            Code.ALREADY_SETTLED, "the decision was settled before with another report");
      }
      return Done.before(before.dropped());
    }
    var open = turn.state().charges().unsettled(seq, turn.at());
    if (open == null || !open.pep().equals(by)) {
      throw new RefusedException(Code.NOT_FOUND, "there is no such decision of the caller's");
    }
    Operation operation = Operation.of(by, "Settle", report.decisionId, report.request);
    // Whether or not there is room to remember its id: the decision itself is settled once, and
    // nobody may keep others' reservations from being given back.
    Memory.Operation earlier = tasks.remembered(turn, operation, digest);
    if (earlier != null) {
      return Done.before(Collections.emptySortedMap());
    }
    Learned learned =
        disclosed == null
            ? null
            : learning(turn, open).learn(owner(pep), report.disclosed, disclosed);
    var event = new Settled(seq, by, report.actual, learned);
    List<String> overruns =
        event.actual() == null
            ? List.of()
            : turn
                .state()
                .charges()
                .counters()
                .settle(open.reservation(), event.actual(), turn.at())
                .overruns()
                .stream()
                .map(overrun -> overrun.key().limit())
                .distinct()
                .toList();
    Tasks.append(turn, event, tasks.hasRoom(turn, operation) ? operation : null, pep.once());
    HopId root = turn.state().root();
    if (!overruns.isEmpty() && root != null) {
      // It follows from the report. As an event of its own everyone hears of it who listens for
      // what removes authority.
      var halt = new Suspended(root, TaskState.OVERRUN, "more was spent than was reserved");
      Tasks.append(turn, halt, null, List.of());
    }
    Hop hop = turn.state().hops().get(open.hop());
    boolean counts = open.attested() && event.actual() instanceof Actual.Executed;
    var taken =
        new Taken(overruns, learned == null ? Collections.emptySortedMap() : learned.dropped());
    return new Done(taken, counts && hop != null ? hop.client() : null);
  }

  private Learning learning(Turn<TaskState, ControlState> turn, Charges.Open open) {
    var catalogue = policies.inForce(turn.control().state()).catalogue();
    return new Learning(
        turn.state().sightings(), bounds, catalogue.get(open.deed().action()), open);
  }

  private static String owner(Pep pep) {
    return java.util.Objects.requireNonNull(pep.client().audience(), "a resource server has one");
  }

  /// Returns what was really spent.
  ///
  /// @throws RefusedException with [Code#INVALID_REQUEST] for an amount that is not an exact
  ///   decimal
  public static Actual executed(java.util.Map<String, String> amounts, @Nullable Long rows)
      throws RefusedException {
    var exact = new java.util.TreeMap<String, BigDecimal>();
    for (var entry : amounts.entrySet()) {
      BigDecimal amount = io.legate.boundary.ExactDecimal.parse(entry.getValue());
      if (amount == null || amount.signum() < 0) {
        throw new RefusedException(
            Code.INVALID_REQUEST,
            "`amounts." + entry.getKey() + "` must be an exact decimal and not negative");
      }
      exact.put(entry.getKey(), amount);
    }
    if (rows != null && (rows < 0 || rows > Limit.TOTAL_MAX)) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`rows` must be from 0 to " + Limit.TOTAL_MAX);
    }
    return new Actual.Executed(exact, rows);
  }

  /// One that has not the form of an id names nothing.
  private static DecisionId decision(String id) throws RefusedException {
    DecisionId decision = DecisionId.parse(id);
    if (decision == null) {
      throw new RefusedException(Code.NOT_FOUND, "there is no such decision of the caller's");
    }
    return decision;
  }
}
