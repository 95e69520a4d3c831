package io.legate.boundary;

import io.legate.boundary.Problem.Reason;
import io.legate.crypto.Sha256;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One action that an agent asks for, with all its arguments, exactly as it was written.
///
/// Every part is in its normal form, or this does not exist: the resource server acts on the text
/// that was sent, so nothing is ever rewritten on the way to a decision.
///
/// @param action one action, never a family
/// @param location the audience of the resource server that serves it
/// @param resource one resource, never a tree
/// @param arguments every argument by name, with members in canonical order: what stands against
///   them must not come in another order where the question is asked again from its record
public record ActionRequest(String action, String location, String resource, Json.Obj arguments) {

  private static final Set<String> MEMBERS = Set.of("action", "location", "resource", "arguments");
  private static final int NAME_CHARS_MAX = 128;

  public ActionRequest {
    if (!ActionPattern.isAction(action)
        || NormalForm.location(location) != null
        || NormalForm.resource(resource) != null
        || Values.fault(arguments) != null) {
      throw new IllegalArgumentException("not in normal form");
    }
    arguments = Jcs.ordered(arguments);
  }

  /// Reads `{"action", "location", "resource", "arguments"}`; `arguments` may be left out.
  ///
  /// @throws InvalidActionException if it is not in normal form or too large, with every problem
  public static ActionRequest parse(Json json, BoundaryLimits limits)
      throws InvalidActionException {
    var reading = new Reading(limits);
    Json.Obj object = reading.object(json, "", MEMBERS);
    if (object == null) {
      throw new InvalidActionException(reading.problems());
    }
    return read(
        reading,
        object.get("action"),
        object.get("location"),
        object.get("resource"),
        object.get("arguments"));
  }

  /// Reads an action from its parts.
  ///
  /// @throws InvalidActionException if it is not in normal form or too large, with every problem
  public static ActionRequest parse(
      String action, String location, String resource, Json arguments, BoundaryLimits limits)
      throws InvalidActionException {
    return read(
        new Reading(limits),
        new Json.Str(action),
        new Json.Str(location),
        new Json.Str(resource),
        arguments);
  }

  private static ActionRequest read(
      Reading reading,
      @Nullable Json action,
      @Nullable Json location,
      @Nullable Json resource,
      @Nullable Json arguments)
      throws InvalidActionException {
    String actionText = reading.text(action, "/action");
    if (actionText != null && !ActionPattern.isAction(actionText)) {
      reading.report("/action", Reason.INVALID_VALUE, "must be the name of one action");
    }
    String locationText = reading.text(location, "/location");
    if (locationText != null) {
      reading.isOrReport(NormalForm.location(locationText), "/location");
    }
    String resourceText = reading.text(resource, "/resource");
    if (resourceText != null) {
      reading.isOrReport(NormalForm.resource(resourceText), "/resource");
    }
    Json.Obj given =
        arguments == null ? Json.Obj.EMPTY : reading.anyObject(arguments, "/arguments");
    if (given != null) {
      readArguments(reading, given);
    }
    if (!reading.isClean()
        || actionText == null
        || locationText == null
        || resourceText == null
        || given == null) {
      throw new InvalidActionException(reading.problems());
    }
    return new ActionRequest(actionText, locationText, resourceText, given);
  }

  private static void readArguments(Reading reading, Json.Obj given) {
    BoundaryLimits limits = reading.limits();
    if (given.members().size() > limits.argumentsMax()) {
      reading.report(
          "/arguments", Reason.TOO_LARGE, "has more than " + limits.argumentsMax() + " arguments");
      return;
    }
    if (Values.count(given) > limits.valuesMax()) {
      reading.report("/arguments", Reason.TOO_LARGE, "has too many values, or nested too deep");
      return;
    }
    given
        .members()
        .forEach(
            (name, value) -> {
              String pointer = Reading.child("/arguments", name);
              if (!isArgumentName(name)) {
                reading.report(
                    pointer, Reason.INVALID_VALUE, "must have a name of 1 to 128 characters");
              }
              if (Values.longest(value) > limits.valueCharsMax()) {
                reading.report(
                    pointer,
                    Reason.TOO_LARGE,
                    "has a string of more than " + limits.valueCharsMax() + " characters");
              }
              reading.isOrReport(Values.fault(value), pointer);
            });
  }

  /// Returns whether `name` can be the name of an argument: 1 to 128 characters on one line.
  static boolean isArgumentName(String name) {
    return !name.isEmpty() && name.length() <= NAME_CHARS_MAX && NormalForm.line(name) == null;
  }

  /// Returns the parameter digest: `sha-256:` and [#adg].
  public String digest() {
    return "sha-256:" + adg();
  }

  /// Returns the claim `adg` of the agent's proof: the bare base64url of the SHA-256 of the
  /// canonical JSON (RFC 8785) of `{"action", "resource", "arguments"}`. The location is not in it,
  /// because the proof's `htu` is.
  public String adg() {
    return Sha256.base64Url(
        Jcs.text(
            Json.Obj.with("action", action)
                .with("resource", resource)
                .with("arguments", arguments)
                .build()));
  }

  /// Returns the JSON form.
  public Json.Obj toJson() {
    return Json.Obj.with("action", action)
        .with("location", location)
        .with("resource", resource)
        .with("arguments", arguments)
        .build();
  }
}
