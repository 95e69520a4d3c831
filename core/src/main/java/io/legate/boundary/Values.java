package io.legate.boundary;

import io.legate.json.Json;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rules about values that stand in constraints and in actions.
final class Values {

  /// Objects and arrays within an argument's value.
  private static final int DEPTH_MAX = 16;

  private Values() {}

  /// Returns what is wrong with a value or one within it, null for nothing: strings and member
  /// names are in normalization form C, numbers exact.
  static @Nullable Fault fault(Json value) {
    return switch (value) {
      case Json.Str(var text) -> NormalForm.text(text);
      case Json.Num number -> NormalForm.number(number);
      case Json.Bool _, Json.Null _ -> null;
      case Json.Arr(var items) -> firstFault(items);
      case Json.Obj(var members) -> {
        for (String name : members.keySet()) {
          Fault fault = NormalForm.text(name);
          if (fault != null) {
            yield fault;
          }
        }
        yield firstFault(members.values());
      }
    };
  }

  private static @Nullable Fault firstFault(Iterable<Json> values) {
    for (Json value : values) {
      Fault fault = fault(value);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  /// Returns the number of values, nested ones included, or `Integer.MAX_VALUE` where they are
  /// nested too deep to be looked at.
  static int count(Json value) {
    return (int) Math.min(Integer.MAX_VALUE, count(value, 1));
  }

  private static long count(Json value, int depth) {
    if (depth > DEPTH_MAX) {
      return Integer.MAX_VALUE;
    }
    return switch (value) {
      case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> 1;
      case Json.Arr(var items) ->
          1 + items.stream().mapToLong(item -> count(item, depth + 1)).sum();
      case Json.Obj(var members) ->
          1 + members.values().stream().mapToLong(member -> count(member, depth + 1)).sum();
    };
  }

  /// Returns the length of the longest string in a value, member names included.
  static int longest(Json value) {
    return switch (value) {
      case Json.Str(var text) -> text.length();
      case Json.Num(var text) -> text.length();
      case Json.Bool _, Json.Null _ -> 0;
      case Json.Arr(var items) -> items.stream().mapToInt(Values::longest).max().orElse(0);
      case Json.Obj(var members) ->
          Math.max(
              members.keySet().stream().mapToInt(String::length).max().orElse(0),
              members.values().stream().mapToInt(Values::longest).max().orElse(0));
    };
  }

  /// @throws IllegalArgumentException if a value is not in normal form
  static void requireNormal(List<Json> values) {
    for (Json value : values) {
      Fault fault = fault(value);
      if (fault != null) {
        throw new IllegalArgumentException(fault.sentence());
      }
    }
  }

  /// Returns `values` as an immutable list.
  ///
  /// @throws IllegalArgumentException if it is empty, has one twice, or has one not in normal form
  static List<Json> requireSet(List<Json> values) {
    requireNormal(values);
    return requireDistinct(values);
  }

  /// Returns `items` as an immutable list.
  ///
  /// @throws IllegalArgumentException if it is empty or has one twice
  static <T> List<T> requireDistinct(List<T> items) {
    var copy = List.copyOf(items);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("must not be empty");
    }
    if (new HashSet<>(copy).size() != copy.size()) {
      throw new IllegalArgumentException("has an entry twice");
    }
    return copy;
  }

  /// Returns `items` in a JSON array, each by its text.
  static Json.Arr texts(List<?> items) {
    return Json.Arr.ofStrings(items.stream().map(Object::toString).toList());
  }
}
