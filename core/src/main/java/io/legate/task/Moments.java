package io.legate.task;

import io.legate.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// How often something happened, and when, as far back as is remembered.
///
/// At most [#KEPT] instants are kept, the newest. What is asked of a window that reaches further
/// back is not answered: too small a number could allow what the true one would refuse.
///
/// @param count of all, the forgotten ones included
/// @param times milliseconds of the epoch, ascending
/// @param forgotten the newest that is not kept, or [Long#MIN_VALUE] where all are
public record Moments(long count, TimeLine times, long forgotten) {

  /// The most instants that are kept.
  public static final int KEPT = 1_000;

  /// Never.
  public static final Moments NONE = new Moments(0, TimeLine.EMPTY, Long.MIN_VALUE);

  /// Returns how often within (at − per, at], or null where that is not remembered any more.
  public @Nullable Long within(Duration per, Instant at) {
    long from = at.minus(per).toEpochMilli();
    if (forgotten > from) {
      return null;
    }
    return (long) times.after(from);
  }

  Moments plus(Instant at) {
    var more = times.plus(at.toEpochMilli());
    return more.size() <= KEPT
        ? new Moments(count + 1, more, forgotten)
        : new Moments(count + 1, more.withoutFirst(), more.first());
  }

  /// Returns the same without one of them; one whose instant is forgotten is only counted off.
  Moments minus(Instant at) {
    return new Moments(count - 1, times.minus(at.toEpochMilli()), forgotten);
  }

  long weight() {
    return 160 + 8L * times.size();
  }

  Json.Obj toJson() {
    var all = new ArrayList<Json>();
    times.forEach(time -> all.add(new Json.Num(Long.toString(time))));
    var builder = Json.Obj.with("count", count).with("times", new Json.Arr(all));
    return (forgotten == Long.MIN_VALUE ? builder : builder.with("forgotten", forgotten)).build();
  }

  static Moments fromJson(Json json) {
    var members = Members.of(json);
    var times = TimeLine.EMPTY;
    for (long time : members.list("times", each -> Long.valueOf(((Json.Num) each).text()))) {
      times = times.plus(time);
    }
    boolean whole = members.object().get("forgotten") == null;
    return new Moments(
        members.number("count"), times, whole ? Long.MIN_VALUE : members.number("forgotten"));
  }
}
