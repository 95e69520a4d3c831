package io.legate.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

/// Counts what the tries of a property have come upon, so that the last one can say whether there
/// was enough to prove.
final class Tally {

  private final Map<String, Integer> counts = new HashMap<>();
  private int tries;

  void add(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  void addIf(boolean holds, String what) {
    if (holds) {
      add(what);
    }
  }

  /// Ends one try, and after the last of `all` runs the checks.
  void endOfTry(int all, Runnable checks) {
    if (++tries == all) {
      checks.run();
    }
  }

  void requirePercent(String what, int least) {
    assertThat(counts.getOrDefault(what, 0))
        .as("%s in %d tries: %s", what, tries, counts)
        .isGreaterThan(tries / 100 * least);
  }

  void requireCount(String what, int least) {
    assertThat(counts.getOrDefault(what, 0))
        .as("%s in %d tries: %s", what, tries, counts)
        .isGreaterThan(least);
  }
}
