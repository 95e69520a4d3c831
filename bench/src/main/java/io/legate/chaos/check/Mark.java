package io.legate.chaos.check;

import io.legate.json.Json;

/// What was done to the brokers, and when.
///
/// @param at milliseconds since the epoch
public record Mark(long at, String what, Json about) {

  /// Brokers cannot reach the database from here on; `about` is their numbers.
  public static final String CUT_OFF = "cut_off";

  /// They can again.
  public static final String REJOINED = "rejoined";
}
