package io.legate.policy;

import io.legate.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A boundary for a common job, with parameters.
///
/// What comes of it is a boundary like any other: it is read by the same reader and checked against
/// the same ceilings. A parameter's value can fill its place and nothing else; see [Placeholders].
///
/// @param parameters in the order of the bundle
/// @param boundary entries of `authorization_details` with placeholders; an entry with `for_each`
///   stands for one entry per element
/// @param lifetime of the task, at most; null for what policy allows anyway
/// @param maxDepth of the task, at most; null likewise
public record Template(
    String name,
    Map<String, Parameter> parameters,
    Json.Arr boundary,
    @Nullable Duration lifetime,
    @Nullable Integer maxDepth) {

  static final String FOR_EACH = "for_each";

  public Template {
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /// Returns `authorization_details` with every place filled.
  ///
  /// @param given the parameters that the opener gives
  /// @param known what may be named without being given, such as `subject.id`
  /// @throws TemplateException with everything that keeps it from being filled
  public Json.Arr fill(Json.Obj given, Map<String, String> known) throws TemplateException {
    var faults = new ArrayList<TemplateException.Fault>();
    var values = new HashMap<String, Json>();
    known.forEach((name, value) -> values.put(name, new Json.Str(value)));
    for (String name : given.members().keySet()) {
      if (!parameters.containsKey(name)) {
        faults.add(new TemplateException.Fault(name, "unknown_member", "is no parameter"));
      }
    }
    for (Parameter parameter : parameters.values()) {
      Json value = given.get(parameter.name());
      value = value == null ? parameter.otherwise() : value;
      String fault = value == null ? "is missing" : parameter.fault(value);
      if (value == null || fault != null) {
        String reason = value == null ? "missing" : "invalid_value";
        faults.add(new TemplateException.Fault(parameter.name(), reason, String.valueOf(fault)));
      } else {
        values.put(parameter.name(), value);
      }
    }
    if (!faults.isEmpty()) {
      throw new TemplateException(faults);
    }
    return filled(values);
  }

  /// Returns the boundary filled with an example of each parameter, by which it is checked when the
  /// bundle is read. Each entry stands for one, so that places keep their pointers.
  Json.Arr example(Map<String, String> known) throws TemplateException {
    var values = new HashMap<String, Json>();
    known.forEach((name, value) -> values.put(name, new Json.Str(value)));
    parameters.forEach((name, parameter) -> values.put(name, parameter.example()));
    return filled(values);
  }

  private Json.Arr filled(Map<String, Json> values) throws TemplateException {
    var faults = new ArrayList<TemplateException.Fault>();
    var entries = new ArrayList<Json>();
    for (int i = 0; i < boundary.items().size(); i++) {
      if (!(boundary.items().get(i) instanceof Json.Obj entry)) {
        entries.add(boundary.items().get(i));
        continue;
      }
      if (!(entry.get(FOR_EACH) instanceof Json.Obj each)) {
        entries.add(new Placeholders(values, faults).fillEntry(entry));
        continue;
      }
      var members = new LinkedHashMap<>(entry.members());
      members.remove(FOR_EACH);
      for (Json element : elements(each, values, faults)) {
        var within = new HashMap<>(values);
        within.put(String.valueOf(each.string("as")), element);
        entries.add(new Placeholders(within, faults).fillEntry(new Json.Obj(members)));
      }
    }
    if (!faults.isEmpty()) {
      throw new TemplateException(faults);
    }
    return new Json.Arr(entries);
  }

  private static List<Json> elements(
      Json.Obj each, Map<String, Json> values, List<TemplateException.Fault> faults) {
    String parameter = String.valueOf(each.string("parameter"));
    if (values.get(parameter) instanceof Json.Arr(var items) && !items.isEmpty()) {
      return items;
    }
    faults.add(
        new TemplateException.Fault(
            parameter, "empty", "must not be empty: it would permit nothing"));
    return List.of();
  }
}
