package io.legate.task;

import java.util.Arrays;
import java.util.function.LongConsumer;

/// Instants in ascending order, in milliseconds of the epoch: a persistent list that grows at its
/// end and shrinks at its beginning.
///
/// They stand in blocks. What is full is shared by all later lists, so that one more instant copies
/// the last block only.
final class TimeLine {

  static final TimeLine EMPTY = new TimeLine(new long[0][], new long[0], 0);

  private static final int BLOCK = 32;

  private final long[][] full;
  private final long[] last;

  /// How many at the beginning of the first block do not count any more.
  private final int dropped;

  private TimeLine(long[][] full, long[] last, int dropped) {
    this.full = full;
    this.last = last;
    this.dropped = dropped;
  }

  int size() {
    return BLOCK * full.length + last.length - dropped;
  }

  long first() {
    return get(0);
  }

  private long get(int index) {
    int at = index + dropped;
    return at / BLOCK < full.length ? full[at / BLOCK][at % BLOCK] : last[at % BLOCK];
  }

  /// Returns the list with one more at its end.
  TimeLine plus(long time) {
    long[] longer = Arrays.copyOf(last, last.length + 1);
    longer[last.length] = time;
    if (longer.length < BLOCK) {
      return new TimeLine(full, longer, dropped);
    }
    long[][] more = Arrays.copyOf(full, full.length + 1);
    more[full.length] = longer;
    return new TimeLine(more, new long[0], dropped);
  }

  /// Returns the list without its first instant.
  TimeLine withoutFirst() {
    if (size() == 0) {
      return this;
    }
    if (dropped + 1 < BLOCK || full.length == 0) {
      return new TimeLine(full, last, dropped + 1);
    }
    return new TimeLine(Arrays.copyOfRange(full, 1, full.length), last, 0);
  }

  /// Returns the list without one instant of this value, the same where there is none.
  TimeLine minus(long time) {
    var rest = EMPTY;
    boolean found = false;
    for (int i = 0; i < size(); i++) {
      if (!found && get(i) == time) {
        found = true;
      } else {
        rest = rest.plus(get(i));
      }
    }
    return found ? rest : this;
  }

  /// Returns how many are later than `time`.
  int after(long time) {
    int found = 0;
    for (int i = size() - 1; i >= 0 && get(i) > time; i--) {
      found++;
    }
    return found;
  }

  void forEach(LongConsumer each) {
    for (int i = 0; i < size(); i++) {
      each.accept(get(i));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeLine line && Arrays.equals(toArray(), line.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toArray());
  }

  @Override
  public String toString() {
    return Arrays.toString(toArray());
  }

  private long[] toArray() {
    long[] all = new long[size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = get(i);
    }
    return all;
  }
}
