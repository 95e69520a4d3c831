package io.legate.replay.suite;

import io.legate.json.Json;
import io.legate.replay.suite.Suite.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads recorded runs: a JSON list of objects with `suite`, `user_task`, `injection_task` (or
/// null) and `calls`, each with `function`, `args` and `result`.
public final class RunReader {

  private RunReader() {}

  /// Reads the runs of a file.
  ///
  /// @param suites that they are runs of
  /// @throws UnusableSuiteException if a run is not as it has to be, or of something unknown
  public static List<Run> read(Path file, List<Suite> suites) throws UnusableSuiteException {
    var runs = new ArrayList<Run>();
    for (Fields fields : Fields.list(file)) {
      Suite suite = suite(fields, suites);
      var calls = fields.calls("calls", "tool_calls", "messages");
      SuiteReader.requireKnown(calls, suite.tools(), fields.at());
      Work task = work(fields, suite.userTasks(), "user_task", "user_task_id");
      if (task == null) {
        throw new UnusableSuiteException("`" + fields.at() + "` names no user's task");
      }
      runs.add(
          new Run(
              suite,
              task,
              work(fields, suite.attacks(), "injection_task", "injection_task_id"),
              calls));
    }
    return runs;
  }

  private static Suite suite(Fields fields, List<Suite> suites) throws UnusableSuiteException {
    String name = fields.text("suite", "suite_name");
    for (Suite suite : suites) {
      if (suite.name().equals(name)) {
        return suite;
      }
    }
    throw new UnusableSuiteException(
        "`" + fields.at() + "` is of `" + name + "`, a suite not here");
  }

  private static @Nullable Work work(Fields fields, Map<String, Work> works, String... names)
      throws UnusableSuiteException {
    Json json = fields.any(names);
    if (json == null || json instanceof Json.Null) {
      return null;
    }
    Work work = json instanceof Json.Str(var id) ? works.get(id) : null;
    if (work == null) {
      throw new UnusableSuiteException("`" + fields.at() + "." + names[0] + "` is not known");
    }
    return work;
  }
}
