package io.legate.chaos.check;

import io.legate.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// I6: while a node cannot reach the database it records nothing, and what is allowed or revoked
/// through it was recorded by a node that can.
///
/// What was recorded before the cut may be answered again: an attempt is judged by when it was
/// made, and its event by which node wrote it.
final class CutOffCheck {

  private CutOffCheck() {}

  static List<Violation> check(Evidence evidence) {
    var found = new ArrayList<Violation>();
    Map<Integer, Long> since = new HashMap<>();
    for (Mark mark : evidence.recorded().marks()) {
      if (mark.what().equals(Mark.CUT_OFF)) {
        brokers(mark).forEach(broker -> since.putIfAbsent(broker, mark.at()));
      } else if (mark.what().equals(Mark.REJOINED)) {
        for (int broker : brokers(mark)) {
          Long from = since.remove(broker);
          if (from != null) {
            found.addAll(during(evidence, broker, from, mark.at(), since));
          }
        }
      }
    }
    return found;
  }

  private static List<Violation> during(
      Evidence evidence, int broker, long from, long to, Map<Integer, Long> others) {
    var found = new ArrayList<Violation>();
    for (Attempt attempt : evidence.recorded().attempts()) {
      if (attempt.broker() == broker
          && attempt.invokedAt() > from
          && attempt.endedAt() < to
          && (attempt.isAllowed() || isEnded(attempt))) {
        Event event =
            attempt.isAllowed()
                ? evidence.decision(attempt.tells("decision_id"))
                : evidence.event(attempt.asks("task"), Event.number(attempt.answered(), "seq"));
        boolean recordedElsewhere =
            event != null && event.node() != broker && !others.containsKey(event.node());
        if (!recordedElsewhere) {
          found.add(
              new Violation(
                  Invariant.I6,
                  "`%s` was answered by broker %s, %s ms after it had lost the database"
                      .formatted(attempt.act(), broker, attempt.invokedAt() - from)));
        }
      }
    }
    return found;
  }

  /// Whether an end of something was acknowledged.
  private static boolean isEnded(Attempt attempt) {
    return attempt.isOk()
        && switch (attempt.op()) {
          case "revoke_hop", "revoke_task", "contain", "complete" -> true;
          default -> false;
        };
  }

  private static List<Integer> brokers(Mark mark) {
    var brokers = new ArrayList<Integer>();
    if (mark.about() instanceof Json.Arr(var items)) {
      for (Json item : items) {
        if (item instanceof Json.Num(var text)) {
          brokers.add(Integer.valueOf(text));
        }
      }
    }
    return brokers;
  }
}
