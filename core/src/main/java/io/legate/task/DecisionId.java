package io.legate.task;

import io.legate.identity.TaskId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The id of a decision: where its record stands, `<task id>.<sequence number>`.
///
/// @param seq its place in the stream of the task
public record DecisionId(TaskId task, long seq) {

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  /// Returns the id, or null where the text is none.
  public static @Nullable DecisionId parse(String text) {
    int dot = text.indexOf('.');
    TaskId task = dot < 0 ? null : TaskId.parse(text.substring(0, dot));
    String number = dot < 0 ? "" : text.substring(dot + 1);
    return task == null || !NUMBER.matcher(number).matches()
        ? null
        : new DecisionId(task, Long.parseLong(number));
  }

  @Override
  public String toString() {
    return task + "." + seq;
  }
}
