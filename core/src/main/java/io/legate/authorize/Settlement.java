package io.legate.authorize;

import io.legate.authorize.Authorization.Pep;
import io.legate.boundary.Limit;
import io.legate.caller.ProofRefusal;
import io.legate.control.ControlState;
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import io.legate.identity.TaskId;
import io.legate.ledger.Turn;
import io.legate.limits.Actual;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Operation;
import io.legate.stream.Tasks;
import io.legate.task.Charges.Reported;
import io.legate.task.Hop;
import io.legate.task.Memory;
import io.legate.task.TaskEvent.Settled;
import io.legate.task.TaskState;
import io.legate.trust.TrustScores;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the report of what came of an ALLOW, once, from the resource server that asked.
///
/// A report counts also after the task has ended: what was done was done.
public final class Settlement {

  private final Tasks tasks;
  private final TrustScores trust;

  public Settlement(Tasks tasks, TrustScores trust) {
    this.tasks = tasks;
    this.trust = trust;
  }

  /// What a resource server reports.
  ///
  /// @param actual null where nobody knows, and then everything stays charged
  public record Report(RequestId request, String decisionId, @Nullable Actual actual) {}

  /// Records a report.
  ///
  /// @return names of the limits that were overrun; not empty means that the task is suspended
  /// @throws RefusedException with [Code#NOT_FOUND] or [Code#ALREADY_SETTLED]
  public List<String> settle(Pep pep, Report report) throws RefusedException {
    var decision = DecisionId.parse(report.decisionId);
    var event = new Settled(decision.seq, pep.client().id(), report.actual, null);
    var settled =
        tasks.decide(
            decision.task,
            key ->
                pep.once().contains(key)
                    ? ProofRefusal.spent()
                    : new RefusedException(Code.INVALID_REQUEST, "something was used before"),
            turn -> decide(turn, pep, report, event));
    if (settled.agent != null) {
      trust.happened(
          settled.agent,
          settled.overruns.isEmpty() ? TrustScores.Outcome.EXECUTED : TrustScores.Outcome.OVERRUN);
    }
    return settled.overruns;
  }

  /// What came of a report.
  ///
  /// @param agent whose trust it moves: who signed for the act, if it was executed; else null
  private record Done(List<String> overruns, @Nullable ClientId agent) {
    static final Done NOTHING = new Done(List.of(), null);
  }

  private Done decide(Turn<TaskState, ControlState> turn, Pep pep, Report report, Settled event)
      throws RefusedException {
    pep.requireStanding(turn.control().state());
    Reported before = turn.state().charges().settled().get(event.decision(), turn.at());
    if (before != null && before.by().equals(event.by())) {
      if (!before.digest().equals(TaskState.digest(event))) {
        throw new RefusedException(
            Code.ALREADY_SETTLED, "the decision was settled before with another outcome");
      }
      return Done.NOTHING;
    }
    var open = turn.state().charges().unsettled(event.decision(), turn.at());
    if (open == null || !open.pep().equals(pep.client().id())) {
      throw new RefusedException(Code.NOT_FOUND, "there is no such decision of the caller's");
    }
    Operation operation =
        Operation.of(pep.client().id(), "Settle", report.decisionId, report.request);
    // Whether or not there is room to remember its id: the decision itself is settled once, and
    // nobody may keep others' reservations from being given back.
    Memory.Operation earlier = tasks.remembered(turn, operation, TaskState.digest(event));
    if (earlier != null) {
      return Done.NOTHING;
    }
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
    Hop hop = turn.state().hops().get(open.hop());
    boolean counts = open.attested() && event.actual() instanceof Actual.Executed;
    return new Done(overruns, counts && hop != null ? hop.client() : null);
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

  /// A decision's id: where its record stands.
  private record DecisionId(TaskId task, long seq) {

    static DecisionId parse(String text) throws RefusedException {
      int dot = text.indexOf('.');
      TaskId task = dot < 0 ? null : TaskId.parse(text.substring(0, dot));
      String number = dot < 0 ? "" : text.substring(dot + 1);
      if (task == null || !number.matches("[1-9][0-9]{0,17}")) {
        throw new RefusedException(Code.NOT_FOUND, "there is no such decision of the caller's");
      }
      return new DecisionId(task, Long.parseLong(number));
    }
  }
}
