package io.legate.boundary;

import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// What the tests of single rules start from, written as JSON.
final class Given {

  static final Instant NOON = Instant.parse("2026-06-15T12:00:00Z");

  /// In no task, so that nothing was met.
  static final Occasion AT_NOON = Occasion.at(NOON);

  private Given() {}

  static Json json(String text) {
    try {
      return JsonReader.read(text.replace('\'', '"'));
    } catch (MalformedJsonException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Boundary boundary(String text) {
    try {
      return Boundary.parse(json(text), BoundaryLimits.DEFAULT);
    } catch (InvalidBoundaryException e) {
      throw new AssertionError(e.problems().toString(), e);
    }
  }

  /// A permission with these members in the place of, or beside, the least there must be.
  static Permission permission(String members) {
    return boundary("[" + entry(members) + "]").permissions().getFirst();
  }

  static String entry(String members) {
    var given = (Json.Obj) json("{" + members + "}");
    var all = new java.util.LinkedHashMap<String, Json>();
    all.putAll(
        ((Json.Obj)
                json(
                    "{'type':'agent_action','actions':['a.b'],'locations':['https://erp.example'],"
                        + "'resources':['x/y']}"))
            .members());
    all.putAll(given.members());
    return text(new Json.Obj(all));
  }

  /// The JSON text with every number as it was written, which canonical JSON would not keep.
  private static String text(Json json) {
    return switch (json) {
      case Json.Num(var number) -> number;
      case Json.Arr(var items) ->
          items.stream().map(Given::text).collect(Collectors.joining(",", "[", "]"));
      case Json.Obj(var members) ->
          members.entrySet().stream()
              .map(entry -> text(new Json.Str(entry.getKey())) + ":" + text(entry.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case Json.Str _, Json.Bool _, Json.Null _ -> Jcs.text(json);
    };
  }

  /// The constraint with these members.
  static Constraint constraint(String type, String members) {
    String text =
        "{'constraint_type':'" + type + "'" + (members.isEmpty() ? "" : "," + members) + "}";
    var permission = permission("'arguments':{'p':" + text + "}");
    return permission.arguments() instanceof Arguments.Named(var byName)
        ? byName.values().iterator().next().constraint()
        : throwNoArgument();
  }

  private static Constraint throwNoArgument() {
    throw new AssertionError("no argument");
  }

  static ActionRequest request(String action, String resource, String arguments) {
    try {
      return ActionRequest.parse(
          action, "https://erp.example", resource, json(arguments), BoundaryLimits.DEFAULT);
    } catch (InvalidActionException e) {
      throw new AssertionError(e.problems().toString(), e);
    }
  }

  /// What is wrong with a boundary of one permission with these members: `pointer reason`.
  static List<String> problems(String members) {
    return problemsOf("[" + entry(members) + "]");
  }

  static List<String> problemsOf(String boundary) {
    try {
      Boundary.parse(json(boundary), BoundaryLimits.DEFAULT);
      return List.of();
    } catch (InvalidBoundaryException e) {
      return e.problems().stream()
          .map(problem -> problem.pointer() + " " + problem.reason().code())
          .collect(Collectors.toList());
    }
  }

  static List<String> constraintProblems(String constraint) {
    return problems("'arguments':{'p':" + constraint + "}");
  }
}
