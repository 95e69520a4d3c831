package io.legate.retention;

import io.legate.control.PublishedPolicy;
import io.legate.json.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long the bodies of records are kept, as the policy in force says.
///
/// @param tasks from the end of a task in which nobody was asked
/// @param approvals from the end of a task in which people were asked, all of it: what was approved
///   must be told with what it was about
/// @param questions of what was asked, or issued, outside of any task
record Periods(Duration tasks, Duration approvals, Duration questions) {

  /// What holds where policy says nothing.
  static final Duration DEFAULT = Duration.ofDays(90);

  /// Returns the periods of the policy in force; those of no policy where there is none. A bundle's
  /// periods were checked when it was published.
  static Periods of(@Nullable PublishedPolicy policy) {
    Json.Obj said =
        policy != null && policy.bundle().get("retention") instanceof Json.Obj retention
            ? retention
            : Json.Obj.EMPTY;
    Duration all = period(said, "records", DEFAULT);
    return new Periods(
        period(said, "tasks", all), period(said, "approvals", all), period(said, "questions", all));
  }

  private static Duration period(Json.Obj said, String name, Duration otherwise) {
    String text = said.string(name);
    return text == null ? otherwise : Duration.parse(text);
  }

  /// Returns the shortest: nothing younger goes.
  Duration shortest() {
    Duration shorter = tasks.compareTo(approvals) < 0 ? tasks : approvals;
    return shorter.compareTo(questions) < 0 ? shorter : questions;
  }
}
