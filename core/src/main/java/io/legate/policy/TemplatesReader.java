package io.legate.policy;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.ExactDecimal;
import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Re2Pattern;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import io.legate.policy.Parameter.Form;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `templates`. Each is filled once with an example of every parameter, so that what would
/// fail when a task is opened fails here.
final class TemplatesReader {

  private static final Set<String> MEMBERS =
      Set.of("description", "parameters", "boundary", "lifetime", "max_depth");
  private static final Set<String> PARAMETER =
      Set.of(
          "type",
          "description",
          "pattern",
          "one_of",
          "min",
          "max",
          "max_length",
          "max_items",
          "default",
          "example");
  private static final Set<String> FOR_EACH = Set.of("parameter", "as");
  private static final Duration LIFETIME_MAX = Duration.ofDays(90);
  private static final int CHARS = 256;
  private static final int ITEMS = 100;

  private final Sections sections;
  private final Reading reading;
  private final BoundaryEntries entries;
  private final Map<String, String> known = new HashMap<>();

  /// @param attributes every name under which some agent has an attribute
  TemplatesReader(Sections sections, BoundaryEntries entries, Set<String> attributes) {
    this.sections = sections;
    this.reading = sections.reading();
    this.entries = entries;
    KnownValues.NAMES.forEach(name -> known.put(name, "sample"));
    attributes.forEach(name -> known.put(KnownValues.attribute(name), "sample"));
  }

  Map<String, Template> read() {
    var templates = new LinkedHashMap<String, Template>();
    sections.each(
        "templates",
        (name, json, at) -> {
          boolean named = sections.isIdentifier(name, at);
          Template template = template(name, json, at);
          if (named && template != null) {
            templates.put(name, template);
          }
        });
    return templates;
  }

  private @Nullable Template template(String name, Json json, String at) {
    Json.Obj object = reading.object(json, at, MEMBERS);
    if (object == null) {
      return null;
    }
    sections.prose(object, "description", at);
    var parameters = parameters(object, at);
    Duration lifetime = sections.duration(object, "lifetime", at, LIFETIME_MAX);
    Json depth = object.get("max_depth");
    Integer maxDepth =
        depth == null
            ? null
            : reading.integer(depth, at + "/max_depth", 0, BoundaryLimits.DEFAULT.hopDepthMax());
    if (!(object.get("boundary") instanceof Json.Arr boundary) || boundary.items().isEmpty()) {
      reading.report(at + "/boundary", Reason.EMPTY, "must be a list of permissions, at least one");
      return null;
    }
    requireFills(parameters, boundary, at + "/boundary");
    return new Template(name, parameters, boundary, lifetime, maxDepth);
  }

  private void requireFills(Map<String, Parameter> parameters, Json.Arr boundary, String at) {
    var filled = new ArrayList<Json>();
    for (int i = 0; i < boundary.items().size(); i++) {
      Json entry = boundary.items().get(i);
      String pointer = Reading.child(at, i);
      if (!isForEach(entry, parameters, pointer)) {
        continue;
      }
      try {
        var one = new Template("", parameters, new Json.Arr(List.of(entry)), null, null);
        filled.addAll(one.example(known).items());
      } catch (TemplateException e) {
        e.faults()
            .forEach(
                fault ->
                    reading.report(
                        pointer,
                        Reason.INVALID_VALUE,
                        "`" + fault.parameter() + "` " + fault.sentence()));
      }
    }
    if (filled.size() == boundary.items().size()) {
      Boundary example = entries.boundary(new Json.Arr(filled), at);
      for (int i = 0; i < example.permissions().size(); i++) {
        entries.requireActions(example.permissions().get(i).actions(), Reading.child(at, i));
      }
    }
  }

