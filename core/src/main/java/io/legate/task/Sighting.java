package io.legate.task;

import io.legate.json.Json;
import io.legate.limits.ValueHash;
import io.legate.provenance.Canonical;
import io.legate.provenance.Form;
import io.legate.provenance.SourceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One record that a task has met: the values that a source disclosed together, as hashes.
///
/// @param source its name in the catalogue, or `prompt` or `agent`
/// @param trusted whether a constraint may rest on it; what is not is kept to explain a refusal
/// @param items the values, none twice
public record Sighting(String source, boolean trusted, List<Item> items) {

  public Sighting {
    items = items.stream().distinct().toList();
  }

  /// A value in a field of the record.
  ///
  /// @param field empty where the source has none, as `prompt`
  public record Item(String field, Form form, ValueHash hash) {

    /// Returns a value of a source's field as it is kept.
    public static Item of(String source, String field, Canonical value, TaskKey.Hasher hasher) {
      return new Item(field, value.form(), hasher.hash(Sighting.place(source, field), value));
    }
  }

  /// Returns a source and its field as constraints name them.
  public static String place(String source, String field) {
    return field.isEmpty() ? source : SourceName.of(source, field);
  }

  Json.Obj toJson() {
    var fields = new ArrayList<Json>();
    for (Item item : items) {
      fields.add(Json.Arr.ofStrings(List.of(item.field, item.form.code(), item.hash.toString())));
    }
    return Json.Obj.with("source", source)
        .with("trusted", new Json.Bool(trusted))
        .with("items", new Json.Arr(fields))
        .build();
  }

  static Sighting fromJson(Json json) {
    var members = Members.of(json);
    return new Sighting(
        members.string("source"), members.flag("trusted"), members.list("items", Sighting::item));
  }

  private static Item item(Json json) {
    if (json instanceof Json.Arr(var parts) && parts.size() == 3) {
      Form form = Objects.requireNonNull(Form.of(Members.text(parts.get(1))), "form");
      return new Item(
          Members.text(parts.get(0)), form, ValueHash.parse(Members.text(parts.get(2))));
    }
    throw new IllegalStateException("a recorded value is not one");
  }
}
