package io.legate.boundary;

import java.util.List;

/// One thing in a permission that stands against an action. Carries both sides of the comparison.
public sealed interface Refusal {

  /// The permission does not hold the action.
  record ActionNotHeld(String action, List<ActionPattern> held) implements Refusal {}

  /// The permission does not name the location.
  record LocationNotHeld(String location, List<String> held) implements Refusal {}

  /// The permission does not hold the resource.
  record ResourceNotHeld(String resource, List<ResourcePattern> held) implements Refusal {}

  /// The action has an argument that the permission does not name.
  record ArgumentNotNamed(String name) implements Refusal {}

  /// The action lacks an argument that the permission requires.
  record ArgumentMissing(String name, Constraint constraint) implements Refusal {}

  /// An argument has a value that its constraint does not admit.
  record ArgumentRefused(String name, Mismatch mismatch) implements Refusal {}

  /// Returns the stable name, such as `action_not_held`.
  default String code() {
    return switch (this) {
      case ActionNotHeld _ -> "action_not_held";
      case LocationNotHeld _ -> "location_not_held";
      case ResourceNotHeld _ -> "resource_not_held";
      case ArgumentNotNamed _ -> "argument_not_named";
      case ArgumentMissing _ -> "argument_missing";
      case ArgumentRefused(_, var mismatch) -> code(mismatch.why());
    };
  }

  /// That a value was not met has a name of its own: the agent may go and read it.
  private static String code(Mismatch.Why why) {
    return switch (why) {
      case VALUE_NOT_SEEN, MENTION_NOT_SEEN -> "value_not_seen";
      case Mismatch.Why _ -> "argument_refused";
    };
  }

  /// Returns a sentence for a person, without the permission's own values: lower case, no full
  /// stop.
  default String sentence() {
    return switch (this) {
      case ActionNotHeld(var action, _) -> "action `" + action + "` is not held";
      case LocationNotHeld(var location, _) -> "location `" + location + "` is not held";
      case ResourceNotHeld(var resource, _) -> "resource `" + resource + "` is not held";
      case ArgumentNotNamed(var name) -> "argument `" + name + "` is not one that may be given";
      case ArgumentMissing(var name, _) -> "argument `" + name + "` must be given";
      case ArgumentRefused(var name, var mismatch) ->
          "argument `%s` %s".formatted(name, mismatch.why().sentence());
    };
  }
}
