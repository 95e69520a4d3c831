package io.legate.provenance;

import io.legate.json.Json;
import io.legate.provenance.Observation.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an answer discloses, by what the catalogue declares of the action that it answers.
///
/// Only declared fields are in it, and of them only values that fit the field's form, each once. Of
/// a text in the form [Form#MENTIONS] there is what it mentions, and not the text; a number is
/// there as a string in the field's form, since not every number can be sent as one exactly.
///
/// @param records in the order of the declarations and of the answer; none without a value
/// @param complete whether nothing was left out for being beyond [#VALUES_MAX]
public record Extraction(List<Disclosed> records, boolean complete) {

  /// Values of one answer, in all records together.
  public static final int VALUES_MAX = 1_000;

  /// Nothing is disclosed.
  public static final Extraction NOTHING = new Extraction(List.of(), true);

  public Extraction {
    records = List.copyOf(records);
  }

  /// Reads the answer as the observations say.
  public static Extraction of(Json answer, List<Observation> observations) {
    var extracting = new Extracting();
    for (var observation : observations) {
      for (Json entry : observation.records().select(answer)) {
        extracting.add(observation, entry);
      }
    }
    return new Extraction(extracting.records, extracting.left >= 0);
  }

  private static final class Extracting {

    private final List<Disclosed> records = new ArrayList<>();

    /// How many more values there may be; below zero after one was left out.
    private int left = VALUES_MAX;

    void add(Observation observation, Json entry) {
      var values = new LinkedHashMap<String, Json>();
      for (Map.Entry<String, Field> field : observation.fields().entrySet()) {
        var found = values(entry, field.getValue());
        if (!found.isEmpty()) {
          values.put(field.getKey(), found.size() == 1 ? found.getFirst() : new Json.Arr(found));
        }
      }
      if (!values.isEmpty()) {
        records.add(new Disclosed(observation.source(), new Json.Obj(values)));
      }
    }

    private List<Json> values(Json entry, Field field) {
      Set<Json> found = new LinkedHashSet<>();
      for (Json value : field.at().select(entry, field.except())) {
        for (Json one : parts(value, field.form())) {
          var fitting = field.form().valuesOf(one);
          if (!fitting.isEmpty()) {
            found.add(one instanceof Json.Num ? new Json.Str(fitting.getFirst().text()) : one);
          }
        }
      }
      return found.stream().filter(_ -> hasRoom()).toList();
    }

    private static List<Json> parts(Json value, Form form) {
      return form == Form.MENTIONS && value instanceof Json.Str(var text)
          ? Mentioned.spans(text).stream().<Json>map(Json.Str::new).toList()
          : List.of(value);
    }

    private boolean hasRoom() {
      left = Math.max(left - 1, -1);
      return left >= 0;
    }
  }
}
