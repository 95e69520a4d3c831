package io.legate.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// The grammar of a JSON number, and the form that JCS gives it.
final class NumberForm {

  private NumberForm() {}

  /// Returns whether `text` is a number by RFC 8259 section 6.
  static boolean isNumber(String text) {
    int at = 0;
    int end = text.length();
    if (at < end && text.charAt(at) == '-') {
      at++;
    }
    int digits = digitsFrom(text, at);
    if (digits == 0 || (digits > 1 && text.charAt(at) == '0')) {
      return false;
    }
    at += digits;
    if (at < end && text.charAt(at) == '.') {
      int fraction = digitsFrom(text, at + 1);
      if (fraction == 0) {
        return false;
      }
      at += 1 + fraction;
    }
    return at == end || isExponent(text, at);
  }

  /// Returns the number as ECMAScript prints it (RFC 8785 section 3.2.2.3).
  ///
  /// @throws IllegalArgumentException if it is outside the range of a double
  static String ecmaScript(String text) {
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException("number is out of range");
    }
    if (value == 0) {
      return "0";
    }
    var shortest = shortest(Math.abs(value)).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    return (value < 0 ? "-" : "") + layOut(digits, point);
  }

  /// The shortest decimal that reads back as `value`. Java prints at least two digits, and for the
  /// smallest numbers of all picks other ones than those that would end in zero: `4.9E-324`, where
  /// ECMAScript prints `5e-324`.
  private static BigDecimal shortest(double value) {
    if (value < Double.MIN_NORMAL) {
      var oneDigit = new BigDecimal(value).round(new MathContext(1, RoundingMode.HALF_EVEN));
      if (oneDigit.doubleValue() == value) {
        return oneDigit;
      }
    }
    return new BigDecimal(Double.toString(value));
  }

  /// ECMA-262, Number::toString, for digits with the decimal point after the first `point` of them.
  private static String layOut(String digits, int point) {
    int count = digits.length();
    if (count <= point && point <= 21) {
      return digits + "0".repeat(point - count);
    }
    if (0 < point && point <= 21) {
      return digits.substring(0, point) + "." + digits.substring(point);
    }
    if (-6 < point && point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    String exponent = (point - 1 < 0 ? "-" : "+") + Math.abs(point - 1);
    return count == 1
        ? digits + "e" + exponent
        : digits.charAt(0) + "." + digits.substring(1) + "e" + exponent;
  }

  private static int digitsFrom(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }

  private static boolean isExponent(String text, int from) {
    char mark = text.charAt(from);
    if (mark != 'e' && mark != 'E') {
      return false;
    }
    int at = from + 1;
    if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
      at++;
    }
    int digits = digitsFrom(text, at);
    return digits > 0 && at + digits == text.length();
  }
}
