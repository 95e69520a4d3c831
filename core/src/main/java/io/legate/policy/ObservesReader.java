package io.legate.policy;

import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import io.legate.provenance.Form;
import io.legate.provenance.Integrity;
import io.legate.provenance.Observation;
import io.legate.provenance.Observation.Field;
import io.legate.provenance.Selector;
import io.legate.provenance.SourceName;
import io.legate.provenance.Writing;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what the actions of a catalogue observe and write: `observes` and `writes`.
public final class ObservesReader {

  private static final Set<String> OBSERVATION = Set.of("source", "records", "integrity", "fields");
  private static final Set<String> FIELD = Set.of("at", "form", "except");
  private static final Set<String> WRITING = Set.of("source", "arguments");

  private final Reading reading;

  ObservesReader(Reading reading) {
    this.reading = reading;
  }

  /// Reads what the actions of one owner observe, for whoever answers them. Nothing else of the
  /// catalogue is looked at: that it is in order, policy has found out.
  ///
  /// @param actions the section `actions` of a bundle
  /// @return by action; none for an action that observes nothing
  /// @throws InvalidBundleException with everything that is wrong with it
  public static Map<String, List<Observation>> read(Json.Obj actions, String owner)
      throws InvalidBundleException {
    var reading = new Reading(BoundaryLimits.DEFAULT);
    var reader = new ObservesReader(reading);
    var observed = new HashMap<String, List<Observation>>();
    actions
        .members()
        .forEach(
            (name, json) -> {
              if (json instanceof Json.Obj action && owner.equals(action.string("owner"))) {
                var observes = reader.observes(action, Reading.child("/actions", name));
                if (!observes.isEmpty()) {
                  observed.put(name, observes);
                }
              }
            });
    if (!reading.isClean()) {
      throw new InvalidBundleException(reading.problems());
    }
    return Map.copyOf(observed);
  }

  List<Observation> observes(Json.Obj action, String at) {
    return reading.optionalList(action, "observes", at, this::observation);
  }

  /// @param arguments of the action
  List<Writing> writes(Json.Obj action, Set<String> arguments, String at) {
    return reading.optionalList(
        action, "writes", at, (json, pointer) -> writing(json, arguments, pointer));
  }

  private @Nullable Observation observation(Json json, String at) {
    Json.Obj object = reading.object(json, at, OBSERVATION);
    if (object == null) {
      return null;
    }
    String source = source(object, at);
    Selector records = selector(object.get("records"), at + "/records");
    if (records != null && records.selectsAllBelow()) {
      reading.report(at + "/records", Reason.INVALID_VALUE, "must select records, not all below");
      records = null;
    }
    Integrity integrity =
        CatalogueReader.word(
            reading, object.get("integrity"), at + "/integrity", Integrity.values());
    var fields = fields(object.get("fields"), at + "/fields");
    return source == null || records == null || integrity == null || fields.isEmpty()
        ? null
        : new Observation(source, records, integrity, fields);
  }

  private @Nullable String source(Json.Obj object, String at) {
    String source = reading.text(object.get("source"), at + "/source");
    if (source != null && !SourceName.isSource(source)) {
      reading.report(
          at + "/source",
          Reason.INVALID_VALUE,
          "must be a name such as `erp.vendors`, and not `prompt` or `agent`");
      return null;
    }
    return source;
  }

  private Map<String, Field> fields(@Nullable Json json, String at) {
    var fields = new LinkedHashMap<String, Field>();
    Json.Obj object = reading.anyObject(json, at);
    if (object == null) {
      return fields;
    }
    if (object.members().isEmpty()) {
      reading.report(at, Reason.EMPTY, "must not be empty");
    }
    object
        .members()
        .forEach(
            (name, value) -> {
              String pointer = Reading.child(at, name);
              Field field = field(value, pointer);
              if (!SourceName.isField(name)) {
                reading.report(
                    pointer,
                    Reason.INVALID_VALUE,
                    "must have a name of small letters, digits and `_`, at most 64");
              } else if (field != null) {
                fields.put(name, field);
              }
            });
    return fields;
  }

  private @Nullable Field field(Json json, String at) {
    Json.Obj object = reading.object(json, at, FIELD);
    if (object == null) {
      return null;
    }
    Selector selector = selector(object.get("at"), at + "/at");
    Form form = CatalogueReader.word(reading, object.get("form"), at + "/form", Form.values());
    var except = reading.optionalList(object, "except", at, reading::text);
    if (selector != null && !selector.selectsAllBelow() && !except.isEmpty()) {
      reading.report(
          at + "/except", Reason.CONFLICT, "does not go with an `at` that does not end in `**`");
      return null;
    }
    return selector == null || form == null ? null : new Field(selector, form, Set.copyOf(except));
  }

  /// Unlike any other text a selector may be empty.
  private @Nullable Selector selector(@Nullable Json json, String at) {
    String text =
        json instanceof Json.Str(var given) && given.isEmpty() ? given : reading.text(json, at);
    if (text == null) {
      return null;
    }
    try {
      return Selector.of(text);
    } catch (IllegalArgumentException e) {
      reading.report(at, Reason.INVALID_VALUE, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable Writing writing(Json json, Set<String> arguments, String at) {
    Json.Obj object = reading.object(json, at, WRITING);
    if (object == null) {
      return null;
    }
    String source = source(object, at);
    var written = reading.list(object.get("arguments"), at + "/arguments", reading::text);
    if (written == null) {
      return null;
    }
    for (int i = 0; i < written.size(); i++) {
      if (!arguments.contains(written.get(i))) {
        reading.report(
            Reading.child(at + "/arguments", i),
            Reason.INVALID_VALUE,
            "is no argument of the action");
      }
    }
    return source == null || written.isEmpty() ? null : new Writing(source, written);
  }
}
