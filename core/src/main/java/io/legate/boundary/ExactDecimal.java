package io.legate.boundary;

import io.legate.json.Jcs;
import io.legate.json.Json;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// The one form in which an amount may be written: plain digits, exactly.
///
/// At most [#DIGITS_MAX] digits on either side of the point, no exponent, no plus sign, no leading
/// zeros, no negative zero. Trailing zeros are part of the text (`500.00`) and kept. Never passes
/// through a double.
public final class ExactDecimal {

  /// Digits before the point, and after it.
  public static final int DIGITS_MAX = 18;

  private ExactDecimal() {}

  /// Returns the value of `text`, or null where it is not in this form.
  public static @Nullable BigDecimal parse(String text) {
    if (!hasForm(text)) {
      return null;
    }
    var value = new BigDecimal(text);
    return value.signum() == 0 && text.charAt(0) == '-' ? null : value;
  }

  private static boolean hasForm(String text) {
    int from = text.startsWith("-") ? 1 : 0;
    int point = digitsFrom(text, from);
    int whole = point - from;
    if (whole < 1 || whole > DIGITS_MAX || (whole > 1 && text.charAt(from) == '0')) {
      return false;
    }
    if (point == text.length()) {
      return true;
    }
    int end = digitsFrom(text, point + 1);
    int fraction = end - point - 1;
    return text.charAt(point) == '.'
        && end == text.length()
        && fraction >= 1
        && fraction <= DIGITS_MAX;
  }

  /// Returns where the digits from `from` on end.
  private static int digitsFrom(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /// Returns the value of a string in this form, or of a number in this form whose text canonical
  /// JSON leaves as it is (RFC 8785); null for anything else.
  public static @Nullable BigDecimal parse(Json value) {
    return switch (value) {
      case Json.Str(var text) -> parse(text);
      case Json.Num number -> Jcs.isExact(number) ? parse(number.text()) : null;
      case Json.Bool _, Json.Null _, Json.Arr _, Json.Obj _ -> null;
    };
  }
}
