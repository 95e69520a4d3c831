package io.legate.task;

import io.legate.limits.ValueHash;
import java.util.Arrays;
import java.util.List;

/// A set of values' hashes with their records, in runs of which none is less than twice as long as
/// the next: so there are few, a value is copied few times in its life, and a state shares all runs
/// but the last few with the state before it.
///
/// Immutable.
final class Runs {

  static final Runs NONE = new Runs(new Run[0], 0);

  private final Run[] runs;
  private final int size;

  private Runs(Run[] runs, int size) {
    this.runs = runs;
    this.size = size;
  }

  /// Returns the set with more pairs.
  ///
  /// @param pairs whose records have higher numbers than those in it, or all the same number
  Runs plus(List<Run.Pair> pairs) {
    if (pairs.isEmpty()) {
      return this;
    }
    Run last = Run.of(pairs);
    int more = last.size();
    int kept = runs.length;
    while (kept > 0 && runs[kept - 1].size() < 2 * last.size()) {
      kept--;
      last = Run.merge(runs[kept], last);
    }
    Run[] all = Arrays.copyOf(runs, kept + 1);
    all[kept] = last;
    return new Runs(all, size + more);
  }

  /// How many pairs it holds.
  int size() {
    return size;
  }

  boolean contains(ValueHash value) {
    for (Run run : runs) {
      if (run.contains(value)) {
        return true;
      }
    }
    return false;
  }

  private static final int[] NO_RECORDS = {};

  /// Returns the numbers of the records that hold a value, in order.
  int[] records(ValueHash value) {
    int[] all = NO_RECORDS;
    for (Run run : runs) {
      int[] more = run.records(value);
      if (more.length > 0) {
        all = all.length == 0 ? more : joined(all, more);
      }
    }
    return all;
  }

  private static int[] joined(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /// Returns the numbers that are in both, each of which is in order.
  static int[] common(int[] first, int[] second) {
    int[] both = new int[Math.min(first.length, second.length)];
    int found = 0;
    int j = 0;
    for (int number : first) {
      while (j < second.length && second[j] < number) {
        j++;
      }
      if (j < second.length && second[j] == number) {
        both[found++] = number;
      }
    }
    return Arrays.copyOf(both, found);
  }

  /// Returns the numbers that are in either, each once and in order.
  static int[] either(int[] first, int[] second) {
    if (first.length == 0 || second.length == 0) {
      return first.length == 0 ? second : first;
    }
    return Arrays.stream(joined(first, second)).sorted().distinct().toArray();
  }

  /// How many bytes of memory it takes, about.
  long weight() {
    return 64L * runs.length + (long) Run.PAIR_BYTES * size;
  }

  /// Equal sets were made by equal steps.
  @Override
  public boolean equals(Object other) {
    return other instanceof Runs set && Arrays.equals(runs, set.runs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(runs);
  }
}
