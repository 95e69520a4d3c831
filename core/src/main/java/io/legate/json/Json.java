package io.legate.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One JSON value.
///
/// Immutable. Equality is by content; the order of an object's members does not count, their names
/// and values do. Numbers keep the text they were written in, because a decision about money must
/// never pass through a double: `1.0` and `1` are different values here.
public sealed interface Json {

  /// Characters between quotes, already unescaped. Never holds an unpaired surrogate.
  record Str(String value) implements Json {}

  /// A number in the text it was written in, such as `500.00`.
  record Num(String text) implements Json {
    public Num {
      if (!NumberForm.isNumber(text)) {
        throw new IllegalArgumentException("not a JSON number");
      }
    }

    /// Returns the exact value.
    public BigDecimal exact() {
      return new BigDecimal(text);
    }
  }

  /// `true` or `false`.
  record Bool(boolean value) implements Json {}

  /// `null`, which is not absence.
  record Null() implements Json {
    /// The only one needed.
    public static final Null NULL = new Null();
  }

  /// Values in order.
  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }

    /// Returns an array of strings.
    public static Arr ofStrings(Iterable<String> values) {
      var items = new java.util.ArrayList<Json>();
      values.forEach(value -> items.add(new Str(value)));
      return new Arr(items);
    }
  }

  /// Named members, each name once, in the order they were written.
  record Obj(Map<String, Json> members) implements Json {
    /// No members.
    public static final Obj EMPTY = new Obj(Map.of());

    public Obj {
      members = Members.copyOf(members);
    }

    /// Returns the member's value, or null where there is none. A JSON `null` is [Null].
    public @Nullable Json get(String name) {
      return members.get(name);
    }

    /// Returns the member if it is a string, null where it is absent or something else.
    public @Nullable String string(String name) {
      return members.get(name) instanceof Str(var value) ? value : null;
    }

    /// Starts an object member by member.
    public static Builder with(String name, Json value) {
      return new Builder().with(name, value);
    }

    /// Starts an object member by member.
    public static Builder with(String name, String value) {
      return new Builder().with(name, value);
    }

    /// Starts an object member by member.
    public static Builder with(String name, long value) {
      return new Builder().with(name, value);
    }
  }

  /// Collects members of an object; a name given twice is a bug.
  final class Builder {
    private final Members.Collector members = new Members.Collector();

    /// Adds a member.
    public Builder with(String name, Json value) {
      if (!members.add(name, value)) {
        throw new IllegalArgumentException("member `" + name + "` given twice");
      }
      return this;
    }

    /// Adds a string.
    public Builder with(String name, String value) {
      return with(name, new Str(value));
    }

    /// Adds an integer.
    public Builder with(String name, long value) {
      return with(name, new Num(Long.toString(value)));
    }

    /// Adds the member unless `value` is null: absence is how a missing thing is written.
    public Builder withOptional(String name, @Nullable String value) {
      return value == null ? this : with(name, value);
    }

    /// Returns the object.
    public Obj build() {
      return new Obj(members.build());
    }
  }
}
