package io.legate.replay.suite;

import io.legate.replay.suite.Suite.Work;
import io.legate.replay.suite.Tool.Effect;
import io.legate.replay.suite.Tool.Untrusted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads suites: a folder each, with `tools.json`, `user_tasks.json` and `injection_tasks.json`.
public final class SuiteReader {

  private static final String TOOLS = "tools.json";

  private SuiteReader() {}

  /// Reads every suite below a folder, by name; the folder itself where it is one.
  ///
  /// @throws UnusableSuiteException if there is none, or one is not as it has to be
  public static List<Suite> readAll(Path folder) throws UnusableSuiteException {
    if (Files.isRegularFile(folder.resolve(TOOLS))) {
      return List.of(read(folder));
    }
    try (var below = Files.list(folder)) {
      var suites = new ArrayList<Suite>();
      for (Path each : below.sorted().toList()) {
        if (Files.isRegularFile(each.resolve(TOOLS))) {
          suites.add(read(each));
        }
      }
      if (suites.isEmpty()) {
        throw new UnusableSuiteException(
            "`" + folder + "` holds no suite: a folder with `" + TOOLS + "`");
      }
      return suites;
    } catch (IOException e) {
      throw new UnusableSuiteException("`" + folder + "` cannot be read");
    }
  }

  private static Suite read(Path folder) throws UnusableSuiteException {
    var tools = new LinkedHashMap<String, Tool>();
    for (Fields fields : Fields.list(folder.resolve(TOOLS))) {
      Tool tool = tool(fields);
      tools.put(tool.name(), tool);
    }
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    return new Suite(
        name,
        tools,
        works(folder.resolve("user_tasks.json"), "prompt", tools),
        works(folder.resolve("injection_tasks.json"), "goal", tools));
  }

  private static Tool tool(Fields fields) throws UnusableSuiteException {
    return new Tool(
        fields.text("name"),
        fields.textOr("", "description"),
        new Fields(fields.at() + ".parameters", fields.objectOrEmpty("parameters"))
            .objectOrEmpty("properties"),
        fields.textOr("", "return_type"),
        fields.word(
            "effect", new Effect[] {Effect.WRITE, Effect.READ, Effect.READ_MARKS, Effect.FETCH}),
        Set.copyOf(fields.texts("flags")),
        fields.texts("critical_args"),
        fields.texts("content_args"),
        fields.word("untrusted_output", Untrusted.values()));
  }

  private static Map<String, Work> works(Path file, String wish, Map<String, Tool> tools)
      throws UnusableSuiteException {
    var works = new LinkedHashMap<String, Work>();
    for (Fields fields : Fields.list(file)) {
      var work = new Work(fields.text("id"), fields.textOr("", wish), fields.calls("ground_truth"));
      requireKnown(work.calls(), tools, fields.at());
      works.put(work.id(), work);
    }
    return works;
  }

  /// Checks that calls are of known tools.
  static void requireKnown(List<ToolCall> calls, Map<String, Tool> tools, String at)
      throws UnusableSuiteException {
    for (ToolCall call : calls) {
      if (!tools.containsKey(call.tool())) {
        throw new UnusableSuiteException(
            "`" + at + "` calls `" + call.tool() + "`, which is no tool of its suite");
      }
    }
  }
}
