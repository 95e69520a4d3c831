package io.legate.chaos.run;

import io.legate.chaos.check.Invariant;
import io.legate.chaos.check.Violation;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Tells people what is being done and what came of it, a line or two for each fault.
public final class Report {

  /// How many violations of one fault are written out; the history has them all.
  private static final int TOLD_MAX = 12;

  private final PrintStream out;
  private final long begun = System.nanoTime();

  public Report(PrintStream out) {
    this.out = out;
  }

  /// Says what is going on.
  public void say(String text) {
    out.println(clock() + "  " + text);
    out.flush();
  }

  void begin(String name, String about) {
    say("%-24s %s".formatted(name, about));
  }

  void end(Outcome outcome) {
    String invariants =
        java.util.Arrays.stream(Invariant.values())
            .map(invariant -> (outcome.holds(invariant) ? "✓" : "✗") + invariant)
            .collect(Collectors.joining(" "));
    String figures =
        outcome.measures().entrySet().stream()
            .map(figure -> "%s %s".formatted(figure.getKey(), Math.round(figure.getValue())))
            .collect(Collectors.joining(", "));
    say("  %s %s  %s".formatted(outcome.ok() ? "✓" : "✗", invariants, figures));
    tell(outcome.violations());
    outcome.failures().forEach(failure -> say("    " + failure));
  }

  void tell(List<Violation> violations) {
    violations.stream().limit(TOLD_MAX).forEach(violation -> say("    " + violation));
    if (violations.size() > TOLD_MAX) {
      say("    and %s more".formatted(violations.size() - TOLD_MAX));
    }
  }

  void skipped(String name, String why) {
    say("%-24s NOT DONE: %s".formatted(name, why));
  }

  private String clock() {
    double seconds = (System.nanoTime() - begun) / 1e9;
    return String.format(Locale.ROOT, "%6.1f", seconds);
  }

  /// Writes the form for programs.
  static void write(Path file, List<Outcome> outcomes) throws IOException {
    var faults = new Json.Arr(outcomes.stream().<Json>map(Outcome::toJson).toList());
    Files.writeString(file, Jcs.text(Json.Obj.with("faults", faults).build()) + "\n");
  }
}
