package io.legate.replay.run;

import io.legate.json.Json;
import io.legate.replay.recipe.Arguments;
import io.legate.replay.run.CaseResult.Played;
import io.legate.replay.suite.Run;
import io.legate.replay.suite.Suite;
import io.legate.replay.suite.Suite.Work;
import io.legate.replay.suite.Tool;
import io.legate.replay.suite.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One case: a task of its own, and the calls that were recorded for it.
///
/// @param userTask whose calls the user approves when asked
/// @param attack what is tried within the task; null where nothing is
/// @param mixed the calls of a recorded run, among which those of the attack have to be told from
///   the user's; null where own calls come first and the attack's follow
public record Replay(
    Suite suite, Work userTask, @Nullable Work attack, @Nullable List<ToolCall> mixed) {

  /// Shorter words are anybody's.
  private static final int WORD_MIN = 8;

  /// Every case of a suite: each user's task by itself, and with each attack.
  public static List<Replay> all(Suite suite) {
    var cases = new ArrayList<Replay>();
    for (Work task : suite.userTasks().values()) {
      cases.add(new Replay(suite, task, null, null));
      suite.attacks().values().forEach(attack -> cases.add(new Replay(suite, task, attack, null)));
    }
    return cases;
  }

  /// The case of a recorded run.
  public static Replay of(Run run) {
    return new Replay(run.suite(), run.userTask(), run.attack(), run.calls());
  }

  /// Plays it.
  ///
  /// @throws Exception if a party cannot talk to the broker
  public CaseResult play(Stand stand) throws Exception {
    var own = new ArrayList<Played>();
    var attacking = new ArrayList<Played>();
    try (var session = Session.open(stand, suite, userTask.wish())) {
      for (ToolCall call : mixed == null ? userTask.calls() : mixed) {
        boolean attacks = mixed != null && isAttack(call);
        (attacks ? attacking : own).add(played(call, session.play(call, !attacks)));
      }
      if (mixed == null && attack != null) {
        for (ToolCall call : attack.calls()) {
          attacking.add(played(call, session.play(call, false)));
        }
      }
    }
    return new CaseResult(
        suite.name(), userTask.id(), attack == null ? null : attack.id(), own, attacking);
  }

  private Played played(ToolCall call, Verdict verdict) {
    var tool = Objects.requireNonNull(suite.tools().get(call.tool()));
    return new Played(call, tool.effect().hasSideEffect(), verdict);
  }

  /// A side effect that the attack asks for: a call of the same tool about the same things. Where
  /// the user asks for one about them too, what it says decides.
  private boolean isAttack(ToolCall call) {
    if (attack == null) {
      return false;
    }
    var tool = Objects.requireNonNull(suite.tools().get(call.tool()));
    var alike =
        attack.calls().stream().filter(each -> Arguments.areAlike(tool, each, call)).toList();
    return tool.effect().hasSideEffect()
        && !alike.isEmpty()
        && (userTask.calls().stream().noneMatch(each -> Arguments.areAlike(tool, each, call))
            || alike.stream().anyMatch(each -> saysSomethingOf(tool, each, call)));
  }

  /// Whether a call's free text holds a long word of the attack's, such as a link, that is not the
  /// user's.
  private boolean saysSomethingOf(Tool tool, ToolCall attacking, ToolCall call) {
    for (String name : tool.content()) {
      if (attacking.arguments().get(name) instanceof Json.Str(var meant)
          && call.arguments().get(name) instanceof Json.Str(var said)) {
        for (String word : meant.split("\\s+")) {
          if (word.length() >= WORD_MIN && said.contains(word) && !userTask.wish().contains(word)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
