package io.legate.yaml;

import io.legate.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One value of a YAML text, with its line, counted from 1.
public sealed interface YamlNode {

  /// The line on which the value begins.
  int line();

  /// What a person would call this kind of value.
  String kind();

  record Text(int line, String value) implements YamlNode {
    @Override
    public String kind() {
      return "a text";
    }
  }

  /// A number as it was written.
  record Numeral(int line, String text) implements YamlNode {
    @Override
    public String kind() {
      return "a number";
    }
  }

  record Flag(int line, boolean value) implements YamlNode {
    @Override
    public String kind() {
      return "true or false";
    }
  }

  /// A key without a value, or `null`.
  record Nothing(int line) implements YamlNode {
    @Override
    public String kind() {
      return "nothing";
    }
  }

  record Items(int line, List<YamlNode> items) implements YamlNode {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /// Values by key, in the order of the text.
  ///
  /// @param keyLines the line of each key
  record Members(int line, Map<String, YamlNode> members, Map<String, Integer> keyLines)
      implements YamlNode {
    public Members {
      members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
      keyLines = Map.copyOf(keyLines);
    }

    /// Nothing under any key.
    public static Members none(int line) {
      return new Members(line, Map.of(), Map.of());
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /// Returns the same value as JSON.
  default Json toJson() {
    return switch (this) {
      case Text text -> new Json.Str(text.value());
      case Numeral number -> new Json.Num(number.text());
      case Flag flag -> new Json.Bool(flag.value());
      case Nothing _ -> Json.Null.NULL;
      case Items items -> new Json.Arr(items.items().stream().map(YamlNode::toJson).toList());
      case Members members -> {
        var converted = new LinkedHashMap<String, Json>();
        members.members().forEach((name, value) -> converted.put(name, value.toJson()));
        yield new Json.Obj(converted);
      }
    };
  }
}
