package io.legate.app.config;

import io.legate.json.Json;
import io.legate.yaml.YamlNode;
import io.legate.yaml.YamlNode.Flag;
import io.legate.yaml.YamlNode.Items;
import io.legate.yaml.YamlNode.Members;
import io.legate.yaml.YamlNode.Numeral;
import io.legate.yaml.YamlNode.Text;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One mapping of the configuration, read key by key.
///
/// A value of the wrong form is noted as a problem and the default returned, so that reading goes
/// on and every problem is told at once. Whoever reads must end with [#refuseUnknown].
final class Section {

  private final String path;
  private final Members node;
  private final List<ConfigProblem> problems;
  private final Set<String> known = new LinkedHashSet<>();

  Section(String path, Members node, List<ConfigProblem> problems) {
    this.path = path;
    this.node = node;
    this.problems = problems;
  }

  /// The line on which this mapping begins.
  int line() {
    return node.line();
  }

  /// Notes a problem with `key`, on its line where it is there.
  void problem(String key, String message) {
    var value = node.members().get(key);
    problems.add(
        new ConfigProblem(value == null ? node.line() : value.line(), pathOf(key), message));
  }

  @Nullable String textOrNull(String key) {
    if (get(key) instanceof Text text) {
      return text.value();
    }
    refuse(key, "a text");
    return null;
  }

  String text(String key, String otherwise) {
    String text = textOrNull(key);
    return text == null ? otherwise : text;
  }

  String requiredText(String key) {
    if (!node.members().containsKey(key)) {
      problem(key, "is required");
    }
    return text(key, "");
  }

  boolean flag(String key, boolean otherwise) {
    if (get(key) instanceof Flag flag) {
      return flag.value();
    }
    refuse(key, "true or false");
    return otherwise;
  }

  /// Returns a whole number from 1 to `max`.
  int count(String key, int otherwise, int max) {
    var value = get(key);
    if (value instanceof Numeral(int _, String text) && text.matches("[1-9][0-9]{0,8}")) {
      int number = Integer.parseInt(text);
      if (number <= max) {
        return number;
      }
    }
    refuse(key, "a whole number from 1 to " + max);
    return otherwise;
  }

  /// Returns an ISO 8601 duration of at least a second and at most `max`.
  Duration duration(String key, Duration otherwise, Duration max) {
    var value = get(key);
    if (value instanceof Text(int _, String text)) {
      try {
        var duration = Duration.parse(text);
        if (duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(max) <= 0) {
          return duration;
        }
      } catch (DateTimeException notADuration) {
        // Told below.
      }
    }
    refuse(key, "a duration such as `PT5M`, from `PT1S` to `" + max + "`");
    return otherwise;
  }

  List<String> texts(String key) {
    var texts = new ArrayList<String>();
    for (var item : items(key)) {
      if (item.getValue() instanceof Text text) {
        texts.add(text.value());
      } else {
        problems.add(new ConfigProblem(item.getValue().line(), item.getKey(), "must be a text"));
      }
    }
    if (new LinkedHashSet<>(texts).size() < texts.size()) {
      problem(key, "names something twice");
    }
    return List.copyOf(texts);
  }

  /// Returns the mapping under `key`; an empty one where there is none.
  Section section(String key) {
    var value = get(key);
    if (value instanceof Members members) {
      return new Section(pathOf(key), members, problems);
    }
    refuse(key, "a mapping");
    return new Section(pathOf(key), Members.none(node.line()), problems);
  }

  List<Section> sections(String key) {
    var sections = new ArrayList<Section>();
    for (var item : items(key)) {
      if (item.getValue() instanceof Members members) {
        sections.add(new Section(item.getKey(), members, problems));
      } else {
        problems.add(new ConfigProblem(item.getValue().line(), item.getKey(), "must be a mapping"));
      }
    }
    return sections;
  }

  /// Returns the mappings in the list under `key` as they stand; none where it is absent.
  Json.Arr mappings(String key) {
    var found = new ArrayList<Json>();
    for (var item : items(key)) {
      if (item.getValue() instanceof Members members) {
        found.add(members.toJson());
      } else {
        problems.add(new ConfigProblem(item.getValue().line(), item.getKey(), "must be a mapping"));
      }
    }
    return new Json.Arr(found);
  }

  /// Returns the items under `key`, each with its path; none where it is absent.
  List<Map.Entry<String, YamlNode>> items(String key) {
    var found = new ArrayList<Map.Entry<String, YamlNode>>();
    if (get(key) instanceof Items items) {
      for (var item : items.items()) {
        found.add(Map.entry(pathOf(key) + "[" + found.size() + "]", item));
      }
    } else {
      refuse(key, "a list");
    }
    return found;
  }

  /// Whether the key is there at all, whatever it says.
  boolean has(String key) {
    return get(key) != null;
  }

  /// Whether a mapping is under the key.
  boolean isMapping(String key) {
    return get(key) instanceof Members;
  }

  /// Notes every key that nobody has asked for.
  void refuseUnknown() {
    node.members()
        .forEach(
            (name, value) -> {
              if (!known.contains(name)) {
                problems.add(
                    new ConfigProblem(
                        value.line(),
                        pathOf(name),
                        "unknown key; known here: " + String.join(", ", known)));
              }
            });
  }

  private @Nullable YamlNode get(String key) {
    known.add(key);
    return node.members().get(key);
  }

  /// Notes that `key`, if it is there, is not what it must be.
  private void refuse(String key, String must) {
    var value = node.members().get(key);
    if (value != null) {
      problem(key, "must be " + must + ", not " + shown(value));
    }
  }

  private static String shown(YamlNode value) {
    return switch (value) {
      case Text text when text.value().length() <= 64 -> "`" + text.value() + "`";
      case Numeral number -> "`" + number.text() + "`";
      case YamlNode other -> other.kind();
    };
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
