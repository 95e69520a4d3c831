package io.legate.authorize;

import io.legate.limits.CounterKey;
import org.jspecify.annotations.Nullable;

/// The counters of limits that rules of policy's have set.
public final class RuleCounter {

  private RuleCounter() {}

  /// Returns the id of the rule whose counter it is, null where it is that of a boundary's limit or
  /// of an approval.
  public static @Nullable String rule(CounterKey key) {
    return key.limit().startsWith(Rules.COUNTER) ? Rules.name(key.limit()) : null;
  }
}
