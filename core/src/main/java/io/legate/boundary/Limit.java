package io.legate.boundary;

import io.legate.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How much a permission admits over time, counted over the whole subtree of the hop that carries
/// it.
///
/// Without `per` a limit holds for the life of the task. With it, for every window of that length:
/// at `t` what was charged in (t − per, t] counts. With `by` each value of that argument has a
/// counter of its own.
///
/// This only says what the limit is. Counting is in `io.legate.limits`. It does NOT check that the
/// argument is constrained or exists, nor that two limits of one hop which share a name, and so a
/// counter, are equal; a boundary must check that.
public sealed interface Limit {

  /// The most uses that a window remembers one by one.
  int COUNT_PER_WINDOW_MAX = 10_000;

  /// The most values that are remembered one by one.
  int DISTINCT_MAX = 1_000;

  /// The most uses or rows for the life of a task. Within what every JSON reader holds exactly.
  long TOTAL_MAX = 1_000_000_000_000_000L;

  /// The longest window.
  Duration PER_MAX = Duration.ofDays(400);

  /// Letters, digits, `_`, `.` and `-`, starting with a letter; at most 64.
  Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

  /// Returns the name, which with the hop makes the counter.
  String name();

  /// Returns the length of the sliding window, null for the life of the task.
  @Nullable Duration per();

  /// Uses.
  ///
  /// @param max the most uses; 1 to [#TOTAL_MAX], with a window to [#COUNT_PER_WINDOW_MAX]
  /// @param by the argument whose values are counted apart, or null
  record Count(String name, long max, @Nullable Duration per, @Nullable String by)
      implements Limit {
    public Count {
      requireName(name);
      requirePer(per);
      requireArgument(by);
      require(max >= 1 && max <= countMax(per), "count is out of range");
    }
  }

  /// The sum of an argument's values.
  ///
  /// @param max the most, positive, in the form of [ExactDecimal]
  /// @param by the argument whose values are summed apart, or null
  record Sum(
      String name, String argument, BigDecimal max, @Nullable Duration per, @Nullable String by)
      implements Limit {
    public Sum {
      requireName(name);
      requireArgument(argument);
      requirePer(per);
      requireArgument(by);
      require(
          max.signum() > 0 && ExactDecimal.parse(max.toPlainString()) != null,
          "sum is out of range");
    }
  }

  /// Different values of an argument.
  ///
  /// @param max the most different values; 1 to [#DISTINCT_MAX]
  record Distinct(String name, String argument, int max, @Nullable Duration per) implements Limit {
    public Distinct {
      requireName(name);
      requireArgument(argument);
      requirePer(per);
      require(max >= 1 && max <= DISTINCT_MAX, "number of values is out of range");
    }
  }

  /// Rows disclosed.
  ///
  /// @param max the most rows; 1 to [#TOTAL_MAX]
  record Rows(String name, long max, @Nullable Duration per) implements Limit {
    public Rows {
      requireName(name);
      requirePer(per);
      require(max >= 1 && max <= TOTAL_MAX, "number of rows is out of range");
    }
  }

  /// Reads a limit as it stands in a permission's `limits`. A member that is not known is refused.
  ///
  /// @throws InvalidLimitException if it is not one
  static Limit parse(Json json) throws InvalidLimitException {
    return LimitForm.parse(json);
  }

  /// Returns the limit as it is written in a permission. What is read back is equal; its text may
  /// differ from what was first read (`PT24H` becomes `P1D`).
  default Json.Obj toJson() {
    return LimitForm.write(this);
  }

  private static long countMax(@Nullable Duration per) {
    return per == null ? TOTAL_MAX : COUNT_PER_WINDOW_MAX;
  }

  private static void requireName(String name) {
    require(NAME.matcher(name).matches(), "not the name of a limit");
  }

  private static void requireArgument(@Nullable String argument) {
    require(argument == null || LimitForm.ARGUMENT.matcher(argument).matches(), "not an argument");
  }

  private static void requirePer(@Nullable Duration per) {
    require(
        per == null
            || (per.isPositive()
                && per.compareTo(PER_MAX) <= 0
                && per.equals(Duration.ofMillis(per.toMillis()))),
        "window is out of range");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
