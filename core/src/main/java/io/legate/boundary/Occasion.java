package io.legate.boundary;

import io.legate.json.Json;
import io.legate.provenance.Met;
import java.time.Instant;

/// When and beside what a value is looked at: what a constraint may ask besides the value itself.
///
/// @param at the decision's instant
/// @param met what the task has met
/// @param arguments all arguments of the action that the value belongs to
public record Occasion(Instant at, Met met, Json.Obj arguments) {

  /// An instant at which nothing is known of any task, and the value stands alone. Whatever asks
  /// for more than the time is refused.
  public static Occasion at(Instant at) {
    return new Occasion(at, Met.NOTHING, Json.Obj.EMPTY);
  }

  /// That of an action that is asked for.
  public static Occasion of(ActionRequest request, Instant at, Met met) {
    return new Occasion(at, met, request.arguments());
  }
}
