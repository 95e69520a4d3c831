package io.legate.replay.suite;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An object of a file, with where it stands, for complaints.
///
/// @param at such as `tools.json[3]`
record Fields(String at, Json.Obj object) {

  /// Files beyond this are refused before they are read.
  private static final long BYTES_MAX = 256L << 20;

  /// Reads a file that holds a list of objects.
  static List<Fields> list(Path file) throws UnusableSuiteException {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new UnusableSuiteException("`" + file + "` is longer than 256 MiB");
      }
      return list(file.toString(), JsonReader.read(Files.readAllBytes(file)));
    } catch (MalformedJsonException e) {
      throw new UnusableSuiteException("`" + file + "` is not JSON: " + e.getMessage());
    } catch (IOException e) {
      throw new UnusableSuiteException("`" + file + "` cannot be read");
    }
  }

  private static List<Fields> list(String at, @Nullable Json json) throws UnusableSuiteException {
    if (!(json instanceof Json.Arr(var items))) {
      throw new UnusableSuiteException("`" + at + "` is not a list");
    }
    var fields = new ArrayList<Fields>();
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof Json.Obj object)) {
        throw new UnusableSuiteException("`" + at + "[" + i + "]` is not an object");
      }
      fields.add(new Fields(at + "[" + i + "]", object));
    }
    return fields;
  }

  /// Returns the first of some members that is there: recorders name things differently.
  @Nullable Json any(String... names) {
    for (String name : names) {
      if (object.get(name) != null) {
        return object.get(name);
      }
    }
    return null;
  }

  /// Returns a text, by the first of these names that is there.
  String text(String... names) throws UnusableSuiteException {
    if (any(names) instanceof Json.Str(var text)) {
      return text;
    }
    throw new UnusableSuiteException("`" + at + "." + names[0] + "` is not a text");
  }

  /// Returns a text, or another where there is none.
  String textOr(String other, String... names) {
    return any(names) instanceof Json.Str(var text) ? text : other;
  }

  /// Returns texts; none where the member is absent.
  List<String> texts(String name) {
    if (!(object.get(name) instanceof Json.Arr(var items))) {
      return List.of();
    }
    return items.stream()
        .filter(Json.Str.class::isInstance)
        .map(each -> ((Json.Str) each).value())
        .toList();
  }

  /// Returns a word of an enumeration; its first where the member is null or absent.
  <E extends Enum<E>> E word(String name, E[] values) throws UnusableSuiteException {
    Json json = object.get(name);
    if (json == null || json instanceof Json.Null) {
      return values[0];
    }
    for (E value : values) {
      if (json.equals(new Json.Str(value.name().toLowerCase(Locale.ROOT)))) {
        return value;
      }
    }
    throw new UnusableSuiteException("`" + at + "." + name + "` is not known");
  }

  /// Returns an object; an empty one where the member is null or absent.
  Json.Obj objectOrEmpty(String... names) throws UnusableSuiteException {
    return switch (any(names)) {
      case null -> Json.Obj.EMPTY;
      case Json.Null _ -> Json.Obj.EMPTY;
      case Json.Obj found -> found;
      default -> throw new UnusableSuiteException("`" + at + "." + names[0] + "` is no object");
    };
  }

  /// Returns the calls of a list of them.
  List<ToolCall> calls(String... names) throws UnusableSuiteException {
    var calls = new ArrayList<ToolCall>();
    for (Fields call : list(at + "." + names[0], any(names))) {
      var given = new LinkedHashMap<String, Json>();
      call.objectOrEmpty("args", "arguments")
          .members()
          .forEach(
              (name, value) -> {
                if (!(value instanceof Json.Null)) {
                  given.put(name, value);
                }
              });
      Json result = call.any("result", "output");
      calls.add(
          new ToolCall(
              call.text("function", "name", "tool"),
              new Json.Obj(given),
              result instanceof Json.Null ? null : result));
    }
    return calls;
  }
}
