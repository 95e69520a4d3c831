package io.legate.boundary;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The segments of a path, in the one spelling that is accepted.
final class Segments {

  private Segments() {}

  /// Returns what is wrong with the segments of `path`, which does not start with a slash.
  static @Nullable Fault fault(String path) {
    Fault fault = NormalForm.line(path);
    if (fault != null) {
      return fault;
    }
    if (path.indexOf('\\') >= 0) {
      return Fault.BACKSLASH;
    }
    int from = 0;
    while (true) {
      int to = path.indexOf('/', from);
      fault = segment(path.substring(from, to < 0 ? path.length() : to));
      if (fault != null || to < 0) {
        return fault;
      }
      from = to + 1;
    }
  }

  /// Servers that cut `;parameters` off a segment, or trim it, would read `..;x` and `.. ` as a dot
  /// segment; so do we.
  private static @Nullable Fault segment(String segment) {
    int parameters = segment.indexOf(';');
    String name = (parameters < 0 ? segment : segment.substring(0, parameters)).strip();
    if (name.isEmpty()) {
      return Fault.EMPTY_SEGMENT;
    }
    if (name.equals(".") || name.equals("..")) {
      return Fault.DOT_SEGMENT;
    }
    return segment.indexOf('%') < 0 ? null : encoding(segment);
  }

  /// RFC 3986 section 6.2.2: upper-case digits, and nothing encoded that need not be. On top of
  /// that nothing encoded that would be a separator, a control character or another percent sign
  /// once decoded, and no byte that is not UTF-8.
  private static @Nullable Fault encoding(String segment) {
    var decoded = new StringBuilder();
    var bytes = ByteBuffer.allocate(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c != '%') {
        if (!flush(bytes, decoded)) {
          return Fault.ENCODED;
        }
        decoded.append(c);
        continue;
      }
      int octet =
          i + 2 < segment.length() ? octet(segment.charAt(i + 1), segment.charAt(i + 2)) : -1;
      if (octet < 0 || (octet < 0x80 && !needsEncoding((char) octet))) {
        return Fault.ENCODED;
      }
      bytes.put((byte) octet);
      i += 2;
    }
    return flush(bytes, decoded) && NormalForm.line(decoded.toString()) == null
        ? null
        : Fault.ENCODED;
  }

  private static boolean needsEncoding(char c) {
    boolean unreserved = Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
    return !unreserved && "/\\%".indexOf(c) < 0 && !Character.isISOControl(c);
  }

  private static int octet(char high, char low) {
    int first = "0123456789ABCDEF".indexOf(high);
    int second = "0123456789ABCDEF".indexOf(low);
    return first < 0 || second < 0 ? -1 : first * 16 + second;
  }

  private static boolean flush(ByteBuffer bytes, StringBuilder decoded) {
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(bytes.flip());
      decoded.append(text);
      bytes.clear();
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
