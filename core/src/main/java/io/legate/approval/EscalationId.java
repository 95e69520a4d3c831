package io.legate.approval;

import io.legate.identity.TaskId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names one escalation: `<task id>.<sequence number of the decision that asked>`.
///
/// Not a secret and good for nothing by itself: whoever shows it still has to be who may answer.
public record EscalationId(TaskId task, long seq) {

  private static final Pattern FORM = Pattern.compile("([^.]{1,64})\\.([1-9][0-9]{0,17})");

  public EscalationId {
    if (seq < 1) {
      throw new IllegalArgumentException("a stream begins with 1");
    }
  }

  /// Returns the id that `text` is, or null where it has not the form of one.
  public static @Nullable EscalationId parse(String text) {
    Matcher matcher = FORM.matcher(text);
    TaskId task = matcher.matches() ? TaskId.parse(matcher.group(1)) : null;
    return task == null ? null : new EscalationId(task, Long.parseLong(matcher.group(2)));
  }

  @Override
  public String toString() {
    return task + "." + seq;
  }
}
