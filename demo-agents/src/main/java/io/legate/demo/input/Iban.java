package io.legate.demo.input;

import java.math.BigInteger;
import java.util.regex.Pattern;

/// International bank account numbers (ISO 13616), without blanks.
///
/// Checks form and check digits; not a country's own length or structure, nor that there is such an
/// account.
public final class Iban {

  private static final Pattern FORM = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
  private static final BigInteger MODULUS = BigInteger.valueOf(97);

  private Iban() {}

  /// Returns whether the check digits fit (ISO 7064, MOD 97-10).
  public static boolean isValid(String text) {
    if (!FORM.matcher(text).matches()) {
      return false;
    }
    var digits = new StringBuilder();
    for (char c : (text.substring(4) + text.substring(0, 4)).toCharArray()) {
      digits.append(Character.digit(c, 36));
    }
    return new BigInteger(digits.toString()).mod(MODULUS).equals(BigInteger.ONE);
  }
}
