package io.legate.replay.suite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a model did with a user's task, as it was recorded.
///
/// @param attack the injected text's; null where nothing was injected
/// @param calls all that it made, its own and those it was talked into
public record Run(
    Suite suite, Suite.Work userTask, Suite.@Nullable Work attack, List<ToolCall> calls) {
  public Run {
    calls = List.copyOf(calls);
  }
}
