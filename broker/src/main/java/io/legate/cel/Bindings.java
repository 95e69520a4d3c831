package io.legate.cel;

import dev.cel.runtime.CelFunctionBinding;
import io.legate.boundary.Occasion;
import io.legate.boundary.TimeWindow;
import io.legate.json.Json;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the declared functions do.
final class Bindings {

  private Bindings() {}

  static List<CelFunctionBinding> all() {
    var all = new ArrayList<CelFunctionBinding>();
    for (Operator operator : Operator.values()) {
      decimals(all, operator);
    }
    all.add(CelFunctionBinding.from("negate_decimal", Exact.class, Exact::negated));
    all.add(CelFunctionBinding.from("same", Object.class, Object.class, Bindings::isSame));
    all.add(
        CelFunctionBinding.from(
            "differ", Object.class, Object.class, (one, other) -> !isSame(one, other)));
    all.add(CelFunctionBinding.from("decimal_of_string", String.class, Exact::parse));
    all.add(CelFunctionBinding.from("decimal_of_int", Long.class, Exact::of));
    all.add(CelFunctionBinding.from("decimal_of_decimal", Exact.class, value -> value));
    all.add(CelFunctionBinding.from("string_of_decimal", Exact.class, Exact::toString));
    all.add(
        CelFunctionBinding.from(
            "during",
            List.of(Instant.class, String.class, String.class, String.class, List.class),
            given -> during(given)));
    all.add(CelFunctionBinding.from("date_in_zone", Instant.class, String.class, Bindings::date));
    all.add(
        CelFunctionBinding.from(
            "in_named_list",
            String.class,
            FactValues.NamedList.class,
            (value, list) -> list.members().contains(value)));
    session(all);
    return all;
  }

  private static void session(List<CelFunctionBinding> all) {
    Class<SessionValue> session = SessionValue.class;
    Class<String> text = String.class;
    all.add(CelFunctionBinding.from("session_count", session, text, SessionValue::count));
    all.add(
        CelFunctionBinding.from(
            "session_count_per",
            List.of(session, text, Duration.class),
            given -> session(given).count((String) given[1], (Duration) given[2])));
    all.add(
        CelFunctionBinding.from("session_count_by_hop", session, text, SessionValue::countByHop));
    all.add(
        CelFunctionBinding.from(
            "session_count_by_hop_per",
            List.of(session, text, Duration.class),
            given -> session(given).countByHop((String) given[1], (Duration) given[2])));
    all.add(
        CelFunctionBinding.from(
            "session_sum",
            List.of(session, text, text),
            given -> session(given).sum((String) given[1], (String) given[2])));
    all.add(
        CelFunctionBinding.from(
            "session_distinct",
            List.of(session, text, text),
            given -> session(given).distinct((String) given[1], (String) given[2])));
    all.add(CelFunctionBinding.from("session_done", session, text, SessionValue::done));
    all.add(
        CelFunctionBinding.from(
            "session_done_key",
            List.of(session, text, text),
            given -> session(given).done((String) given[1], List.of(given[2]))));
    all.add(
        CelFunctionBinding.from(
            "session_done_keys",
            List.of(session, text, List.class),
            given -> session(given).done((String) given[1], (List<?>) given[2])));
    all.add(CelFunctionBinding.from("session_after", session, text, SessionValue::after));
    all.add(CelFunctionBinding.from("session_never_with", session, text, SessionValue::neverWith));
    all.add(
        CelFunctionBinding.from("session_denials", session, Duration.class, SessionValue::denials));
  }

  private static SessionValue session(Object[] given) {
    return (SessionValue) given[0];
  }

  private static void decimals(List<CelFunctionBinding> all, Operator operator) {
    all.add(
        CelFunctionBinding.from(
            operator.overload("decimal"), Exact.class, Exact.class, operator::apply));
    all.add(
        CelFunctionBinding.from(
            operator.overload("decimal_int"),
            Exact.class,
            Long.class,
            (one, other) -> operator.apply(one, Exact.of(other))));
    all.add(
        CelFunctionBinding.from(
            operator.overload("int_decimal"),
            Long.class,
            Exact.class,
            (one, other) -> operator.apply(Exact.of(one), other)));
  }

  /// Numbers are equal by value; of two different types nothing is.
  private static boolean isSame(Object one, Object other) {
    if (one instanceof Exact exact && other instanceof Long number) {
      return exact.equals(Exact.of(number));
    }
    if (one instanceof Long number && other instanceof Exact exact) {
      return exact.equals(Exact.of(number));
    }
    if (one instanceof List<?> list && other instanceof List<?> rest) {
      if (list.size() != rest.size()) {
        return false;
      }
      for (int i = 0; i < list.size(); i++) {
        if (!isSame(list.get(i), rest.get(i))) {
          return false;
        }
      }
      return true;
    }
    return one.equals(other);
  }

  private static boolean during(Object[] given) {
    int from = TimeWindow.minute((String) given[1]);
    int to = TimeWindow.minute((String) given[2]);
    var days = new ArrayList<DayOfWeek>();
    for (Object day : (List<?>) given[4]) {
      days.add(day(String.valueOf(day)));
    }
    try {
      var window = new TimeWindow(days, from, to, ZoneId.of((String) given[3]));
      return window.check(Json.Null.NULL, Occasion.at((Instant) given[0])).isEmpty();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new Unevaluable("`during` was given no window of time");
    }
  }

  private static DayOfWeek day(String name) {
    for (DayOfWeek day : DayOfWeek.values()) {
      String full = day.name();
      String given = name.toUpperCase(Locale.ROOT);
      if (given.equals(full) || given.equals(full.substring(0, 3))) {
        return day;
      }
    }
    throw new Unevaluable("`during` was given a day that there is not");
  }

  private static String date(Instant at, String zone) {
    try {
      return at.atZone(ZoneId.of(zone)).toLocalDate().toString();
    } catch (DateTimeException e) {
      throw new Unevaluable("`date` was given a zone that there is not");
    }
  }
}
