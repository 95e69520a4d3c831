package io.legate.boundary;

import io.legate.json.Json;
import io.legate.json.Json.Num;
import io.legate.provenance.Marks;
import java.text.Normalizer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The forms in which values are accepted. Each method returns what is wrong, null for nothing.
///
/// Nothing is brought into normal form here or anywhere else on the way to a decision: the resource
/// server acts on the text as it was sent.
public final class NormalForm {

  private NormalForm() {}

  /// Any text: whole surrogate pairs, normalization form C, no heaps of marks, no NUL, which ends a
  /// string for some readers.
  public static @Nullable Fault text(String text) {
    boolean ascii = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return Fault.CONTROL_CHARACTER;
      }
      ascii &= c < 0x80;
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return Fault.UNPAIRED_SURROGATE;
        }
        i++;
      }
    }
    if (ascii) {
      return null;
    }
    // First, because looking at a heap takes the square of its length.
    if (Marks.areHeaped(text)) {
      return Fault.HEAPED_MARKS;
    }
    return Normalizer.isNormalized(text, Normalizer.Form.NFC) ? null : Fault.NOT_NFC;
  }

  /// A JSON value: its strings and names are [#text], its numbers exact.
  public static @Nullable Fault value(Json value) {
    return Values.fault(value);
  }

  /// Text on one line: as [#text], without control characters.
  public static @Nullable Fault line(String text) {
    return text.chars().anyMatch(Character::isISOControl) ? Fault.CONTROL_CHARACTER : text(text);
  }

  /// An exact number: at most 18 digits on either side of the point, no exponent, and in the one
  /// spelling that canonical JSON gives it.
  public static @Nullable Fault number(Num number) {
    return ExactDecimal.parse(number) != null ? null : Fault.NUMBER;
  }

  /// The name of a resource: `scheme://authority/a/b`, `/a/b` or `a/b`.
  public static @Nullable Fault resource(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '*' || c == '?' || c == '#') {
        return Fault.WILDCARD;
      }
    }
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      return text.endsWith(":") ? Fault.SCHEME : path(text);
    }
    int end = text.indexOf('/', scheme + 3);
    String authority = text.substring(scheme + 3, end < 0 ? text.length() : end);
    Fault fault = HostName.authority(text.substring(0, scheme), authority);
    return fault != null || end < 0 ? fault : Segments.fault(text.substring(end + 1));
  }

  /// The path of a file: `/a/b` or `a/b`, or `/` for the root.
  public static @Nullable Fault path(String text) {
    if (text.equals("/")) {
      return null;
    }
    return Segments.fault(text.startsWith("/") ? text.substring(1) : text);
  }

  /// A location: the audience of a resource server, compared as a whole. Where it is a URL its
  /// authority is in normal form.
  public static @Nullable Fault location(String text) {
    if (text.indexOf('\\') >= 0) {
      return Fault.BACKSLASH;
    }
    if (text.chars().anyMatch(Character::isWhitespace)) {
      return Fault.CHARACTER;
    }
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      int end = text.indexOf('/', scheme + 3);
      String authority = text.substring(scheme + 3, end < 0 ? text.length() : end);
      Fault fault = HostName.authority(text.substring(0, scheme), authority);
      if (fault != null) {
        return fault;
      }
    }
    return line(text);
  }

  /// The schemes whose authority is a host and a port, as every HTTP client reads it.
  static final Set<String> WEB_SCHEMES = Set.of("http", "https", "ws", "wss");

  static int defaultPort(String webScheme) {
    return webScheme.equals("https") || webScheme.equals("wss") ? 443 : 80;
  }
}
