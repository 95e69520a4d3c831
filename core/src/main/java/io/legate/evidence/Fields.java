package io.legate.evidence;

import io.legate.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Members of records, read as far as they are there: what retention or erasure has taken, or a
/// newer version writes otherwise, is missing from a page and never keeps it from being made.
final class Fields {

  private Fields() {}

  static Json.Obj object(@Nullable Json of, String name) {
    return of instanceof Json.Obj object && object.get(name) instanceof Json.Obj found
        ? found
        : Json.Obj.EMPTY;
  }

  static List<Json.Obj> objects(@Nullable Json of, String name) {
    return items(of, name).stream()
        .filter(Json.Obj.class::isInstance)
        .map(Json.Obj.class::cast)
        .toList();
  }

  static List<Json> items(@Nullable Json of, String name) {
    return of instanceof Json.Obj object && object.get(name) instanceof Json.Arr(var items)
        ? items
        : List.of();
  }

  static List<String> texts(@Nullable Json of, String name) {
    return items(of, name).stream()
        .filter(Json.Str.class::isInstance)
        .map(item -> ((Json.Str) item).value())
        .toList();
  }

  static @Nullable String text(@Nullable Json of, String name) {
    return of instanceof Json.Obj object ? object.string(name) : null;
  }

  static String text(@Nullable Json of, String name, String otherwise) {
    String text = text(of, name);
    return text == null ? otherwise : text;
  }

  static boolean flag(@Nullable Json of, String name) {
    return of instanceof Json.Obj object
        && object.get(name) instanceof Json.Bool(var value)
        && value;
  }

  static @Nullable Long number(@Nullable Json of, String name) {
    return of instanceof Json.Obj object ? number(object.get(name)) : null;
  }

  static @Nullable Long number(@Nullable Json value) {
    if (!(value instanceof Json.Num number)) {
      return null;
    }
    try {
      return number.exact().longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  static @Nullable Instant instant(@Nullable Json of, String name) {
    Long millis = number(of, name);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
