package io.legate.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every kind of rule, where its condition holds, does not hold and cannot be told, together with
/// every other and with what a permission adds by itself: deny over escalate over rate limit over
/// allow, and what cannot be told denies.
class DecisionTableTest {

  /// What each argument says: the condition holds, does not, or cannot be told for want of it.
  private static final List<String> TRUTHS = List.of("yes", "no", "missing");

  private static final List<String> KINDS = List.of("deny", "escalate", "limit", "label", "oblige");

  /// One rule of each kind; the limit admits nothing that was asked twice.
  private static final String RULES =
      """
      {"id":"deny","when":"args.deny == 'yes'","then":"deny","reason":"no"},
      {"id":"escalate","when":"args.escalate == 'yes'","reason":"ask",
       "then":{"escalate":{"approvers":["role:finance"],"quorum":2,"answer_within":"PT30M"}}},
      {"id":"limit","when":"args.limit == 'yes'","reason":"once",
       "then":{"limit":{"name":"once","count":1}}},
      {"id":"label","when":"args.label == 'yes'","then":{"label":["touched"]},"reason":"mark"},
      {"id":"oblige","when":"args.oblige == 'yes'","reason":"mask",
       "then":{"oblige":[{"type":"mask","fields":["iban"]}]}}
      """;

  /// What the holder's permission adds by itself.
  private enum Permission {
    PLAIN(""),
    APPROVED(",\"approval\":{\"approvers\":[\"role:audit\"]}"),
    SPENT(",\"limits\":[{\"name\":\"few\",\"count\":1}]");

    final String adds;

    Permission(String adds) {
      this.adds = adds;
    }

    String text() {
      return Decisions.ANYTHING.strip().replaceAll("}$", "") + adds + "}";
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCombination() {
    var tests = new ArrayList<DynamicTest>();
    for (Permission permission : Permission.values()) {
      tests.add(
          DynamicTest.dynamicTest(
              permission.name(),
              () -> {
                for (int i = 0; i < 243; i++) {
                  check(permission, row(i));
                }
              }));
    }
    return tests.stream();
  }

  private static Map<String, String> row(int number) {
    var row = new LinkedHashMap<String, String>();
    int rest = number;
    for (String kind : KINDS) {
      row.put(kind, TRUTHS.get(rest % 3));
      rest /= 3;
    }
    return row;
  }

  private static void check(Permission permission, Map<String, String> row) {
    var decisions = Decisions.of(RULES, Decisions.ANYTHING, permission.text());
    var spending = new LinkedHashMap<String, String>();
    KINDS.forEach(kind -> spending.put(kind, kind.equals("limit") ? "yes" : "no"));
    if (permission != Permission.APPROVED) {
      // What spends the rule's limit, and the permission's where it has one.
      assertThat(Decisions.outcome(decisions.ask("payments.create", arguments(spending))))
          .isEqualTo("ALLOW");
    }
    Verdict verdict = decisions.ruled("payments.create", arguments(row)).verdict();
    assertThat(Decisions.outcome(verdict))
        .as(permission + " " + row)
        .isEqualTo(expected(permission, row));
    if (verdict instanceof Verdict.Allow allow) {
      assertThat(allow.labels().contains("touched")).isEqualTo("yes".equals(row.get("label")));
      assertThat(allow.obligations().isEmpty()).isEqualTo(!"yes".equals(row.get("oblige")));
    }
    if (verdict instanceof Verdict.Escalate escalate) {
      var sources = escalate.approvals().stream().map(Verdict.Approval::source).toList();
      assertThat(sources.contains("rule:escalate")).isEqualTo("yes".equals(row.get("escalate")));
      assertThat(sources.stream().anyMatch(source -> source.startsWith("hop:")))
          .isEqualTo(permission == Permission.APPROVED);
    }
  }

  /// The table in words, apart from the code that it checks.
  private static String expected(Permission permission, Map<String, String> row) {
    if (row.containsValue("missing") || "yes".equals(row.get("deny"))) {
      return "DENY";
    }
    if ("yes".equals(row.get("escalate")) || permission == Permission.APPROVED) {
      return "ESCALATE";
    }
    if ("yes".equals(row.get("limit")) || permission == Permission.SPENT) {
      return "RATE_LIMITED";
    }
    return "ALLOW";
  }

  private static String arguments(Map<String, String> row) {
    var members = new Json.Builder().with("invoice", "INV-1");
    row.forEach(
        (kind, truth) -> {
          if (!truth.equals("missing")) {
            members.with(kind, truth);
          }
        });
    return io.legate.json.Jcs.text(members.build());
  }
}