  private boolean isForEach(Json entry, Map<String, Parameter> parameters, String at) {
    if (!(entry instanceof Json.Obj object) || object.get(Template.FOR_EACH) == null) {
      return true;
    }
    String pointer = at + "/" + Template.FOR_EACH;
    Json.Obj each = reading.object(object.get(Template.FOR_EACH), pointer, FOR_EACH);
    if (each == null) {
      return false;
    }
    String name = reading.text(each.get("parameter"), pointer + "/parameter");
    String as = reading.text(each.get("as"), pointer + "/as");
    if (name == null || as == null || !sections.isIdentifier(as, pointer + "/as")) {
      return false;
    }
    Parameter parameter = parameters.get(name);
    if (parameter == null || parameter.form().type() != Parameter.Type.STRINGS) {
      reading.report(
          pointer + "/parameter",
          Reason.INVALID_VALUE,
          "is `" + name + "`, which is no parameter of type `strings`");
      return false;
    }
    if (parameters.containsKey(as)) {
      reading.report(pointer + "/as", Reason.CONFLICT, "is a parameter's name");
      return false;
    }
    return true;
  }

  private Map<String, Parameter> parameters(Json.Obj template, String at) {
    var parameters = new LinkedHashMap<String, Parameter>();
    Json json = template.get("parameters");
    Json.Obj object = json == null ? null : reading.anyObject(json, at + "/parameters");
    if (object != null) {
      sections.each(
          object,
          at + "/parameters",
          (name, value, pointer) -> {
            boolean named = sections.isIdentifier(name, pointer);
            Parameter parameter = parameter(name, value, pointer);
            if (named && parameter != null) {
              parameters.put(name, parameter);
            }
          });
    }
    return parameters;
  }

  private @Nullable Parameter parameter(String name, Json json, String at) {
    Json.Obj object = reading.object(json, at, PARAMETER);
    if (object == null) {
      return null;
    }
    sections.prose(object, "description", at);
    Parameter.Type type =
        CatalogueReader.word(reading, object.get("type"), at + "/type", Parameter.Type.values());
    if (type == null) {
      return null;
    }
    boolean text = type == Parameter.Type.STRING || type == Parameter.Type.STRINGS;
    boolean number = type == Parameter.Type.DECIMAL || type == Parameter.Type.INTEGER;
    refuseUnless(text, object, at, "pattern", "one_of", "max_length");
    refuseUnless(number, object, at, "min", "max");
    refuseUnless(type == Parameter.Type.STRINGS, object, at, "max_items");
    var form =
        new Form(
            type,
            pattern(object.get("pattern"), at + "/pattern"),
            reading.optionalList(object, "one_of", at, reading::text),
            number(object.get("min"), at + "/min"),
            number(object.get("max"), at + "/max"),
            count(object, "max_length", at, CHARS, reading.limits().charsMax()),
            count(object, "max_items", at, ITEMS, BoundaryLimits.DEFAULT.permissionsMax()));
    var parameter = new Parameter(name, form, object.get("default"), object.get("example"));
    requireFit(parameter, parameter.otherwise(), at + "/default");
    requireFit(parameter, parameter.sample(), at + "/example");
    return parameter;
  }

  private void refuseUnless(boolean fits, Json.Obj parameter, String at, String... members) {
    for (String member : members) {
      if (!fits && parameter.get(member) != null) {
        reading.report(at + "/" + member, Reason.CONFLICT, "does not go with the parameter's type");
      }
    }
  }

  private void requireFit(Parameter parameter, @Nullable Json value, String at) {
    String fault = value == null ? null : parameter.fault(value);
    if (fault != null) {
      reading.report(at, Reason.CONFLICT, fault);
    }
  }

  private @Nullable Re2Pattern pattern(@Nullable Json json, String at) {
    String text = json == null ? null : reading.text(json, at);
    if (text == null) {
      return null;
    }
    try {
      return Re2Pattern.of(text);
    } catch (IllegalArgumentException e) {
      reading.report(at, Reason.INVALID_VALUE, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable BigDecimal number(@Nullable Json json, String at) {
    if (json == null) {
      return null;
    }
    BigDecimal number = ExactDecimal.parse(json);
    if (number == null) {
      reading.report(at, Reason.WRONG_TYPE, "must be an exact number");
    }
    return number;
  }

  private int count(Json.Obj object, String name, String at, int otherwise, int max) {
    Json json = object.get(name);
    Integer count = json == null ? null : reading.integer(json, at + "/" + name, 1, max);
    return count == null ? otherwise : count;
  }
}
