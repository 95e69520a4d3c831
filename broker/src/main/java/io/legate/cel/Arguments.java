package io.legate.cel;

import io.legate.boundary.ExactDecimal;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.policy.Catalogue;
import io.legate.policy.Catalogue.ArgumentType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of the action in question, each in the type that the catalogue gives it, or where
/// there is none in the one that it is written in: an untyped number is an exact decimal.
final class Arguments extends Unlisted {

  /// Characters of what an expression reads of one argument. What is longer is not read at all.
  static final int CHARS_MAX = 8_192;

  /// Members of what an expression reads of one argument.
  static final int MEMBERS_MAX = 200;

  /// Characters and members of all that an expression of a statement reads, however often it reads
  /// the same: what it costs follows from that.
  static final int TOTAL_MAX = 32 * CHARS_MAX;

  private final Json.Obj given;
  private final Catalogue.@Nullable Entry entry;
  private final long totalMax;
  private long total;

  /// @param totalMax the most characters and members that are read of it altogether
  Arguments(Json.Obj given, Catalogue.@Nullable Entry entry, long totalMax) {
    super("arguments");
    this.given = given;
    this.entry = entry;
    this.totalMax = totalMax;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof String name && given.get(name) != null;
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    if (!(key instanceof String name)) {
      return null;
    }
    Json value = given.get(name);
    return value == null ? null : value(name, value);
  }

  private Object value(String name, Json value) {
    if (total > totalMax) {
      throw new Unevaluable("it reads too much");
    }
    var reading = new Reading();
    ArgumentType type = entry == null ? null : entry.arguments().get(name);
    Object typed = type == null ? reading.untyped(value) : typed(type, value, reading);
    total += reading.size();
    if (typed == null) {
      throw new Unevaluable("argument `" + name + "` is not what its type says");
    }
    return typed;
  }

  private static @Nullable Object typed(ArgumentType type, Json value, Reading reading) {
    return switch (type) {
      case STRING -> value instanceof Json.Str(var text) ? reading.text(text) : null;
      case DECIMAL -> decimal(value);
      case INTEGER -> integer(value);
      case BOOLEAN -> value instanceof Json.Bool(var truth) ? truth : null;
      case TIMESTAMP -> value instanceof Json.Str(var text) ? timestamp(text) : null;
      case STRINGS -> value instanceof Json.Arr(var items) ? strings(items, reading) : null;
      case ANY -> value;
    };
  }

  private static @Nullable Exact decimal(Json value) {
    BigDecimal amount = ExactDecimal.parse(value);
    return amount == null ? null : new Exact(amount);
  }

  private static @Nullable Long integer(Json value) {
    if (!(value instanceof Json.Num number) || !Jcs.isExact(number)) {
      return null;
    }
    try {
      return number.exact().longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable Instant timestamp(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable List<String> strings(List<Json> items, Reading reading) {
    var strings = new ArrayList<String>();
    for (Json item : items) {
      if (!(item instanceof Json.Str(var text))) {
        return null;
      }
      strings.add(reading.text(text));
    }
    return strings;
  }

  /// Reads one argument, as far as its size is bounded.
  private static final class Reading {

    private int chars;
    private int members;

    int size() {
      return chars + members;
    }

    String text(String text) {
      chars += text.length();
      members++;
      if (chars > CHARS_MAX || members > MEMBERS_MAX) {
        throw new Unevaluable("an argument is too large for an expression");
      }
      return text;
    }

    Object untyped(Json value) {
      return switch (value) {
        case Json.Str(var text) -> text(text);
        case Json.Num number -> {
          Exact exact = decimal(number);
          if (exact == null) {
            throw new Unevaluable("an argument is a number that is not exact");
          }
          yield exact;
        }
        case Json.Bool(var truth) -> truth;
        case Json.Null _ -> throw new Unevaluable("an argument is null");
        case Json.Arr(var items) -> {
          var all = new ArrayList<Object>();
          for (Json item : items) {
            text("");
            all.add(untyped(item));
          }
          yield all;
        }
        case Json.Obj(var byName) -> {
          Map<String, Object> all = new LinkedHashMap<>();
          byName.forEach((name, item) -> all.put(text(name), untyped(item)));
          yield all;
        }
      };
    }
  }
}
