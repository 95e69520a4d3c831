package io.legate.http;

import io.legate.authorize.TasklessQuestion;
import io.legate.boundary.ActionRequest;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidActionException;
import io.legate.edge.Parameters;
import io.legate.json.Json;
import io.legate.refusal.RefusedException;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;

/// Brings AuthZEN's questions to ours; `docs/spec/authzen.md` is the page about it.
///
/// @param audience of the resource server that asks: where every action of it takes place
record EvaluationMapping(String audience, BoundaryLimits limits) {

  /// A type is one part of a name, in ours.
  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final String SCHEME = "://";

  /// Returns the action that an agent asks for: its arguments are the properties of AuthZEN's
  /// action, and nothing else.
  ActionRequest action(Evaluation asked) throws RefusedException {
    return action(asked, asked.action().properties());
  }

  /// Returns a question outside of any task: beside the properties of the action those of subject
  /// and resource can be arguments, as `subject_<name>` and `resource_<name>`.
  TasklessQuestion taskless(Evaluation asked) throws RefusedException {
    var arguments = new LinkedHashMap<String, Json>();
    asked
        .action()
        .properties()
        .members()
        .forEach(
            (name, value) -> {
              // Else an action could speak for its subject.
              if (!name.startsWith("subject_") && !name.startsWith("resource_")) {
                arguments.put(name, value);
              }
            });
    addAll(arguments, "subject_", asked.subject().properties());
    addAll(arguments, "resource_", asked.resource().properties());
    requireType(asked.subject().type(), "subject");
    return new TasklessQuestion(
        asked.subject().type(), asked.subject().id(), action(asked, new Json.Obj(arguments)));
  }

  private static void addAll(
      LinkedHashMap<String, Json> arguments, String prefix, Json.Obj properties) {
    properties.members().forEach((name, value) -> arguments.put(prefix + name, value));
  }

  private ActionRequest action(Evaluation asked, Json.Obj arguments) throws RefusedException {
    String type = asked.resource().type();
    requireType(type, "resource");
    String name = asked.action().name();
    String qualified = name.indexOf('.') < 0 ? type + "." + name : name;
    try {
      return ActionRequest.parse(qualified, audience, resource(asked), arguments, limits);
    } catch (InvalidActionException e) {
      throw Parameters.refusal("", e.problems());
    }
  }

  /// A resource that is named by a URI has its scheme as its type, so that type and id never name
  /// two things.
  private static String resource(Evaluation asked) throws RefusedException {
    String type = asked.resource().type();
    String id = asked.resource().id();
    int scheme = id.indexOf(SCHEME);
    if (scheme < 0) {
      return type + "/" + id;
    }
    if (!id.substring(0, scheme).equals(type)) {
      throw Parameters.malformed(
          "resource/type", "invalid_value", "must be the scheme of `resource.id`");
    }
    return id;
  }

  private static void requireType(String type, String of) throws RefusedException {
    if (!TYPE.matcher(type).matches()) {
      throw Parameters.malformed(
          of + "/type", "invalid_value", "must be 1 to 64 letters, digits, `_` or `-`");
    }
  }
}
