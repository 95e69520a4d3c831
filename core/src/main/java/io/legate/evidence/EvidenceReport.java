package io.legate.evidence;

import io.legate.evidence.TaskAccount.Act;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a report is made of.
///
/// @param since the beginning of the time it is about, null for the beginning
/// @param until its end, null for the end
/// @param source where the records were read, for people
/// @param madeAt when
/// @param tasks with the acts of that time
/// @param alone decisions of that time outside of any task
/// @param logs of the nodes whose records are shown
public record EvidenceReport(
    @Nullable Instant since,
    @Nullable Instant until,
    String source,
    Instant madeAt,
    List<TaskAccount> tasks,
    List<Act> alone,
    List<LogProofs> logs) {

  public EvidenceReport {
    tasks = List.copyOf(tasks);
    alone = List.copyOf(alone);
    logs = List.copyOf(logs);
  }

  /// Returns all acts, those of tasks first.
  List<Act> acts() {
    var acts = new java.util.ArrayList<Act>();
    tasks.forEach(task -> acts.addAll(task.acts()));
    acts.addAll(alone);
    return acts;
  }

  /// Returns the log of a node, or null where it was not read.
  @Nullable LogProofs log(int node) {
    for (LogProofs log : logs) {
      if (log.node() == node) {
        return log;
      }
    }
    return null;
  }
}
