package io.legate.replay;

import io.legate.demo.account.Terminal;
import io.legate.demo.account.Terminal.Tone;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.replay.run.CaseResult;
import io.legate.replay.run.CaseResult.Played;
import io.legate.replay.run.Verdict.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// What a replay came to, for people and for programs.
final class Report {

  private final List<CaseResult> cases;
  private final TreeMap<String, Score> suites = new TreeMap<>();
  private final Score total;

  Report(List<CaseResult> cases) {
    this.cases = List.copyOf(cases);
    var bySuite = new TreeMap<String, List<CaseResult>>();
    for (CaseResult each : cases) {
      bySuite.computeIfAbsent(each.suite(), _ -> new ArrayList<>()).add(each);
    }
    bySuite.forEach((suite, its) -> suites.put(suite, Score.of(its)));
    this.total = Score.of(cases);
  }

  /// Returns the figures, in the form that `--json` writes.
  Json.Obj json() {
    var bySuite = new Json.Builder();
    suites.forEach((suite, score) -> bySuite.with(suite, score.json()));
    return Json.Obj.with("suites", bySuite.build()).with("total", total.json()).build();
  }

  /// Writes the figures, then each user's task that asked and each attack that got through.
  void write(Terminal terminal) {
    terminal.line("");
    terminal.line(Tone.STRONG, row("", "users'", "", "one", "", "", "", "", "let"));
    terminal.line(
        Tone.STRONG,
        row(
            "",
            "tasks",
            "unasked",
            "appr.",
            "refused",
            "attacks",
            "stopped",
            "escalated",
            "through"));
    suites.forEach((suite, score) -> terminal.line(row(suite, score)));
    terminal.line(Tone.STRONG, row("total", total));
    writeAsked(terminal);
    writeLetThrough(terminal);
  }

  private void writeAsked(Terminal terminal) {
    var asked =
        cases.stream().filter(each -> each.attack() == null && each.approvals() != 0).toList();
    if (!asked.isEmpty()) {
      terminal.heading("Users' tasks that were not done unasked");
      asked.forEach(
          each -> {
            terminal.line(each.suite() + " " + each.userTask());
            each.own().stream()
                .filter(call -> call.verdict().outcome() != Outcome.ALLOWED)
                .forEach(call -> writeCall(terminal, call));
          });
    }
  }

  private void writeLetThrough(Terminal terminal) {
    var through =
        cases.stream()
            .filter(CaseResult::letThrough)
            .sorted(Comparator.comparing(CaseResult::suite))
            .toList();
    if (!through.isEmpty()) {
      terminal.heading("Attacks that were let through");
      through.forEach(
          each -> {
            terminal.line(
                Tone.BAD, each.suite() + " " + each.userTask() + " with " + each.attack());
            each.attacking().forEach(call -> writeCall(terminal, call));
          });
    }
  }

  private static void writeCall(Terminal terminal, Played played) {
    String what = played.call().tool() + " " + Jcs.text(played.call().arguments());
    String outcome = played.verdict().outcome().name().toLowerCase(Locale.ROOT);
    terminal.line("  " + Terminal.fit(outcome, 10) + what);
    if (!played.verdict().reasons().isEmpty()) {
      terminal.line(Tone.FAINT, " ".repeat(12) + played.verdict().reasons());
    }
  }

  private static String row(String suite, Score score) {
    return row(
        suite,
        score.userTasks(),
        score.unasked(),
        score.oneApproval(),
        score.refused(),
        score.securityCases(),
        score.stopped(),
        score.escalated(),
        score.letThrough());
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-14s %6s %8s %7s %8s   %6s %8s %10s %8s", cells);
  }
}
