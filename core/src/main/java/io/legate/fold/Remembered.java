package io.legate.fold;

import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Values that are remembered until an instant of the stream's own time.
///
/// Immutable. Instants are kept to the millisecond. Whether an entry counts depends on its instant
/// alone; the sweep that takes out what has passed runs whenever the size has doubled, so that it
/// costs a constant per entry and changes nothing that can be seen.
///
/// @param entries by key
/// @param sweepAt the size at which the next sweep is due
public record Remembered<K, V>(HashTrie<K, Entry<V>> entries, int sweepAt) {

  private static final int SWEEP_MIN = 64;

  /// One value.
  ///
  /// @param until the last millisecond of the epoch in which it is still remembered
  public record Entry<V>(V value, long until) {
    boolean isPassed(Instant at) {
      return at.toEpochMilli() > until;
    }
  }

  /// Returns an empty memory.
  public static <K, V> Remembered<K, V> empty() {
    return new Remembered<>(HashTrie.empty(), SWEEP_MIN);
  }

  /// Returns the value, or null where there is none or it has been forgotten by `at`.
  public @Nullable V get(K key, Instant at) {
    Entry<V> entry = entries.get(key);
    return entry == null || entry.isPassed(at) ? null : entry.value;
  }

  /// Returns the memory with `value` remembered until `until`, the time being `at`.
  public Remembered<K, V> with(K key, V value, Instant until, Instant at) {
    var more = entries.plus(key, new Entry<>(value, until.toEpochMilli()));
    if (more.size() < sweepAt) {
      return new Remembered<>(more, sweepAt);
    }
    var kept = more;
    for (var entry : more.entrySet()) {
      if (entry.getValue().isPassed(at)) {
        kept = kept.minus(entry.getKey());
      }
    }
    return new Remembered<>(kept, Math.max(SWEEP_MIN, 2 * kept.size()));
  }

  /// Returns the memory without `key`.
  public Remembered<K, V> without(K key) {
    return new Remembered<>(entries.minus(key), sweepAt);
  }

  /// Returns whether `max` or more are remembered at `at`.
  public boolean isFull(int max, Instant at) {
    return entries.size() >= max
        && entries.values().stream().filter(entry -> !entry.isPassed(at)).count() >= max;
  }

  /// Returns how many are held, of which some may have passed since the last sweep: an upper bound.
  public int sizeAtMost() {
    return entries.size();
  }

  /// Passes on every entry, in no order.
  public void forEach(BiConsumer<K, Entry<V>> each) {
    entries.forEach(each);
  }
}
