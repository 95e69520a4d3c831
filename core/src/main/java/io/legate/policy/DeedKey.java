package io.legate.policy;

import io.legate.boundary.ExactDecimal;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.policy.Catalogue.ArgumentType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The text by which one deed is told from another: the values of the arguments that policy calls
/// the action's key, in its order.
///
/// `1` and `"1"` are one value, and so are `500` and `500.00` of a decimal, and one instant
/// whatever its offset, because the resource server may take either.
public final class DeedKey {

  private DeedKey() {}

  /// Returns the key of these values: the canonical JSON (RFC 8785) of a list of them.
  public static String of(List<String> values) {
    return Jcs.text(Json.Arr.ofStrings(values));
  }

  /// Returns the key of an action with these arguments; null where it has none, or one of the
  /// arguments is missing or no single value.
  public static @Nullable String of(Catalogue.Entry entry, Json.Obj arguments) {
    if (entry.key().isEmpty()) {
      return null;
    }
    var values = new ArrayList<String>();
    for (String name : entry.key()) {
      Json value = arguments.get(name);
      String text = value == null ? null : text(value, entry.arguments().get(name));
      if (text == null) {
        return null;
      }
      values.add(text);
    }
    return of(values);
  }

  private static @Nullable String text(Json value, @Nullable ArgumentType type) {
    if (type == ArgumentType.DECIMAL) {
      BigDecimal amount = ExactDecimal.parse(value);
      if (amount != null) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
      }
    }
    return switch (value) {
      case Json.Str(var text) -> type == ArgumentType.TIMESTAMP ? instant(text) : text;
      case Json.Num(var text) -> text;
      case Json.Bool(var truth) -> Boolean.toString(truth);
      case Json.Null _, Json.Arr _, Json.Obj _ -> null;
    };
  }

  private static @Nullable String instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toString();
    } catch (DateTimeException notATimestamp) {
      return null;
    }
  }
}
