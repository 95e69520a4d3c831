package io.legate.boundary;

import io.legate.json.Jcs;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The one form in which an amount may be written: plain digits, exactly.
///
/// At most [#DIGITS_MAX] digits on either side of the point, no exponent, no plus sign, no leading
/// zeros, no negative zero. Trailing zeros are part of the text (`500.00`) and kept. Never passes
/// through a double.
public final class ExactDecimal {

  /// Digits before the point, and after it.
  public static final int DIGITS_MAX = 18;

  private static final Pattern FORM =
      Pattern.compile(
          "-?(?:0|[1-9][0-9]{0," + (DIGITS_MAX - 1) + "})(?:\\.[0-9]{1," + DIGITS_MAX + "})?");

  /// Sign, point and twice [#DIGITS_MAX]; whatever is longer is not even looked at.
  private static final int CHARS_MAX = 2 * DIGITS_MAX + 2;

  private ExactDecimal() {}

  /// Returns the value of `text`, or null where it is not in this form.
  public static @Nullable BigDecimal parse(String text) {
    if (text.length() > CHARS_MAX || !FORM.matcher(text).matches()) {
      return null;
    }
    var value = new BigDecimal(text);
    return value.signum() == 0 && text.charAt(0) == '-' ? null : value;
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
