package io.legate.task;

import io.legate.limits.ValueHash;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Hashes of values, each with the number of a record that holds it, sorted by both: 20 bytes each.
/// Written once, then only read.
final class Run {

  /// One of them.
  record Pair(ValueHash value, int record) {}

  static final int PAIR_BYTES = 20;

  private static final Comparator<Pair> ORDER =
      Comparator.comparing(Pair::value).thenComparingInt(Pair::record);

  /// Two longs for each value.
  private final long[] values;

  private final int[] records;

  private Run(long[] values, int[] records) {
    this.values = values;
    this.records = records;
  }

  static Run of(List<Pair> pairs) {
    var sorted = pairs.stream().distinct().sorted(ORDER).toList();
    var run = new Run(new long[2 * sorted.size()], new int[sorted.size()]);
    for (int i = 0; i < sorted.size(); i++) {
      run.set(i, sorted.get(i).value.high(), sorted.get(i).value.low(), sorted.get(i).record);
    }
    return run;
  }

  /// Returns one run of two.
  ///
  /// @param later whose records all have higher numbers, or the same pairs
  static Run merge(Run earlier, Run later) {
    int size = earlier.size() + later.size();
    var merged = new Run(new long[2 * size], new int[size]);
    int i = 0;
    int j = 0;
    for (int k = 0; k < size; k++) {
      boolean takeEarlier =
          j == later.size()
              || (i < earlier.size()
                  && earlier.compare(i, later.values[2 * j], later.values[2 * j + 1]) <= 0);
      Run from = takeEarlier ? earlier : later;
      int at = takeEarlier ? i++ : j++;
      merged.set(k, from.values[2 * at], from.values[2 * at + 1], from.records[at]);
    }
    return merged;
  }

  private void set(int index, long high, long low, int record) {
    values[2 * index] = high;
    values[2 * index + 1] = low;
    records[index] = record;
  }

  int size() {
    return records.length;
  }

  /// Returns the numbers of the records that hold a value, in order.
  int[] records(ValueHash value) {
    int from = first(value);
    int to = from;
    while (to < size() && compare(to, value.high(), value.low()) == 0) {
      to++;
    }
    return Arrays.copyOfRange(records, from, to);
  }

  boolean contains(ValueHash value) {
    int at = first(value);
    return at < size() && compare(at, value.high(), value.low()) == 0;
  }

  /// The first place whose value is not below.
  private int first(ValueHash value) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, value.high(), value.low()) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int index, long high, long low) {
    int order = Long.compare(values[2 * index], high);
    return order != 0 ? order : Long.compare(values[2 * index + 1], low);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Run run
        && Arrays.equals(values, run.values)
        && Arrays.equals(records, run.records);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + Arrays.hashCode(records);
  }
}
