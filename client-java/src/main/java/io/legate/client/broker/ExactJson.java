package io.legate.client.broker;

import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Bool;
import io.legate.json.Json.Null;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;

/// JSON whose canonical form says what was meant: no number in it changes.
public final class ExactJson {

  private ExactJson() {}

  /// Returns whether canonical form leaves every number as it was written.
  public static boolean isExact(Json value) {
    return switch (value) {
      case Num number -> Jcs.isExact(number);
      case Arr(var items) -> items.stream().allMatch(ExactJson::isExact);
      case Obj(var members) -> members.values().stream().allMatch(ExactJson::isExact);
      case Str _, Bool _, Null _ -> true;
    };
  }

  /// Returns the canonical text (RFC 8785).
  ///
  /// @throws IllegalArgumentException if a number would change in it; amounts belong in strings
  public static String text(Json value) {
    if (!isExact(value)) {
      throw new IllegalArgumentException("a number is not exact; write it as a string");
    }
    return Jcs.text(value);
  }
}
