package io.legate.limits;

import io.legate.crypto.Sha256;
import io.legate.identity.HopId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import org.jspecify.annotations.Nullable;

/// Which counter is meant: one for each limit of a hop, or one for each value that the limit counts
/// `by`. The hop is the one that carries the limit, so whoever acts below it shares the counter.
///
/// @param limit the limit's name
/// @param by the argument's value: its text as a canonical string (RFC 8785), or where that is long
///   `sha-256:` and its digest; null where the limit does not count by a value
public record CounterKey(HopId hop, String limit, @Nullable String by)
    implements Comparable<CounterKey> {

  private static final int BY_CHARS_MAX = 64;

  /// Returns the counter of a limit that does not count by a value.
  public static CounterKey of(HopId hop, String limit) {
    return new CounterKey(hop, limit, null);
  }

  /// Returns the counter for one value.
  public static CounterKey of(HopId hop, String limit, Json value) {
    // `1` and `"1"` are one invoice to a server that takes either.
    Json one = value instanceof Json.Str ? value : new Json.Str(Jcs.text(value));
    String text = Jcs.text(one);
    // No JSON text starts as a digest does, so a value cannot be chosen to meet another's digest.
    String by = text.length() <= BY_CHARS_MAX ? text : "sha-256:" + Sha256.base64Url(text);
    return new CounterKey(hop, limit, by);
  }

  @Override
  public int compareTo(CounterKey other) {
    int order = hop.compareTo(other.hop);
    if (order == 0) {
      order = limit.compareTo(other.limit);
    }
    return order == 0 ? compare(by, other.by) : order;
  }

  /// No value comes before any.
  private static int compare(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return Boolean.compare(one != null, other != null);
    }
    return one.compareTo(other);
  }
}
