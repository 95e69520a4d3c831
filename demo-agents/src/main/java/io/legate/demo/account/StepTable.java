package io.legate.demo.account;

import io.legate.demo.account.Terminal.Tone;
import java.util.ArrayList;
import java.util.List;

/// The table of expectations: one row each, long texts wrapped within their columns.
public final class StepTable {

  private static final int NAME = 40;
  private static final int EXPECTED = 24;
  private static final int OBSERVED = Terminal.COLUMNS - NAME - EXPECTED - 8;

  private StepTable() {}

  /// Writes the steps, each scenario under its name.
  public static void write(Terminal terminal, List<Step> steps) {
    if (steps.isEmpty()) {
      terminal.line(Tone.BAD, "nothing was looked at");
      return;
    }
    terminal.line(
        Tone.FAINT,
        "    " + row("expectation", "expected", "found in the systems").stripTrailing());
    String scenario = "";
    for (Step step : steps) {
      if (!step.scenario().equals(scenario)) {
        scenario = step.scenario();
        terminal.line(Tone.STRONG, scenario);
      }
      write(terminal, step);
    }
    long held = steps.stream().filter(Step::ok).count();
    terminal.line("");
    terminal.line(
        held == steps.size() ? Tone.GOOD : Tone.BAD,
        held + " of " + steps.size() + " expectations held");
  }

  private static void write(Terminal terminal, Step step) {
    List<String> names = wrap(step.name(), NAME);
    List<String> expected = wrap(step.expected(), EXPECTED);
    List<String> observed = wrap(step.observed(), OBSERVED);
    int height = Math.max(names.size(), Math.max(expected.size(), observed.size()));
    for (int i = 0; i < height; i++) {
      String mark = i > 0 ? "    " : step.ok() ? "  ✓ " : "  ✗ ";
      String text = mark + row(at(names, i), at(expected, i), at(observed, i));
      terminal.line(step.ok() ? Tone.PLAIN : Tone.BAD, text.stripTrailing());
    }
  }

  private static String row(String name, String expected, String observed) {
    return Terminal.fit(name, NAME)
        + "  "
        + Terminal.fit(expected, EXPECTED)
        + "  "
        + Terminal.cut(observed, OBSERVED);
  }

  private static String at(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index) : "";
  }

  /// Breaks at blanks; a word that is too long by itself is cut.
  static List<String> wrap(String text, int columns) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (String word : text.split(" ")) {
      String cut = Terminal.cut(word, columns);
      if (!line.isEmpty() && line.length() + 1 + cut.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(cut);
    }
    lines.add(line.toString());
    return lines;
  }
}
