package io.legate.chaos.check;

import java.util.ArrayList;
import java.util.List;

/// How much there was that could have gone wrong. Where nothing was allowed no limit is overspent,
/// and nothing is shown.
///
/// @param allowed ALLOWs that clients were told of
/// @param limited answers by which a limit held
/// @param ended acknowledged ends of hops and tasks
/// @param refusedAfter questions about what had ended, refused
/// @param replayed proofs, assertions and approvals that were refused the second time
/// @param resolved acts of which an attempt was not answered and another one was
/// @param consented approvals that were taken
public record Substance(
    long allowed,
    long limited,
    long ended,
    long refusedAfter,
    long replayed,
    long resolved,
    long consented) {

  /// Counts.
  public static Substance of(List<Attempt> attempts) {
    return new Substance(
        attempts.stream().filter(Attempt::isAllowed).count(),
        attempts.stream().filter(each -> each.tells("decision").equals("RATE_LIMITED")).count(),
        attempts.stream().filter(each -> each.isOk() && isEnd(each.op())).count(),
        attempts.stream()
            .filter(each -> each.tells("reason").matches("(task|hop)_(revoked|completed)"))
            .count(),
        attempts.stream().filter(Substance::isReplay).count(),
        resolved(attempts),
        attempts.stream().filter(each -> each.isOk() && each.op().equals("answer")).count());
  }

  private static boolean isEnd(String op) {
    return switch (op) {
      case "revoke_hop", "revoke_task", "contain", "complete" -> true;
      default -> false;
    };
  }

  private static boolean isReplay(Attempt attempt) {
    return attempt.phase().equals("fail")
        && (attempt.tells("reason").equals("invalid_dpop_proof") || attempt.op().equals("token"));
  }

  private static long resolved(List<Attempt> attempts) {
    var lost = new java.util.HashSet<String>();
    var found = new java.util.HashSet<String>();
    for (Attempt attempt : attempts) {
      if (attempt.phase().equals("unknown")) {
        lost.add(attempt.act());
      } else if (attempt.isOk()) {
        found.add(attempt.act());
      }
    }
    lost.retainAll(found);
    return lost.size();
  }

  /// Returns what a whole run must have had and had not.
  public List<String> missing() {
    var missing = new ArrayList<String>();
    need(missing, allowed, "nothing was allowed");
    need(missing, limited, "no limit was reached");
    need(missing, ended, "nothing was revoked");
    need(missing, refusedAfter, "nothing was asked after it was revoked");
    need(missing, replayed, "nothing was sent twice");
    need(missing, resolved, "nothing was asked again");
    need(missing, consented, "nothing was approved");
    return missing;
  }

  private static void need(List<String> missing, long count, String otherwise) {
    if (count == 0) {
      missing.add(otherwise + ": this shows nothing");
    }
  }
}
