package io.legate.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Rules about the text of any tracked file: what must not be written anywhere.
final class TextRules {

  private record Rule(Pattern banned, String instead) {}

  /// The words are put together here, so that this file keeps its own rules.
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b"),
              "finish it, or say it in the documentation"),
          new Rule(
              Pattern.compile("(?<![\\w.~}])/(?:home|Users|root|work|farm|tmp/bash_jobs)/[\\w.]"),
              "no path of one machine"),
          new Rule(
              Pattern.compile(
                  "https?://[a-z0-9.-]*(?:maven|npmjs|debian|pypi|crates|sonatype)[a-z0-9.-]*"
                      + "(?!/(?:POM|xsd|TOOLCHAINS|SETTINGS))(?![a-z0-9.-])"),
              "no host of a package registry: the tools know theirs"),
          new Rule(
              Pattern.compile("(?i)\\bstep-" + "up\\b"),
              "say escalate; the other is re-authentication"),
          new Rule(
              Pattern.compile("(?i)\\b(?:black|white)" + "list"), "say block list or allow list"));

  private TextRules() {}

  /// Returns `line: what to do instead` for each place that breaks a rule.
  static List<String> violations(String text) {
    var found = new ArrayList<String>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      for (var rule : RULES) {
        var match = rule.banned().matcher(line);
        if (match.find()) {
          found.add(number + ": `" + match.group() + "`: " + rule.instead());
        }
      }
    }
    return found;
  }
}
