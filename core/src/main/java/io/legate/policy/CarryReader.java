package io.legate.policy;

import io.legate.boundary.AdditionsReader;
import io.legate.json.Json;
import java.time.Duration;
import java.util.Set;

/// Reads `carry_labels`.
record CarryReader(Sections sections) {

  private static final Set<String> MEMBERS = Set.of("labels", "for");
  private static final Duration FOR_MAX = Duration.ofDays(365);
  private static final String AT = "/carry_labels";

  /// What is carried; nothing where there is no such section.
  CarryOver read() {
    Json.Obj object = sections.object("carry_labels", MEMBERS);
    if (object == null) {
      return CarryOver.NONE;
    }
    var reading = sections.reading();
    var labels =
        reading.list(object.get("labels"), AT + "/labels", new AdditionsReader(reading)::label);
    Duration lasts = sections.duration(object, "for", AT, FOR_MAX);
    if (object.get("for") == null) {
      reading.missing(AT + "/for");
    }
    return labels == null || lasts == null
        ? CarryOver.NONE
        : new CarryOver(Set.copyOf(labels), lasts);
  }
}
