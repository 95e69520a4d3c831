package io.legate.bundle;

import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import io.legate.policy.Catalogue;
import io.legate.policy.Catalogue.Source;
import io.legate.provenance.Disclosed;
import io.legate.provenance.Form;
import io.legate.provenance.SourceName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `met` of a case: literals under `prompt` and `agent`, and records under each source of the
/// catalogue.
record MetReader(Reading reading, Catalogue catalogue) {

  List<Disclosed> read(@Nullable Json json, String at) {
    var met = new ArrayList<Disclosed>();
    Json.Obj object = json == null ? null : reading.anyObject(json, at);
    if (object == null) {
      return met;
    }
    for (String name : object.members().keySet()) {
      String pointer = Reading.child(at, name);
      Source source = catalogue.source(name);
      if (name.equals(SourceName.PROMPT) || name.equals(SourceName.AGENT)) {
        var literals = reading.optionalList(object, name, at, reading::text);
        var texts = Json.Arr.ofStrings(literals);
        met.add(new Disclosed(name, Json.Obj.with("", texts).build()));
      } else if (source == null) {
        reading.report(
            pointer, Reason.INVALID_VALUE, "is `" + name + "`, which no action observes");
      } else {
        met.addAll(
            reading.optionalList(object, name, at, (record, where) -> one(source, record, where)));
      }
    }
    return met;
  }

  private @Nullable Disclosed one(Source source, Json json, String at) {
    Json.Obj record = reading.object(json, at, source.fields().keySet());
    if (record == null) {
      return null;
    }
    record
        .members()
        .forEach(
            (field, value) -> {
              Form form = source.fields().get(field);
              for (Json one : value instanceof Json.Arr(var all) ? all : List.of(value)) {
                if (form != null && form.valuesOf(one).isEmpty()) {
                  reading.report(
                      Reading.child(at, field),
                      Reason.INVALID_VALUE,
                      "does not fit the form `" + form.code() + "`");
                }
              }
            });
    return new Disclosed(source.name(), record);
  }
}
