package io.legate.review;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.policy.Conditions;
import io.legate.policy.Policy;
import io.legate.review.Finding.Changed;
import io.legate.task.TaskEvent.Decision;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What of the outcomes of a period would be otherwise under one bundle than under another, neither
/// of which need have been in force.
///
/// @param same decisions with the same outcome under both
/// @param otherwise decisions with another
/// @param lost how many of those the first bundle allows and the second does not, by what stands
///   against them
public record Comparison(long same, long otherwise, SortedMap<String, Long> lost) {

  public Comparison {
    lost = Collections.unmodifiableSortedMap(new TreeMap<>(lost));
  }

  /// Decides a period under both.
  public static Comparison of(
      Records records,
      Conditions conditions,
      Policy before,
      Policy after,
      Period period,
      Replay.Progress progress)
      throws LedgerUnavailableException {
    // Most are as they were recorded, so only the others are kept.
    var otherThanRecorded = new HashMap<String, String>();
    new Replay(records, conditions, before)
        .run(
            period,
            finding -> {
              if (finding instanceof Changed changed) {
                otherThanRecorded.put(changed.about().id(), changed.to());
              }
            },
            progress);
    var counting = new Counting(otherThanRecorded);
    new Replay(records, conditions, after).run(period, counting::count, progress);
    return new Comparison(counting.same, counting.otherwise, counting.lost);
  }

  /// How many decisions the second bundle no longer allows.
  public long lostCount() {
    return lost.values().stream().mapToLong(Long::longValue).sum();
  }

  /// One count under way.
  private static final class Counting {
    private final Map<String, String> before;
    private final SortedMap<String, Long> lost = new TreeMap<>();
    private long same;
    private long otherwise;

    Counting(Map<String, String> before) {
      this.before = before;
    }

    void count(Finding finding) {
      boolean judged = finding instanceof Changed || finding instanceof Finding.Unchanged;
      Decision recorded = finding.about().decision();
      if (!judged || recorded == null) {
        return;
      }
      String was = before.getOrDefault(finding.about().id(), recorded.outcome());
      String now = finding instanceof Changed changed ? changed.to() : recorded.outcome();
      if (was.equals(now)) {
        same++;
        return;
      }
      otherwise++;
      if (was.equals(Decision.ALLOW)) {
        String why = finding instanceof Changed changed ? String.join(", ", changed.causes()) : "";
        lost.merge(now + "  " + why, 1L, Long::sum);
      }
    }
  }
}
