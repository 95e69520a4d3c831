package io.legate.authorize;

import io.legate.json.Json;
import io.legate.limits.Charge;
import io.legate.task.TaskEvent.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What took part in a decision, for whoever asked about it: which checks, rules, conditions and
/// limits, and what each came to. No figures, no contents of lists, no signals.
///
/// @param checks of the four independent ones, and any other that refused
/// @param rules of policy that are about the action
/// @param conditions of permissions and entitlements
/// @param limits `within` or `spent`
/// @param seen values that had to be met, by argument and sources: `met` or `not_met`
public record Explanation(
    List<Part> checks,
    List<Part> rules,
    List<Part> conditions,
    List<Part> limits,
    List<Part> seen) {

  public Explanation {
    checks = List.copyOf(checks);
    rules = List.copyOf(rules);
    conditions = List.copyOf(conditions);
    limits = List.copyOf(limits);
    seen = List.copyOf(seen);
  }

  /// One that took part.
  ///
  /// @param id its name
  /// @param outcome what it came to, such as `holds`, `does_not`, `failed`, `held` or `refused`
  public record Part(String id, String outcome) {}

  /// Reads it from a decision's record.
  static Explanation of(Decision decision) {
    if (!(decision.checks().get("basis") instanceof Json.Obj basis)) {
      return new Explanation(List.of(), List.of(), List.of(), List.of(), List.of());
    }
    return new Explanation(
        parts(basis.get("checks")),
        parts(basis.get("rules")),
        parts(basis.get("conditions")),
        limits(decision, basis.get("limits")),
        seen(basis.get("seen")));
  }

  private static List<Part> parts(@Nullable Json json) {
    var parts = new ArrayList<Part>();
    if (json instanceof Json.Obj(var members)) {
      members.forEach(
          (id, outcome) ->
              parts.add(new Part(id, outcome instanceof Json.Str(var text) ? text : "failed")));
    }
    return parts;
  }

  /// Which of the sources held it is not the caller's to know.
  private static List<Part> seen(@Nullable Json json) {
    var parts = new ArrayList<Part>();
    if (json instanceof Json.Arr(var items)) {
      for (Json item : items) {
        var asked = (Json.Obj) item;
        var sources = new ArrayList<String>();
        if (asked.get("in") instanceof Json.Arr(var names)) {
          names.forEach(name -> sources.add(((Json.Str) name).value()));
        }
        boolean met = asked.get("met") instanceof Json.Bool(var value) && value;
        parts.add(
            new Part(
                asked.string("argument") + " in " + String.join(", ", sources),
                met ? "met" : "not_met"));
      }
    }
    return parts;
  }

  private static List<Part> limits(Decision decision, @Nullable Json json) {
    var parts = new ArrayList<Part>();
    decision.charges().stream()
        .map(Charge::key)
        .distinct()
        .forEach(key -> parts.add(new Part(name(key.limit()), "within")));
    if (json instanceof Json.Arr(var items)) {
      for (Json item : items) {
        var limit = (Json.Obj) item;
        String name = name(String.valueOf(limit.string("limit")));
        parts.add(new Part(name, limit.get("spent") == null ? "within" : "spent"));
      }
    }
    return parts;
  }

  private static String name(String counter) {
    return counter.startsWith(Rules.COUNTER) ? "rule:" + Rules.name(counter) : counter;
  }
}
