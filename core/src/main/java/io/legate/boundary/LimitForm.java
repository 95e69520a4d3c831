package io.legate.boundary;

import io.legate.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a [Limit] is written: its kind is the one member of `count`, `sum`, `distinct` and `rows`.
final class LimitForm {

  /// What an argument that a limit reads may be called.
  static final Pattern ARGUMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  private static final List<String> KINDS = List.of("count", "sum", "distinct", "rows");

  private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,15}");

  /// Days and shorter only: a month has no length. Digits are few, so that nothing overflows.
  private static final Pattern DURATION =
      Pattern.compile(
          "P(?:([0-9]{1,3})D)?"
              + "(?:T(?=[0-9])(?:([0-9]{1,5})H)?(?:([0-9]{1,7})M)?"
              + "(?:([0-9]{1,9})(?:\\.([0-9]{1,3}))?S)?)?");

  private final Json.Obj members;

  private LimitForm(Json.Obj members) {
    this.members = members;
  }

  static Limit parse(Json json) throws InvalidLimitException {
    if (!(json instanceof Json.Obj members)) {
      throw new InvalidLimitException("", "a limit must be an object");
    }
    return new LimitForm(members).limit();
  }

  private Limit limit() throws InvalidLimitException {
    var kinds = KINDS.stream().filter(members.members()::containsKey).toList();
    if (kinds.size() != 1) {
      throw new InvalidLimitException(
          "", "a limit must have exactly one of `count`, `sum`, `distinct` and `rows`");
    }
    return switch (kinds.getFirst()) {
      case "count" -> count();
      case "sum" -> sum();
      case "distinct" -> distinct();
      case "rows" -> rows();
      case String kind -> throw new IllegalStateException(kind);
    };
  }

  private Limit count() throws InvalidLimitException {
    onlyKnows("name", "count", "per", "by");
    Duration per = per();
    long max = per == null ? Limit.TOTAL_MAX : Limit.COUNT_PER_WINDOW_MAX;
    return new Limit.Count(name(), integer("count", max), per, by());
  }

  private Limit sum() throws InvalidLimitException {
    onlyKnows("name", "sum", "max", "per", "by");
    String text = members.string("max");
    BigDecimal max = text == null ? null : ExactDecimal.parse(text);
    if (max == null || max.signum() <= 0) {
      throw new InvalidLimitException(
          "max",
          "the most a sum may reach must be a positive decimal in a string, at most 18 digits on"
              + " either side of the point");
    }
    return new Limit.Sum(name(), argument("sum"), max, per(), by());
  }

  private Limit distinct() throws InvalidLimitException {
    onlyKnows("name", "distinct", "max", "per");
    int max = (int) integer("max", Limit.DISTINCT_MAX);
    return new Limit.Distinct(name(), argument("distinct"), max, per());
  }

  private Limit rows() throws InvalidLimitException {
    onlyKnows("name", "rows", "per");
    return new Limit.Rows(name(), integer("rows", Limit.TOTAL_MAX), per());
  }

  private void onlyKnows(String... known) throws InvalidLimitException {
    var names = Set.of(known);
    for (String member : members.members().keySet()) {
      if (!names.contains(member)) {
        throw new InvalidLimitException(member, "a limit of this kind has no such member");
      }
    }
  }

  private String name() throws InvalidLimitException {
    String name = members.string("name");
    if (name == null || !Limit.NAME.matcher(name).matches()) {
      throw new InvalidLimitException(
          "name",
          "the name of a limit must be 1 to 64 letters, digits, `_`, `.` or `-`, the first a"
              + " letter");
    }
    return name;
  }

  private String argument(String member) throws InvalidLimitException {
    String argument = members.string(member);
    if (argument == null || !ARGUMENT.matcher(argument).matches()) {
      throw new InvalidLimitException(member, "must name an argument");
    }
    return argument;
  }

  private @Nullable String by() throws InvalidLimitException {
    return members.get("by") == null ? null : argument("by");
  }

  private long integer(String member, long max) throws InvalidLimitException {
    if (members.get(member) instanceof Json.Num(var text) && INTEGER.matcher(text).matches()) {
      long value = Long.parseLong(text);
      if (value >= 1 && value <= max) {
        return value;
      }
    }
    throw new InvalidLimitException(member, "must be a whole number from 1 to " + max);
  }

  private @Nullable Duration per() throws InvalidLimitException {
    if (members.get("per") == null) {
      return null;
    }
    String text = members.string("per");
    Duration per = text == null ? null : duration(text);
    if (per == null || !per.isPositive() || per.compareTo(Limit.PER_MAX) > 0) {
      throw new InvalidLimitException(
          "per",
          "a window must be an ISO 8601 duration of days, hours, minutes and seconds such as"
              + " `P1D` or `PT1H`, from a millisecond to 400 days");
    }
    return per;
  }

  private static @Nullable Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    String fraction = parts.group(5);
    long millis = fraction == null ? 0 : number((fraction + "00").substring(0, 3));
    return Duration.ofDays(number(parts.group(1)))
        .plusHours(number(parts.group(2)))
        .plusMinutes(number(parts.group(3)))
        .plusSeconds(number(parts.group(4)))
        .plusMillis(millis);
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  static Json.Obj write(Limit limit) {
    return switch (limit) {
      case Limit.Count(var name, var max, var per, var by) ->
          Json.Obj.with("name", name)
              .with("count", max)
              .withOptional("per", text(per))
              .withOptional("by", by)
              .build();
      case Limit.Sum(var name, var argument, var max, var per, var by) ->
          Json.Obj.with("name", name)
              .with("sum", argument)
              .with("max", max.toPlainString())
              .withOptional("per", text(per))
              .withOptional("by", by)
              .build();
      case Limit.Distinct(var name, var argument, var max, var per) ->
          Json.Obj.with("name", name)
              .with("distinct", argument)
              .with("max", max)
              .withOptional("per", text(per))
              .build();
      case Limit.Rows(var name, var max, var per) ->
          Json.Obj.with("name", name).with("rows", max).withOptional("per", text(per)).build();
    };
  }

  /// The JDK writes a day as `PT24H`; people write `P1D`.
  private static @Nullable String text(@Nullable Duration per) {
    if (per == null) {
      return null;
    }
    long days = per.toDays();
    Duration rest = per.minusDays(days);
    if (days == 0) {
      return per.toString();
    }
    return "P" + days + "D" + (rest.isZero() ? "" : rest.toString().substring(1));
  }
}
