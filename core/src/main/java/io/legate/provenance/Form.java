package io.legate.provenance;

import io.legate.json.Json;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How the values of a source's field are compared: what fits, and which spellings are one value.
///
/// Look-alikes are never taken for one another: a Cyrillic letter is not the Latin one, and only
/// what a form names below is brought together. A form says nothing of whether a value is real: an
/// account number's check digits are NOT verified, nor whether a host exists.
public enum Form {
  /// A string as a whole, in normalization form C, of at most [#TEXT_CHARS_MAX] characters.
  TEXT,

  /// A string without white space, control or unseen characters, of at most
  /// [#IDENTIFIER_CHARS_MAX]; a whole number or a boolean by its JSON text. Case counts.
  IDENTIFIER,

  /// An exact decimal, a JSON number or a string of plain digits: `98.70` is `98.7`. At most 18
  /// digits on either side of the point. No sign but a minus, no separators, no currency.
  DECIMAL,

  /// A mail address `local@host` and nothing around it; the host in lower case. The local part
  /// counts as it is written, because its server may tell cases apart.
  MAIL,

  /// An account number in the shape of ISO 13616: spaces out, upper case, two letters, two digits,
  /// 10 to 30 letters and digits. The check digits are not verified, so that test data works.
  IBAN,

  /// A web address with or without `http://` or `https://`, which does not count: host in lower
  /// case and its `xn--` form, no trailing dot, no default port, no slash at the end. Without a
  /// scheme the host has a dot. The path, query and fragment count as they are written. No user
  /// information.
  URL,

  /// A text of which every link, mail address, account number and host name is a value of its own;
  /// the rest of it is none. See [Mentioned].
  MENTIONS;

  /// UTF-16 code units of a value of [#TEXT].
  public static final int TEXT_CHARS_MAX = 256;

  /// UTF-16 code units of a value of [#IDENTIFIER].
  public static final int IDENTIFIER_CHARS_MAX = 128;

  private static final int DIGITS_MAX = 18;

  /// Sign, point, and digits with zeros that do not count; whatever is longer is not looked at.
  private static final int DECIMAL_CHARS_MAX = 64;

  private static final Pattern PLAIN_DECIMAL = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?");

  private static final Pattern IBAN_SHAPE = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}");

  private static final int IBAN_CHARS_MAX = 64;

  /// RFC 5321 section 4.1.2, Dot-string, in ASCII.
  private static final Pattern LOCAL_PART =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,32}");

  private static final int LOCAL_CHARS_MAX = 64;

  /// The name in the catalogue, such as `identifier`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Returns the form of that name, null where there is none.
  public static @Nullable Form of(String code) {
    for (Form form : values()) {
      if (form.code().equals(code)) {
        return form;
      }
    }
    return null;
  }

  /// Returns the values that `value` is in a field of this form: one or none, and of [#MENTIONS] as
  /// many as it mentions.
  public List<Canonical> valuesOf(Json value) {
    if (this == MENTIONS) {
      return value instanceof Json.Str(var text) ? Mentioned.in(text) : List.of();
    }
    String canonical = canonical(value);
    return canonical == null ? List.of() : List.of(new Canonical(this, canonical));
  }

  /// Returns `value` under every form that it fits, each once, in the order of the forms: so a
  /// value is looked up, and so a literal of an instruction is kept.
  public static List<Canonical> allOf(Json value) {
    var found = new ArrayList<Canonical>(3);
    for (Form form : values()) {
      if (form != MENTIONS) {
        found.addAll(form.valuesOf(value));
      }
    }
    return List.copyOf(found);
  }

  /// Returns the one spelling of `value`, null where it does not fit.
  private @Nullable String canonical(Json value) {
    return switch (value) {
      case Json.Str(var text) -> canonical(text);
      case Json.Num number ->
          switch (this) {
            case DECIMAL -> decimal(number.text());
            case IDENTIFIER -> isWhole(number.text()) ? decimal(number.text()) : null;
            case TEXT, MAIL, IBAN, URL, MENTIONS -> null;
          };
      case Json.Bool(var truth) -> this == IDENTIFIER ? Boolean.toString(truth) : null;
      case Json.Null _, Json.Arr _, Json.Obj _ -> null;
    };
  }

  private @Nullable String canonical(String given) {
    return switch (this) {
      case TEXT -> given.length() > TEXT_CHARS_MAX ? null : nfc(given, TEXT_CHARS_MAX);
      case IDENTIFIER -> identifier(given);
      case DECIMAL -> PLAIN_DECIMAL.matcher(head(given)).matches() ? decimal(given) : null;
      case MAIL -> mail(given);
      case IBAN -> iban(given);
      case URL -> WebAddress.canonical(given);
      case MENTIONS -> null;
    };
  }

  /// Enough of a text to see that it is too long.
  private static String head(String text) {
    return text.length() > DECIMAL_CHARS_MAX ? "" : text;
  }

  /// Returns `text` in normalization form C, null where that is empty or longer than `charsMax`, or
  /// the text has a NUL or half of a surrogate pair.
  private static @Nullable String nfc(String text, int charsMax) {
    if (text.indexOf(0) >= 0 || hasLoneSurrogate(text)) {
      return null;
    }
    String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
    return normal.isEmpty() || normal.length() > charsMax ? null : normal;
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  private static @Nullable String identifier(String given) {
    if (given.length() > IDENTIFIER_CHARS_MAX
        || given.codePoints().anyMatch(c -> isBlank(c) || isUnseen(c))) {
      return null;
    }
    return nfc(given, IDENTIFIER_CHARS_MAX);
  }

  static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  static boolean isUnseen(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }

  private static boolean isWhole(String number) {
    return number.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
  }

  private static @Nullable String decimal(String text) {
    if (text.length() > DECIMAL_CHARS_MAX) {
      return null;
    }
    BigDecimal value;
    try {
      value = new BigDecimal(text).stripTrailingZeros();
    } catch (NumberFormatException e) {
      return null; // an exponent beyond any scale
    }
    if (value.signum() == 0) {
      return "0";
    }
    // Before it is written out: an exponent may stand for any number of digits.
    if (value.scale() > DIGITS_MAX || (long) value.precision() - value.scale() > DIGITS_MAX) {
      return null;
    }
    return value.toPlainString();
  }

  private static @Nullable String mail(String given) {
    int at = given.lastIndexOf('@');
    if (at < 1 || at > LOCAL_CHARS_MAX) {
      return null;
    }
    String host = WebAddress.host(given.substring(at + 1));
    String local = given.substring(0, at);
    return host == null || !LOCAL_PART.matcher(local).matches() ? null : local + "@" + host;
  }

  private static @Nullable String iban(String given) {
    if (given.length() > IBAN_CHARS_MAX) {
      return null;
    }
    var text = new StringBuilder(given.length());
    given.codePoints().filter(c -> !Character.isSpaceChar(c)).forEach(text::appendCodePoint);
    for (int i = 0; i < text.length(); i++) {
      // By hand, because upper case of a dotless i is a Latin letter.
      char c = text.charAt(i);
      text.setCharAt(i, c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
    }
    return IBAN_SHAPE.matcher(text).matches() ? text.toString() : null;
  }
}
