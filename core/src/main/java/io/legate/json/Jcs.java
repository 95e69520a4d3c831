package io.legate.json;

import io.legate.json.Json.Arr;
import io.legate.json.Json.Bool;
import io.legate.json.Json.Null;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The JSON Canonicalization Scheme of RFC 8785: one value, one sequence of bytes.
///
/// A number is written as ECMAScript writes its double. Where that would change the number's value
/// the caller must have refused it already; see [#isExact].
public final class Jcs {

  private Jcs() {}

  /// Returns the canonical text in UTF-8.
  ///
  /// @throws IllegalArgumentException if a number is outside the range of a double
  public static byte[] bytes(Json value) {
    var out = new Utf8Text(256);
    write(value, out, false);
    return out.bytes();
  }

  /// Returns the canonical text.
  ///
  /// @throws IllegalArgumentException if a number is outside the range of a double
  public static String text(Json value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  /// Writes the canonical text, from which the same value is read back, to the end of `out`.
  ///
  /// @throws IllegalArgumentException if a number would be changed
  public static void writeExact(Json value, Utf8Text out) {
    write(value, out, true);
  }

  /// Returns whether canonical form leaves the number's text as it is, so that what is digested is
  /// what was sent.
  public static boolean isExact(Num number) {
    if (isPlainInteger(number.text())) {
      return true;
    }
    try {
      return NumberForm.ecmaScript(number.text()).equals(number.text());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Returns an equal object whose members, and those of every object within it, are in the order
  /// of canonical form.
  public static Obj ordered(Obj object) {
    return isOrdered(object) ? object : sorted(object);
  }

  private static boolean isOrdered(Json value) {
    return switch (value) {
      case Str _, Num _, Bool _, Null _ -> true;
      case Arr(var items) -> {
        for (Json item : items) {
          if (!isOrdered(item)) {
            yield false;
          }
        }
        yield true;
      }
      case Obj(var members) -> {
        String before = "";
        for (var member : members.entrySet()) {
          if (before.compareTo(member.getKey()) > 0 || !isOrdered(member.getValue())) {
            yield false;
          }
          before = member.getKey();
        }
        yield true;
      }
    };
  }

  private static Obj sorted(Obj object) {
    var sorted = new Json.Builder();
    for (var member : Members.sorted(object.members())) {
      sorted.with(member.name(), sorted(member.value()));
    }
    return sorted.build();
  }

  private static Json sorted(Json value) {
    return switch (value) {
      case Str _, Num _, Bool _, Null _ -> value;
      case Arr(var items) -> new Arr(items.stream().map(Jcs::sorted).toList());
      case Obj object -> sorted(object);
    };
  }

  private static void write(Json value, Utf8Text out, boolean exact) {
    switch (value) {
      case Str(var text) -> out.quoted(text);
      case Num number -> out.ascii(number(number, exact));
      case Bool(var truth) -> out.ascii(truth ? "true" : "false");
      case Null _ -> out.ascii("null");
      case Arr(var items) -> writeItems(items, out, exact);
      case Obj(var members) -> writeMembers(members, out, exact);
    }
  }

  private static String number(Num number, boolean exact) {
    String text = number.text();
    if (isPlainInteger(text)) {
      return text;
    }
    String canonical = NumberForm.ecmaScript(text);
    if (exact && !canonical.equals(text)) {
      throw new IllegalArgumentException("number would be changed");
    }
    return canonical;
  }

  /// Up to fifteen digits a double holds any integer exactly, and prints it as it stands.
  private static boolean isPlainInteger(String text) {
    if (text.length() > 15 || text.charAt(0) == '-') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static void writeItems(Iterable<Json> items, Utf8Text out, boolean exact) {
    String before = "[";
    for (Json item : items) {
      out.ascii(before);
      write(item, out, exact);
      before = ",";
    }
    out.ascii(before.equals("[") ? "[]" : "]");
  }

  /// Members are sorted by UTF-16 code units, which is how Java compares strings.
  private static void writeMembers(Map<String, Json> members, Utf8Text out, boolean exact) {
    String before = "{";
    for (var member : Members.sorted(members)) {
      out.ascii(before).quoted(member.name()).ascii(":");
      write(member.value(), out, exact);
      before = ",";
    }
    out.ascii(before.equals("{") ? "{}" : "}");
  }
}
