package io.legate.replay.suite;

import java.util.List;
import java.util.Map;

/// One suite: tools, and what is done with them.
///
/// @param tools by name
/// @param userTasks honest work, by id
/// @param attacks what injected text asks for, by id
public record Suite(
    String name, Map<String, Tool> tools, Map<String, Work> userTasks, Map<String, Work> attacks) {

  /// A task of a user's or of an attacker's.
  ///
  /// @param wish the user's instruction, or the attacker's goal
  /// @param calls that reach it, in order
  public record Work(String id, String wish, List<ToolCall> calls) {
    public Work {
      calls = List.copyOf(calls);
    }
  }
}
