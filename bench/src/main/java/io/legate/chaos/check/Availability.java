package io.legate.chaos.check;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// How well the brokers answered, over time, by what clients wrote down.
///
/// Any answer of a broker's own counts, be it a denial: what counts is that the clients know. An
/// attempt counts when it was made.
public final class Availability {

  /// The share of attempts that must be answered.
  public static final double ANSWERED = 0.99;

  /// How long after healing that may take.
  public static final long RECOVERED_WITHIN_MILLIS = 15_000;

  /// What is looked at together.
  static final long WINDOW_MILLIS = 2_000;

  /// Too few attempts to say anything by.
  static final int ATTEMPTS_MIN = 10;

  private final List<Attempt> attempts;

  public Availability(Recorded recorded) {
    this.attempts =
        recorded.attempts().stream().sorted(Comparator.comparingLong(Attempt::invokedAt)).toList();
  }

  /// Returns after how many milliseconds attempts began to be answered for good, empty if they did
  /// not: the start of the first window from which on 99 % of all were, up to `until`.
  ///
  /// @param healed when the fault was over
  public OptionalLong recovery(long healed, long until) {
    for (long from = healed; from + WINDOW_MILLIS <= until; from += 100) {
      if (isAnswered(from, until)) {
        return OptionalLong.of(from - healed);
      }
    }
    return OptionalLong.empty();
  }

  private boolean isAnswered(long from, long until) {
    int all = 0;
    int answered = 0;
    for (Attempt attempt : attempts) {
      if (attempt.invokedAt() >= from && attempt.invokedAt() < until && isJudged(attempt)) {
        all++;
        answered += attempt.isAnswered() ? 1 : 0;
      }
    }
    return all >= ATTEMPTS_MIN && answered >= ANSWERED * all;
  }

  /// An answer that the client forgot on purpose says nothing about the broker.
  private static boolean isJudged(Attempt attempt) {
    return !attempt.tells("code").equals("FORGOTTEN") && !attempt.phase().equals("invoke");
  }

  /// Returns the longest time in milliseconds in which none of these brokers answered as asked.
  public long longestGap(long from, long to, Set<Integer> brokers) {
    long last = from;
    long longest = 0;
    var answers =
        attempts.stream()
            .filter(attempt -> attempt.isOk() && brokers.contains(attempt.broker()))
            .mapToLong(Attempt::endedAt)
            .filter(at -> at >= from && at <= to)
            .sorted()
            .toArray();
    for (long at : answers) {
      longest = Math.max(longest, at - last);
      last = at;
    }
    return Math.max(longest, to - last);
  }

  /// Returns how many attempts were made, and how many of them were answered.
  public Count count(long from, long to) {
    int all = 0;
    int answered = 0;
    for (Attempt attempt : attempts) {
      if (attempt.invokedAt() >= from && attempt.invokedAt() < to && isJudged(attempt)) {
        all++;
        answered += attempt.isAnswered() ? 1 : 0;
      }
    }
    return new Count(all, answered);
  }

  /// Attempts within a time.
  public record Count(int attempts, int answered) {}
}
