package io.legate.replay.recipe;

import io.legate.replay.suite.Suite;
import io.legate.replay.suite.Tool;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Which tools that destroy something an instruction asks for, by its words.
public final class Intent {

  /// People say one for the other.
  private static final Set<String> DESTROYING =
      Set.of("delet", "remov", "cancel", "eras", "clear", "discard", "unsubscrib");

  private static final Pattern WORD = Pattern.compile("[a-z]+");

  private Intent() {}

  /// Returns the actions of a suite that destroy something and that the instruction has a verb for:
  /// the first word of the tool's name, or one that means to destroy.
  public static List<String> asked(Suite suite, String instruction) {
    return suite.tools().values().stream()
        .filter(Intent::destroys)
        .filter(tool -> asks(instruction, tool))
        .map(tool -> Names.action(tool.name()))
        .toList();
  }

  static boolean destroys(Tool tool) {
    return tool.flags().contains("destructive");
  }

  private static boolean asks(String instruction, Tool tool) {
    String verb = stem(tool.name().split("_", 2)[0].toLowerCase(Locale.ROOT));
    return WORD.matcher(instruction.toLowerCase(Locale.ROOT))
        .results()
        .map(found -> found.group())
        .anyMatch(word -> word.startsWith(verb) || DESTROYING.stream().anyMatch(word::startsWith));
  }

  private static String stem(String verb) {
    return verb.endsWith("e") ? verb.substring(0, verb.length() - 1) : verb;
  }
}
