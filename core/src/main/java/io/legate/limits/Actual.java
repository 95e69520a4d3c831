package io.legate.limits;

import io.legate.json.Json;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a resource server reports about an action it was allowed to take.
public sealed interface Actual {

  /// The action was not taken and never will be. All it had reserved is released.
  record NotExecuted() implements Actual {}

  /// The action was taken. Its use and its values stay charged.
  ///
  /// @param amounts what was really spent, by argument; not negative. An argument that is not named
  ///   stays charged as reserved
  /// @param rows how many rows were disclosed; null leaves the reserved number charged
  record Executed(Map<String, BigDecimal> amounts, @Nullable Long rows) implements Actual {
    public Executed {
      var sorted = new TreeMap<String, BigDecimal>();
      amounts.forEach((argument, amount) -> sorted.put(argument, Tally.plain(amount)));
      amounts = Collections.unmodifiableMap(sorted);
      if (amounts.values().stream().anyMatch(amount -> amount.signum() < 0)) {
        throw new IllegalArgumentException("negative amount");
      }
      if (rows != null && rows < 0) {
        throw new IllegalArgumentException("negative rows");
      }
    }

    /// Executed, and everything as reserved.
    public static final Executed AS_RESERVED = new Executed(Map.of(), null);
  }

  /// Returns the report as it stands in an event.
  default Json.Obj toJson() {
    return Stored.write(this);
  }

  /// Reads what [#toJson] wrote.
  ///
  /// @throws IllegalArgumentException if it did not
  static Actual fromJson(Json json) {
    return Stored.actual(json);
  }
}
