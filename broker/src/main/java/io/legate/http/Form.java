package io.legate.http;

import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters of a request, read strictly from `application/x-www-form-urlencoded`.
///
/// No parameter stands twice, but for `resource` and `audience`, which may name several targets
/// (RFC 8693 section 2.1) and are refused as such. A parameter without a value counts as not sent
/// (RFC 6749 section 3.2); one that nobody asks for is ignored.
final class Form {

  /// The parameters that a standard lets stand more than once.
  private static final Set<String> REPEATABLE = Set.of("resource", "audience");

  private static final int PARAMETERS_MAX = 64;

  private final Map<String, List<String>> values;

  private Form(Map<String, List<String>> values) {
    this.values = values;
  }

  /// Reads a body.
  ///
  /// @throws RefusedException with [Code#INVALID_REQUEST]
  static Form parse(byte[] body) throws RefusedException {
    var values = new LinkedHashMap<String, List<String>>();
    int start = 0;
    for (int i = 0; i <= body.length; i++) {
      if (i == body.length || body[i] == '&') {
        add(values, body, start, i);
        start = i + 1;
      }
    }
    return new Form(values);
  }

  private static void add(Map<String, List<String>> values, byte[] body, int from, int to)
      throws RefusedException {
    if (from == to) {
      return;
    }
    int equals = from;
    while (equals < to && body[equals] != '=') {
      equals++;
    }
    String name = decode(body, from, equals);
    String value = equals == to ? "" : decode(body, equals + 1, to);
    var before = values.get(name);
    if (before != null && !REPEATABLE.contains(name)) {
      throw malformed("a parameter is given twice");
    }
    if (values.size() >= PARAMETERS_MAX) {
      throw malformed("there are too many parameters");
    }
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  private static String decode(byte[] body, int from, int to) throws RefusedException {
    var out = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i++) {
      byte b = body[i];
      if (b == '+') {
        out.write(' ');
      } else if (b == '%') {
        int high = i + 2 < to ? Character.digit(body[i + 1], 16) : -1;
        int low = i + 2 < to ? Character.digit(body[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw malformed("a percent-encoding is malformed");
        }
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(b);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(out.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("a parameter is not UTF-8");
    }
  }

  /// Returns a parameter, or null where it was not sent.
  @Nullable String get(String name) {
    var found = values.get(name);
    return found == null || found.getFirst().isEmpty() ? null : found.getFirst();
  }

  /// Returns every value of a parameter that may stand several times.
  List<String> all(String name) {
    return values.getOrDefault(name, List.of()).stream().filter(it -> !it.isEmpty()).toList();
  }

  private static RefusedException malformed(String sentence) {
    return new RefusedException(Code.INVALID_REQUEST, sentence);
  }
}
