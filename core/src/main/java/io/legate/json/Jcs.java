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

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Jcs() {}

  /// Returns the canonical text in UTF-8.
  ///
  /// @throws IllegalArgumentException if a number is outside the range of a double
  public static byte[] bytes(Json value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /// Returns the canonical text.
  ///
  /// @throws IllegalArgumentException if a number is outside the range of a double
  public static String text(Json value) {
    var out = new StringBuilder(256);
    write(value, out, false);
    return out.toString();
  }

  /// Writes the canonical text, from which the same value is read back, to the end of `out`.
  ///
  /// @throws IllegalArgumentException if a number would be changed
  public static void writeExact(Json value, StringBuilder out) {
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

  private static void write(Json value, StringBuilder out, boolean exact) {
    switch (value) {
      case Str(var text) -> quote(text, out);
      case Num number -> out.append(number(number, exact));
      case Bool(var truth) -> out.append(truth);
      case Null _ -> out.append("null");
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

  private static void writeItems(Iterable<Json> items, StringBuilder out, boolean exact) {
    out.append('[');
    String separator = "";
    for (Json item : items) {
      out.append(separator);
      write(item, out, exact);
      separator = ",";
    }
    out.append(']');
  }

  /// Members are sorted by UTF-16 code units, which is how Java compares strings.
  private static void writeMembers(Map<String, Json> members, StringBuilder out, boolean exact) {
    out.append('{');
    String[] names = Members.sortedNames(members);
    for (int i = 0; i < names.length; i++) {
      if (i > 0) {
        out.append(',');
      }
      quote(names[i], out);
      out.append(':');
      write(java.util.Objects.requireNonNull(members.get(names[i])), out, exact);
    }
    out.append('}');
  }

  /// Almost no string has anything to escape, so runs are copied whole.
  private static void quote(String text, StringBuilder out) {
    out.append('"');
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(text, from, i);
        escape(c, out);
        from = i + 1;
      }
    }
    out.append(text, from, text.length()).append('"');
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
    }
  }
}
