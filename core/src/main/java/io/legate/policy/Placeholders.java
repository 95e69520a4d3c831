package io.legate.policy;

import io.legate.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Fills the places of a template with values, so that a value can be nothing but a value.
///
/// A string that is one placeholder as a whole becomes the value with its type. Anywhere else the
/// value becomes text, and only text that cannot end or widen what it stands in: letters, digits
/// and a few signs, never `*`, `/`, `{`, a quote or a control character. A whole string is free of
/// that only where it is compared with an argument and means nothing but itself. In an expression
/// the value becomes a literal. In a pattern, and where the kind of an entry is named, there is no
/// place for a value.
final class Placeholders {

  /// A placeholder, or a brace that belongs to none.
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{(?<name>[a-z][a-z0-9_]*(?:\\.[a-z0-9_]+)*)}}|\\{\\{|}}");

  private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{M}\\p{N}._:@+=~-]+");

  /// Within the authority of `scheme://authority/path` a colon or an at sign would move the host.
  private static final Pattern AUTHORITY = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]+");

  private static final Pattern IN_AUTHORITY = Pattern.compile("[a-z][a-z0-9+.-]*://[^/]*");

  /// Members of constraints whose strings are compared and mean nothing but themselves.
  private static final Set<String> COMPARED =
      Set.of("value", "values", "excluded", "required", "allowed", "min", "max", "keywords");

  /// Members that say what kind of thing an entry is, or are a language of their own.
  private static final Set<String> CLOSED =
      Set.of("type", "constraint_type", "pattern", "for_each");

  /// What stands in a literal as it is, beside letters and digits.
  private static final String PLAIN = " ._:@+=~,/-";

  /// What a string stands for, which decides what a value in it may be.
  private enum Place {
    NAME,
    COMPARED,
    EXPRESSION,
    CLOSED
  }

  private final Map<String, Json> values;
  private final List<TemplateException.Fault> faults;

  /// @param faults gets what cannot be filled
  Placeholders(Map<String, Json> values, List<TemplateException.Fault> faults) {
    this.values = values;
    this.faults = faults;
  }

  /// Returns an entry with every place filled.
  Json fillEntry(Json.Obj entry) {
    var filled = new LinkedHashMap<String, Json>();
    entry
        .members()
        .forEach(
            (name, value) -> {
              // Arguments may be called anything, also what a member of a constraint is called.
              boolean byName = name.equals("arguments") && value instanceof Json.Obj;
              filled.put(
                  name(name),
                  byName ? arguments((Json.Obj) value) : fill(value, place(name, Place.NAME)));
            });
    return new Json.Obj(filled);
  }

  private Json arguments(Json.Obj arguments) {
    var filled = new LinkedHashMap<String, Json>();
    arguments
        .members()
        .forEach((name, constraint) -> filled.put(name(name), fill(constraint, Place.NAME)));
    return new Json.Obj(filled);
  }

  private Json fill(Json json, Place place) {
    return switch (json) {
      case Json.Str(var text) -> text(text, place);
      case Json.Num _, Json.Bool _, Json.Null _ -> json;
      case Json.Arr(var items) -> {
        var filled = new ArrayList<Json>();
        for (Json item : items) {
          filled.add(fill(item, place));
        }
        yield new Json.Arr(filled);
      }
      case Json.Obj(var members) -> {
        var filled = new LinkedHashMap<String, Json>();
        members.forEach((name, value) -> filled.put(name(name), fill(value, place(name, place))));
        yield new Json.Obj(filled);
      }
    };
  }

  private static Place place(String member, Place around) {
    if (CLOSED.contains(member)) {
      return Place.CLOSED;
    }
    return switch (member) {
      case "conditions", "when", "expression" -> Place.EXPRESSION;
      case String name when COMPARED.contains(name) -> Place.COMPARED;
      case String _ -> around;
    };
  }

  private String name(String member) {
    if (PLACEHOLDER.matcher(member).find()) {
      fault(member, "invalid_value", "is the name of a member, where no value has a place");
    }
    return member;
  }

  private Json text(String text, Place place) {
    var found = PLACEHOLDER.matcher(text);
    if (!found.find()) {
      return new Json.Str(text);
    }
    String whole = found.group("name");
    if (whole != null && found.start() == 0 && found.end() == text.length()) {
      return whole(text, whole, place);
    }
    var filled = new StringBuilder();
    int from = 0;
    do {
      filled.append(text, from, found.start());
      String name = found.group("name");
      if (name == null) {
        fault(text, "invalid_value", "has braces that are no placeholder");
      } else {
        Json value = value(name);
        if (value != null) {
          filled.append(embedded(name, value, place, filled));
        }
      }
      from = found.end();
    } while (found.find());
    return new Json.Str(filled.append(text, from, text.length()).toString());
  }

  private Json whole(String text, String name, Place place) {
    Json value = value(name);
    if (value == null) {
      return new Json.Str(text);
    }
    return switch (place) {
      case COMPARED -> value;
      case EXPRESSION -> new Json.Str(literal(name, value));
      case CLOSED -> {
        noPlace(name);
        yield new Json.Str(text);
      }
      case NAME -> {
        requireText(name, value, TEXT);
        yield value;
      }
    };
  }

  private String embedded(String name, Json value, Place place, StringBuilder before) {
    return switch (place) {
      case EXPRESSION -> literal(name, value);
      case CLOSED -> {
        noPlace(name);
        yield "";
      }
      case NAME, COMPARED -> {
        boolean authority = IN_AUTHORITY.matcher(before).matches();
        requireText(name, value, authority ? AUTHORITY : TEXT);
        yield plain(name, value);
      }
    };
  }

  private void requireText(String name, Json value, Pattern allowed) {
    switch (value) {
      case Json.Str(var text) -> {
        if (!allowed.matcher(text).matches() || text.equals(".") || text.equals("..")) {
          fault(
              name,
              "invalid_value",
              "has a character that its place does not admit, such as `*`, `/`, `{` or a quote");
        }
      }
      case Json.Arr(var items) -> items.forEach(item -> requireText(name, item, allowed));
      case Json.Num _, Json.Bool _ -> {}
      case Json.Null _, Json.Obj _ -> noPlace(name);
    }
  }

  private String plain(String name, Json value) {
    return switch (value) {
      case Json.Str(var text) -> text;
      case Json.Num(var text) -> text;
      case Json.Bool(var truth) -> Boolean.toString(truth);
      case Json.Arr _, Json.Obj _, Json.Null _ -> {
        noPlace(name);
        yield "";
      }
    };
  }

  /// A literal of the expression language: what was a value stays one, whatever it holds.
  private String literal(String name, Json value) {
    return switch (value) {
      case Json.Str(var text) -> quoted(text);
      case Json.Num(var text) -> text;
      case Json.Bool(var truth) -> Boolean.toString(truth);
      case Json.Arr(var items) -> {
        var literals = new ArrayList<String>();
        items.forEach(item -> literals.add(literal(name, item)));
        yield "[" + String.join(", ", literals) + "]";
      }
      case Json.Obj _, Json.Null _ -> {
        noPlace(name);
        yield "''";
      }
    };
  }

  private static String quoted(String text) {
    var literal = new StringBuilder("'");
    text.codePoints()
        .forEach(
            point -> {
              if (Character.isLetterOrDigit(point) || PLAIN.indexOf(point) >= 0) {
                literal.appendCodePoint(point);
              } else {
                literal.append("\\U").append("%08x".formatted(point));
              }
            });
    return literal.append('\'').toString();
  }

  private @Nullable Json value(String name) {
    Json value = values.get(name);
    if (value == null) {
      fault(name, "unknown_parameter", "is no parameter, and not known of the subject or opener");
    }
    return value;
  }

  private void noPlace(String name) {
    fault(name, "invalid_value", "has no place there");
  }

  private void fault(String name, String reason, String sentence) {
    faults.add(new TemplateException.Fault(name, reason, sentence));
  }
}
