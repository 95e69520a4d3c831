package io.legate.policy;

import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import java.util.Set;

/// The obligations that a bundle may name. A resource server that does not know one denies, so a
/// misspelt one would stop everything.
final class Obligations {

  private static final int ROWS_MAX = 1_000_000_000;

  private Obligations() {}

  /// Reports an obligation that is not one of those, or not in their form.
  static void require(Reading reading, Json.Obj obligation, String at) {
    String type = obligation.string("type");
    switch (type) {
      case "mask" -> {
        reading.object(obligation, at, Set.of("type", "fields"));
        reading.list(obligation.get("fields"), at + "/fields", reading::text);
      }
      case "row_filter" -> {
        reading.object(obligation, at, Set.of("type", "expression"));
        reading.text(obligation.get("expression"), at + "/expression");
      }
      case "max_rows" -> {
        reading.object(obligation, at, Set.of("type", "value"));
        reading.integer(obligation.get("value"), at + "/value", 1, ROWS_MAX);
      }
      case "notify" -> {
        reading.object(obligation, at, Set.of("type", "to"));
        reading.list(obligation.get("to"), at + "/to", reading::text);
      }
      case null, default ->
          reading.report(
              at + "/type",
              Reason.INVALID_VALUE,
              "must be one of `mask`, `row_filter`, `max_rows`, `notify`");
    }
  }
}
