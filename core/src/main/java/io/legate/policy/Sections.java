package io.legate.policy;

import io.legate.boundary.Labels;
import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The sections of a bundle while it is read.
record Sections(Reading reading, Json.Obj bundle) {

  /// What an expression can name.
  private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /// Receives one entry of a section.
  interface Entry {
    void read(String name, Json json, String at);
  }

  /// Reads each entry of a section that is a mapping; none where it is absent.
  void each(String section, Entry entry) {
    Json json = bundle.get(section);
    Json.Obj object = json == null ? Json.Obj.EMPTY : reading.anyObject(json, "/" + section);
    if (object != null) {
      each(object, "/" + section, entry);
    }
  }

  /// Reads each member of an object.
  void each(Json.Obj object, String at, Entry entry) {
    object.members().forEach((name, member) -> entry.read(name, member, Reading.child(at, name)));
  }

  /// Returns the entries of a section that is a list; none where it is absent.
  List<Json> list(String section) {
    Json json = bundle.get(section);
    if (json == null) {
      return List.of();
    }
    if (json instanceof Json.Arr(var items) && items.size() <= reading.limits().entriesMax()) {
      return items;
    }
    reading.report("/" + section, Reason.WRONG_TYPE, "must be a list");
    return List.of();
  }

  /// Returns a section that is a mapping with fixed members, null where it is absent.
  Json.@Nullable Obj object(String section, Set<String> known) {
    Json json = bundle.get(section);
    return json == null ? null : reading.object(json, "/" + section, known);
  }

  /// Returns whether `name` can be one that an expression or a placeholder names.
  boolean isIdentifier(String name, String at) {
    boolean is = IDENTIFIER.matcher(name).matches();
    if (!is) {
      reading.report(
          at,
          Reason.INVALID_VALUE,
          "must have a name of small letters, digits and `_`, at most 64");
    }
    return is;
  }

  /// Returns the id under `id`, which stands in records; null where it is not one.
  @Nullable String id(Json.Obj object, String at) {
    String id = reading.text(object.get("id"), at + "/id");
    if (id != null && !Labels.isLabel(id)) {
      reading.report(
          at + "/id",
          Reason.INVALID_VALUE,
          "must be small letters, digits and `_.:-`, the first a letter, at most 64");
      return null;
    }
    return id;
  }

  /// Returns a text for people, without the line break that ends a block; null where it is absent.
  @Nullable String prose(Json.Obj object, String name, String at) {
    Json json = object.get(name);
    String text = json == null ? null : reading.text(json, at + "/" + name);
    return text == null ? null : text.strip();
  }

  /// Returns true or false, false where it is absent.
  boolean flag(Json.Obj object, String name, String at) {
    Json json = object.get(name);
    return json != null && Boolean.TRUE.equals(reading.bool(json, at + "/" + name));
  }

  /// Returns a duration of whole seconds from one second to `max`; null where it is absent.
  @Nullable Duration duration(Json.Obj object, String name, String at, Duration max) {
    Json json = object.get(name);
    String text = json == null ? null : reading.text(json, at + "/" + name);
    if (text == null) {
      return null;
    }
    try {
      var duration = Duration.parse(text);
      if (duration.compareTo(Duration.ofSeconds(1)) >= 0
          && duration.compareTo(max) <= 0
          && duration.equals(Duration.ofSeconds(duration.toSeconds()))) {
        return duration;
      }
    } catch (DateTimeException notADuration) {
      // Told below: the parser's own words are about its position.
    }
    reading.report(
        at + "/" + name,
        Reason.INVALID_VALUE,
        "must be an ISO 8601 duration of whole seconds up to `%s`, such as `PT5M`".formatted(max));
    return null;
  }
}
