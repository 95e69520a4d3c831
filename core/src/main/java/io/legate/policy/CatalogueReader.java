package io.legate.policy;

import io.legate.boundary.ActionPattern;
import io.legate.boundary.AdditionsReader;
import io.legate.boundary.Fault;
import io.legate.boundary.NormalForm;
import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import io.legate.policy.Catalogue.ArgumentType;
import io.legate.policy.Catalogue.Entry;
import io.legate.policy.Catalogue.Kind;
import io.legate.policy.Catalogue.Risk;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads `actions`.
final class CatalogueReader {

  /// `affects` and `used_by` are for people; they stay in the bundle.
  private static final Set<String> MEMBERS =
      Set.of(
          "description",
          "affects",
          "used_by",
          "owner",
          "kind",
          "risk",
          "arguments",
          "key",
          "labels",
          "digest_required",
          "taskless",
          "observes",
          "writes");

  private final Sections sections;
  private final Reading reading;

  CatalogueReader(Sections sections) {
    this.sections = sections;
    this.reading = sections.reading();
  }

  Catalogue read() {
    var entries = new LinkedHashMap<String, Entry>();
    sections.each(
        "actions",
        (name, json, at) -> {
          Entry entry = entry(name, json, at);
          if (entry != null) {
            entries.put(name, entry);
          }
        });
    var catalogue = new Catalogue(entries);
    new SourcesCheck(reading, catalogue).requireOneMeaningEach(entries.values());
    return catalogue;
  }

  /// Returns a word of a bundle for one of `values`, null after reporting that it is none.
  static <E extends Enum<E>> @Nullable E word(
      Reading reading, @Nullable Json json, String at, E[] values) {
    String text = reading.text(json, at);
    if (text == null) {
      return null;
    }
    for (E value : values) {
      if (text.equals(label(value))) {
        return value;
      }
    }
    reading.report(
        at,
        Reason.INVALID_VALUE,
        Arrays.stream(values)
            .map(value -> "`" + label(value) + "`")
            .collect(Collectors.joining(", ", "must be one of ", "")));
    return null;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private @Nullable Entry entry(String name, Json json, String at) {
    if (!ActionPattern.isAction(name)) {
      reading.report(at, Reason.INVALID_VALUE, "must have the name of one action");
    }
    Json.Obj object = reading.object(json, at, MEMBERS);
    if (object == null) {
      return null;
    }
    String description = sections.prose(object, "description", at);
    if (description == null && object.get("description") == null) {
      reading.missing(at + "/description");
    }
    reading.optionalList(object, "affects", at, reading::text);
    reading.optionalList(object, "used_by", at, reading::text);
    String owner = reading.text(object.get("owner"), at + "/owner");
    Fault fault = owner == null ? null : NormalForm.location(owner);
    reading.isOrReport(fault, at + "/owner");
    Kind kind = word(reading, object.get("kind"), at + "/kind", Kind.values());
    Risk risk = word(reading, object.get("risk"), at + "/risk", Risk.values());
    var arguments = arguments(object, at);
    var key = reading.optionalList(object, "key", at, reading::text);
    requireKnown(key, arguments, at);
    var labels = reading.optionalList(object, "labels", at, new AdditionsReader(reading)::label);
    var sources = new ObservesReader(reading);
    var observes = sources.observes(object, at);
    var writes = sources.writes(object, arguments.keySet(), at);
    boolean digest = sections.flag(object, "digest_required", at);
    boolean taskless = sections.flag(object, "taskless", at);
    if (taskless && (digest || !labels.isEmpty() || !observes.isEmpty() || !writes.isEmpty())) {
      reading.report(
          at + "/taskless",
          Reason.CONFLICT,
          "cannot be asked outside of a task: it has labels or sources, or needs an agent's proof");
    }
    if (owner == null || kind == null || risk == null) {
      return null;
    }
    return new Entry(
        name,
        owner,
        kind,
        risk,
        arguments,
        key,
        new LinkedHashSet<>(labels),
        digest,
        description == null ? "" : description,
        observes,
        writes,
        taskless);
  }

  private Map<String, ArgumentType> arguments(Json.Obj entry, String at) {
    var types = new LinkedHashMap<String, ArgumentType>();
    Json json = entry.get("arguments");
    Json.Obj named = reading.anyObject(json, at + "/arguments");
    if (named != null) {
      sections.each(
          named,
          at + "/arguments",
          (name, type, pointer) -> {
            ArgumentType known = word(reading, type, pointer, ArgumentType.values());
            types.put(name, known == null ? ArgumentType.ANY : known);
          });
    }
    return types;
  }

  private void requireKnown(List<String> key, Map<String, ArgumentType> arguments, String at) {
    for (int i = 0; i < key.size(); i++) {
      if (!arguments.containsKey(key.get(i))) {
        reading.report(
            Reading.child(at + "/key", i), Reason.INVALID_VALUE, "is no argument of the action");
      }
    }
  }
}
