package io.legate.chaos.run;

import io.legate.chaos.check.Invariant;
import io.legate.chaos.check.Violation;
import io.legate.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What came of one fault.
///
/// @param violations everything that did not hold and was not seen before
/// @param failures what the fault itself was not content with
public record Outcome(
    String name, List<Violation> violations, List<String> failures, Map<String, Double> measures) {

  public Outcome {
    violations = List.copyOf(violations);
    failures = List.copyOf(failures);
  }

  public boolean ok() {
    return violations.isEmpty() && failures.isEmpty();
  }

  boolean holds(Invariant invariant) {
    return violations.stream().noneMatch(violation -> violation.invariant() == invariant);
  }

  /// The form in which programs are told.
  Json.Obj toJson() {
    var invariants = new TreeMap<String, Json>();
    for (Invariant invariant : Invariant.values()) {
      invariants.put(invariant.name(), new Json.Bool(holds(invariant)));
    }
    var figures = new TreeMap<String, Json>();
    measures.forEach(
        (name, value) -> figures.put(name, new Json.Num(Long.toString(Math.round(value)))));
    return Json.Obj.with("name", name)
        .with("ok", new Json.Bool(ok()))
        .with("invariants", new Json.Obj(invariants))
        .with("measures", new Json.Obj(figures))
        .build();
  }
}
