package io.legate.app.config;

import io.legate.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One value of a YAML text, with its line.
sealed interface ConfigNode {

  int line();

  /// What a person would call this kind of value.
  String kind();

  record Text(int line, String value) implements ConfigNode {
    @Override
    public String kind() {
      return "a text";
    }
  }

  /// A number as it was written.
  record Numeral(int line, String text) implements ConfigNode {
    @Override
    public String kind() {
      return "a number";
    }
  }

  record Flag(int line, boolean value) implements ConfigNode {
    @Override
    public String kind() {
      return "true or false";
    }
  }

  /// A key without a value, or `null`.
  record Nothing(int line) implements ConfigNode {
    @Override
    public String kind() {
      return "nothing";
    }
  }

  record Items(int line, List<ConfigNode> items) implements ConfigNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  record Members(int line, Map<String, ConfigNode> members) implements ConfigNode {
    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /// Returns the same value as JSON, for the parts of a configuration that are JSON by themselves.
  default Json toJson() {
    return switch (this) {
      case Text text -> new Json.Str(text.value());
      case Numeral number -> new Json.Num(number.text());
      case Flag flag -> new Json.Bool(flag.value());
      case Nothing _ -> Json.Null.NULL;
      case Items items -> new Json.Arr(items.items().stream().map(ConfigNode::toJson).toList());
      case Members members -> {
        var converted = new LinkedHashMap<String, Json>();
        members.members().forEach((name, value) -> converted.put(name, value.toJson()));
        yield new Json.Obj(converted);
      }
    };
  }
}
