package io.legate.http;

import io.legate.edge.Parameters;
import io.legate.json.Json;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One question as AuthZEN has it (Authorization API 1.0 section 5), not yet brought to ours. What
/// it does not know is ignored, as the specification asks.
///
/// @param context empty where there is none
record Evaluation(Entity subject, Action action, Entity resource, Json.Obj context) {

  /// A subject or a resource.
  ///
  /// @param properties empty where there are none
  record Entity(String type, String id, Json.Obj properties) {}

  /// What is to be done.
  ///
  /// @param properties empty where there are none
  record Action(String name, Json.Obj properties) {}

  /// The members that a batch may state once for all.
  private static final List<String> MEMBERS = List.of("subject", "action", "resource", "context");

  /// Reads a question.
  ///
  /// @throws RefusedException with [Code#INVALID_REQUEST]
  static Evaluation read(Json.Obj body) throws RefusedException {
    return new Evaluation(
        entity(body, "subject"),
        action(body),
        entity(body, "resource"),
        optional(body, "context", "context"));
  }

  /// Returns an item of a batch with what it leaves out. A member of the item replaces the whole of
  /// the batch's, but for the identifiers that it does not state itself.
  static Json.Obj over(Json.Obj defaults, Json.Obj item) {
    var merged = new LinkedHashMap<String, Json>();
    for (String name : MEMBERS) {
      Json given = item.get(name);
      Json inherited = defaults.get(name);
      if (given instanceof Json.Obj own && inherited instanceof Json.Obj above) {
        given = identified(own, above);
      }
      Json chosen = given == null ? inherited : given;
      if (chosen != null) {
        merged.put(name, chosen);
      }
    }
    return new Json.Obj(merged);
  }

  private static Json.Obj identified(Json.Obj own, Json.Obj above) {
    var members = new LinkedHashMap<>(own.members());
    for (String name : List.of("type", "id", "name")) {
      Json inherited = above.get(name);
      if (inherited != null) {
        members.putIfAbsent(name, inherited);
      }
    }
    return new Json.Obj(members);
  }

  private static Entity entity(Json.Obj body, String name) throws RefusedException {
    Json.Obj entity = object(body, name, name);
    return new Entity(
        text(entity, "type", name),
        text(entity, "id", name),
        optional(entity, "properties", name + "/properties"));
  }

  private static Action action(Json.Obj body) throws RefusedException {
    Json.Obj action = object(body, "action", "action");
    return new Action(
        text(action, "name", "action"), optional(action, "properties", "action/properties"));
  }

  private static Json.Obj object(Json.Obj in, String name, String at) throws RefusedException {
    Json value = in.get(name);
    if (value == null) {
      throw Parameters.malformed(at, "missing", "is missing");
    }
    if (value instanceof Json.Obj object) {
      return object;
    }
    throw Parameters.malformed(at, "invalid_value", "must be an object");
  }

  /// Returns a member that is an object, without members where there is none.
  static Json.Obj optional(Json.Obj in, String name, String at) throws RefusedException {
    return in.get(name) == null ? Json.Obj.EMPTY : object(in, name, at);
  }

  private static String text(Json.Obj in, String name, String at) throws RefusedException {
    return Parameters.required(at + "/" + name, optionalText(in, name, at));
  }

  /// Returns a member that is a string, null where there is none.
  static @Nullable String optionalText(Json.Obj in, String name, String at)
      throws RefusedException {
    Json value = in.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Json.Str(var text)) {
      return text;
    }
    throw Parameters.malformed(at + "/" + name, "invalid_value", "must be a string");
  }
}
