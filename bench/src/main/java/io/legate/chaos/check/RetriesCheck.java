package io.legate.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// I5: all answers to one request name the same decision or the same event, whichever brokers gave
/// them, and each request that was not answered has at most one outcome in the ledger.
///
/// An ALLOW that is asked for again too late to be begun, or after its hop has ended, is told as
/// DENY `decision_expired`: that is not another outcome.
final class RetriesCheck {

  private RetriesCheck() {}

  static List<Violation> check(Evidence evidence) {
    var found = new ArrayList<Violation>();
    Map<String, Attempt> first = new HashMap<>();
    for (Attempt attempt : evidence.recorded().attempts()) {
      if (!attempt.isOk() || attempt.request().isEmpty() || isTooLate(attempt)) {
        continue;
      }
      Attempt earlier = first.putIfAbsent(attempt.op() + attempt.request(), attempt);
      if (earlier != null && !outcome(earlier).equals(outcome(attempt))) {
        found.add(
            new Violation(
                Invariant.I5,
                "`%s` came to %s at broker %s and to %s at broker %s"
                    .formatted(
                        attempt.act(),
                        outcome(earlier),
                        earlier.broker(),
                        outcome(attempt),
                        attempt.broker())));
      }
    }
    found.addAll(decidedTwice(evidence));
    return found;
  }

  private static boolean isTooLate(Attempt attempt) {
    return attempt.tells("reason").equals("decision_expired");
  }

  private static String outcome(Attempt attempt) {
    return switch (attempt.op()) {
      case "authorize" -> attempt.tells("decision_id");
      case "open" -> attempt.tells("task");
      default -> String.valueOf(Event.number(attempt.answered(), "seq"));
    };
  }

  /// A question is asked under one reference, so that two decisions about it are two outcomes.
  private static List<Violation> decidedTwice(Evidence evidence) {
    var found = new ArrayList<Violation>();
    Map<String, String> outcomes = new HashMap<>();
    for (Attempt attempt : evidence.recorded().attempts()) {
      if (attempt.op().equals("authorize") && attempt.isOk() && !isTooLate(attempt)) {
        String earlier = outcomes.putIfAbsent(attempt.act(), attempt.tells("decision_id"));
        if (earlier != null && !earlier.equals(attempt.tells("decision_id"))) {
          found.add(
              new Violation(
                  Invariant.I5,
                  "`%s` came to %s and to %s: doubled"
                      .formatted(attempt.act(), earlier, attempt.tells("decision_id"))));
        }
      }
    }
    return found;
  }
}
