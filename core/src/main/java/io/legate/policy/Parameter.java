package io.legate.policy;

import io.legate.boundary.ExactDecimal;
import io.legate.boundary.Fault;
import io.legate.boundary.NormalForm;
import io.legate.boundary.Occasion;
import io.legate.boundary.Re2Pattern;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One parameter of a template.
///
/// @param form what its value, or each of its values, is
/// @param otherwise its value where none is given; null where one must be
/// @param sample a value to check the template with; null for one of its form
public record Parameter(String name, Form form, @Nullable Json otherwise, @Nullable Json sample) {

  /// The forms of a value.
  public enum Type {
    STRING,
    /// An exact decimal, as a JSON string.
    DECIMAL,
    INTEGER,
    BOOLEAN,
    /// An RFC 3339 timestamp.
    TIMESTAMP,
    /// A list of strings, none twice.
    STRINGS
  }

  /// What values there are.
  ///
  /// @param pattern the whole of a string must match it; null for any
  /// @param oneOf the only strings there are; empty for any
  /// @param min of a decimal or an integer; null for none
  /// @param max likewise
  /// @param charsMax UTF-16 code units of a string
  /// @param itemsMax strings of a list
  record Form(
      Type type,
      @Nullable Re2Pattern pattern,
      List<String> oneOf,
      @Nullable BigDecimal min,
      @Nullable BigDecimal max,
      int charsMax,
      int itemsMax) {
    Form {
      oneOf = List.copyOf(oneOf);
    }
  }

  /// Returns what is wrong with a value, as a sentence that begins with its name; null for nothing.
  @Nullable String fault(Json value) {
    return switch (form.type) {
      case STRING -> value instanceof Json.Str(var text) ? string(text) : "must be a string";
      case DECIMAL ->
          value instanceof Json.Str(var text)
              ? number(ExactDecimal.parse(text))
              : "must be an exact decimal in a string, such as \"500.00\"";
      case INTEGER ->
          value instanceof Json.Num(var text) && text.matches("-?[0-9]{1,15}")
              ? number(new BigDecimal(text))
              : "must be a whole number";
      case BOOLEAN -> value instanceof Json.Bool ? null : "must be true or false";
      case TIMESTAMP ->
          value instanceof Json.Str(var text) && isTimestamp(text)
              ? null
              : "must be a timestamp such as `2026-01-31T09:00:00Z`";
      case STRINGS -> value instanceof Json.Arr(var items) ? strings(items) : "must be a list";
    };
  }

  private @Nullable String strings(List<Json> items) {
    if (items.size() > form.itemsMax) {
      return "has more than " + form.itemsMax + " values";
    }
    for (Json item : items) {
      String fault = item instanceof Json.Str(var text) ? string(text) : "must be strings";
      if (fault != null) {
        return fault;
      }
    }
    return new HashSet<>(items).size() < items.size() ? "has a value twice" : null;
  }

  private @Nullable String string(String text) {
    if (text.isEmpty()) {
      return "must not be empty";
    }
    if (text.length() > form.charsMax) {
      return "has more than " + form.charsMax + " characters";
    }
    Fault fault = NormalForm.line(text);
    if (fault != null) {
      return fault.sentence();
    }
    if (!form.oneOf.isEmpty() && !form.oneOf.contains(text)) {
      return "is none of the values there are";
    }
    if (form.pattern != null
        && !form.pattern.check(new Json.Str(text), Occasion.at(Instant.EPOCH)).isEmpty()) {
      return "does not match its pattern";
    }
    return null;
  }

  private @Nullable String number(@Nullable BigDecimal number) {
    if (number == null) {
      return "must be an exact decimal of at most 18 digits on either side";
    }
    boolean within =
        (form.min == null || number.compareTo(form.min) >= 0)
            && (form.max == null || number.compareTo(form.max) <= 0);
    return within ? null : "must be " + bounds();
  }

  private String bounds() {
    if (form.min == null) {
      return "at most " + form.max;
    }
    return form.max == null ? "at least " + form.min : "from " + form.min + " to " + form.max;
  }

  private static boolean isTimestamp(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().isAfter(Instant.EPOCH);
    } catch (DateTimeException notATimestamp) {
      return false;
    }
  }

  /// Returns a value that it can have.
  Json example() {
    if (sample != null) {
      return sample;
    }
    if (otherwise != null) {
      return otherwise;
    }
    String text = form.oneOf.isEmpty() ? "sample" : form.oneOf.getFirst();
    return switch (form.type) {
      case STRING -> new Json.Str(text);
      case DECIMAL -> new Json.Str("1");
      case INTEGER -> new Json.Num("1");
      case BOOLEAN -> new Json.Bool(true);
      case TIMESTAMP -> new Json.Str("2026-01-01T00:00:00Z");
      case STRINGS -> Json.Arr.ofStrings(List.of(text));
    };
  }
}
