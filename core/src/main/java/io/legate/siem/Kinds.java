package io.legate.siem;

import io.legate.authorize.TasklessAuthorization;
import io.legate.inquiry.LoggedRecord;
import io.legate.task.EventKind;
import java.util.Locale;

/// What kinds of records are called outside.
final class Kinds {

  private static final EventKind[] OF_TASKS = EventKind.values();

  private Kinds() {}

  static boolean isDecision(LoggedRecord record) {
    int kind = record.event().kind();
    return kind == EventKind.DECIDED.number() || kind == TasklessAuthorization.DECIDED;
  }

  /// Returns a name such as `hop_revoked`; of kinds that stand outside of tasks, their number.
  static String name(LoggedRecord record) {
    int number = record.event().kind();
    for (EventKind kind : OF_TASKS) {
      if (kind.number() == number) {
        return kind.name().toLowerCase(Locale.ROOT);
      }
    }
    return number == TasklessAuthorization.DECIDED ? "taskless_decided" : "kind_" + number;
  }
}
