package io.legate.boundary;

import io.legate.json.Json;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesProvider;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// `time_window`: any value, on some days of the week between two times of the clock in one zone,
/// by the instant of the decision.
///
/// The clock on the wall counts, daylight saving included: an hour that it skips does not occur and
/// an hour that it repeats counts twice. The start is within, the end is not. A window whose end is
/// before its start goes on past midnight and belongs to the day it starts on.
///
/// @param days on which it starts, none twice
/// @param fromMinute of the day, 0 to 1439
/// @param toMinute of the day, 1 to 1440, different from `fromMinute`
/// @param zone a region of the IANA database, never a bare offset
public record TimeWindow(List<DayOfWeek> days, int fromMinute, int toMinute, ZoneId zone)
    implements Constraint {

  static final String TYPE = "time_window";

  /// Minutes of a day.
  static final int DAY = 24 * 60;

  private static final int WEEK = 7 * DAY;

  private static final Pattern TIME = Pattern.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00");

  public TimeWindow {
    days = Values.requireDistinct(days);
    if (fromMinute < 0 || fromMinute >= DAY || toMinute < 1 || toMinute > DAY) {
      throw new IllegalArgumentException("a time of day is from `00:00` to `24:00`");
    }
    if (fromMinute == toMinute) {
      throw new IllegalArgumentException("must end at another time than it starts");
    }
    if (!isRegion(zone.getId())) {
      throw new IllegalArgumentException("must be a zone of the IANA database");
    }
  }

  /// Returns whether `id` names a region, such as `Europe/Berlin` or `UTC`, rather than an offset.
  static boolean isRegion(String id) {
    return ZoneRulesProvider.getAvailableZoneIds().contains(id);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    ZonedDateTime local = occasion.at().atZone(zone);
    int minute = local.getHour() * 60 + local.getMinute();
    DayOfWeek today = local.getDayOfWeek();
    boolean within =
        fromMinute < toMinute
            ? days.contains(today) && minute >= fromMinute && minute < toMinute
            : (days.contains(today) && minute >= fromMinute)
                || (days.contains(today.minus(1)) && minute < toMinute);
    return Mismatch.unless(within, Mismatch.Why.OUTSIDE_WINDOW, this, value);
  }

  /// Returns whether every minute of the week in `narrower` is one here. Zones must be the same by
  /// name: in another zone the clock changes on another night.
  boolean contains(TimeWindow narrower) {
    if (!zone.equals(narrower.zone)) {
      return false;
    }
    BitSet beyond = narrower.minutes();
    beyond.andNot(minutes());
    return beyond.isEmpty();
  }

  private BitSet minutes() {
    var minutes = new BitSet(WEEK);
    int length = (toMinute - fromMinute + DAY) % DAY;
    if (length == 0) {
      length = DAY;
    }
    for (DayOfWeek day : days) {
      int start = (day.getValue() - 1) * DAY + fromMinute;
      int end = start + length;
      minutes.set(start, Math.min(end, WEEK));
      if (end > WEEK) {
        minutes.set(0, end - WEEK);
      }
    }
    return minutes;
  }

  /// Returns the minute of the day, or -1 where `text` is not `hh:mm` from `00:00` to `24:00`.
  public static int minute(String text) {
    if (!TIME.matcher(text).matches()) {
      return -1;
    }
    return Integer.parseInt(text.substring(0, 2)) * 60 + Integer.parseInt(text.substring(3));
  }

  /// Returns the name of a day as it is written: `mon` to `sun`.
  static String name(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  private static String time(int minute) {
    return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE)
        .with("days", Json.Arr.ofStrings(days.stream().map(TimeWindow::name).toList()))
        .with("from", time(fromMinute))
        .with("to", time(toMinute))
        .with("zone", zone.getId())
        .build();
  }
}
