package io.legate.replay.recipe;

import io.legate.json.Json;
import io.legate.replay.suite.Tool;
import io.legate.replay.suite.ToolCall;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a tool's parameters are, as far as a rule has to know.
public final class Arguments {

  private static final Set<String> QUANTITIES = Set.of("number", "integer", "boolean");

  private Arguments() {}

  /// Whether a parameter is a record's number: `id`, or `..._id`.
  public static boolean isId(String name) {
    return name.equals("id") || name.equals("id_") || name.endsWith("_id") || name.endsWith("_ids");
  }

  /// Whether a parameter says how much and not whom: a number that is no record's.
  static boolean isQuantity(Tool tool, String name) {
    Set<String> types = types(tool.parameters().get(name));
    types.remove("null");
    return !types.isEmpty() && QUANTITIES.containsAll(types) && !isId(name);
  }

  /// Returns the values that a parameter is limited to, null where it is not.
  static Json.@Nullable Arr choices(Tool tool, String name) {
    return tool.parameters().get(name) instanceof Json.Obj schema
            && schema.get("enum") instanceof Json.Arr values
        ? values
        : null;
  }

  private static Set<String> types(@Nullable Json schema) {
    var types = new LinkedHashSet<String>();
    if (schema instanceof Json.Obj object) {
      if (object.get("type") instanceof Json.Str(var type)) {
        types.add(type);
      }
      if (object.get("anyOf") instanceof Json.Arr(var alternatives)) {
        alternatives.forEach(each -> types.addAll(types(each)));
      }
    }
    return types;
  }

  /// Returns a call's arguments as they are decided about: a record's number is a name, whatever
  /// its JSON type, and any other number is an exact decimal, `50.0` being `50`.
  public static Json.Obj of(ToolCall call) {
    var arguments = new LinkedHashMap<String, Json>();
    call.arguments().members().forEach((name, value) -> arguments.put(name, of(name, value)));
    return new Json.Obj(arguments);
  }

  private static Json of(String name, Json value) {
    return switch (value) {
      case Json.Num(var text) when isId(name) -> new Json.Str(text);
      case Json.Num number -> new Json.Str(number.exact().stripTrailingZeros().toPlainString());
      case Json.Arr(var items) -> new Json.Arr(items.stream().map(each -> of(name, each)).toList());
      case Json.Obj(var members) -> {
        var plain = new LinkedHashMap<String, Json>();
        members.forEach((member, each) -> plain.put(member, of(member, each)));
        yield new Json.Obj(plain);
      }
      case Json.Str _, Json.Bool _, Json.Null _ -> value;
    };
  }

  /// Whether two calls are of one tool and about the same things, however much of them.
  public static boolean areAlike(Tool tool, ToolCall one, ToolCall other) {
    return one.tool().equals(tool.name())
        && other.tool().equals(tool.name())
        && tool.critical().stream()
            .filter(name -> !isQuantity(tool, name))
            .allMatch(name -> Objects.equals(of(one).get(name), of(other).get(name)));
  }
}
