package io.legate.evidence;

import io.legate.json.Json;

/// Values of records as they are put before people: the one place that knows how a value that is
/// not there any more, or not for this reader, stands in a record. Not escaped.
final class Shown {

  private Shown() {}

  /// Returns a value in words.
  static String value(Json value) {
    return switch (value) {
      case Json.Null _ -> "not known";
      case Json.Str _, Json.Num _, Json.Bool _, Json.Arr _, Json.Obj _ -> Authority.plain(value);
    };
  }
}
