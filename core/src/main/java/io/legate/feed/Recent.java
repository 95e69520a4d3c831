package io.legate.feed;

import io.legate.feed.Derivation.Derived;
import io.legate.ledger.LogSizes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What was told last, for those that follow closely. Safe for use from many threads.
final class Recent {

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Step> steps = new ArrayDeque<>();
  private final int toldMax;
  private LogSizes position;
  private Instant asOf;
  private boolean current = true;
  private long number;
  private int weight;

  /// @param toldMax how many things are kept at most
  Recent(LogSizes position, Instant asOf, int toldMax) {
    this.toldMax = toldMax;
    this.position = position;
    this.asOf = asOf;
  }

  /// One page of the logs, as it was told.
  ///
  /// @param number from 1, without gaps
  /// @param audiences for whom it was derived
  private record Step(long number, Derived derived, Set<String> audiences, LogSizes end) {}

  /// What a listener has before it.
  ///
  /// @param next the number of the step after these
  /// @param asOf null where there is more, or where the feed itself has more to read
  /// @param more whether there is more here
  record Ahead(List<Told> told, long next, LogSizes end, @Nullable Instant asOf, boolean more) {}

  LogSizes position() {
    lock.lock();
    try {
      return position;
    } finally {
      lock.unlock();
    }
  }

  /// Returns the number that the next step will have.
  long next() {
    lock.lock();
    try {
      return number + 1;
    } finally {
      lock.unlock();
    }
  }

  /// Adds what was read.
  ///
  /// @param at when the reading began; null where there is more to read
  void add(Derived derived, Set<String> audiences, LogSizes end, @Nullable Instant at) {
    lock.lock();
    try {
      if (!derived.isEmpty()) {
        number++;
        steps.add(new Step(number, derived, audiences, end));
        weight += derived.size();
        // One that is too heavy by itself goes too: its listeners read the ledger.
        while (weight > toldMax) {
          weight -= steps.remove().derived().size();
        }
      }
      position = end;
      current = at != null;
      asOf = at == null ? asOf : at;
    } finally {
      lock.unlock();
    }
  }

  /// Returns what an audience has before it from step `from`, or null where that is not here any
  /// more, or was not derived for it.
  ///
  /// @param max about how many to return
  @Nullable Ahead ahead(String audience, long from, int max) {
    lock.lock();
    try {
      if (from <= number && (steps.isEmpty() || steps.getFirst().number() > from)) {
        return null;
      }
      var told = new ArrayList<Told>();
      for (Step step : steps) {
        if (step.number() < from) {
          continue;
        }
        if (!step.audiences().contains(audience)) {
          return null;
        }
        if (!told.isEmpty() && told.size() + step.derived().size() > max) {
          return new Ahead(told, step.number(), before(step.number()), null, true);
        }
        told.addAll(step.derived().all());
        told.addAll(mine(step, audience));
      }
      return new Ahead(told, number + 1, position, current ? asOf : null, false);
    } finally {
      lock.unlock();
    }
  }

  private static Collection<Told> mine(Step step, String audience) {
    return step.derived().each().getOrDefault(audience, List.of());
  }

  /// Returns the end of the step before `number`, which is here.
  private LogSizes before(long number) {
    LogSizes end = LogSizes.NONE;
    for (Step step : steps) {
      if (step.number() < number) {
        end = step.end();
      }
    }
    return end;
  }
}
