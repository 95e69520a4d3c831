package io.legate.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidActionException;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Around each kind of limit some two hundred ways to write an argument: one off, another unit, a
/// sign, a float, another script, another case, missing, too much of it, huge. What is allowed is
/// said by an oracle of a few lines that knows nothing of the code.
class LimitVariantsTest {

  private static final BigDecimal MAX = new BigDecimal("500.00");

  /// The one form of an amount: plain digits, at most 18 on either side.
  private static final Pattern AMOUNT = Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");

  /// Ways to hold an amount to 500.00, each with the rules and the leaf's permission that do so.
  private enum Holding {
    CONSTRAINT(
        "", ",\"arguments\":{\"amount\":{\"constraint_type\":\"decimal\",\"max\":\"500.00\"}}"),
    SUM_OF_A_PERMISSION(
        "",
        ",\"arguments\":{\"amount\":{\"constraint_type\":\"wildcard\"}},\"limits\":[{\"name\":\"spend\",\"sum\":\"amount\",\"max\":\"500.00\"}]"),
    SUM_OF_A_RULE(
        """
        {"id":"spend","reason":"r",
         "then":{"limit":{"name":"spend","sum":"amount","max":"500.00"}}}
        """,
        ""),
    RULE("{\"id\":\"max\",\"when\":\"args.amount > 500\",\"then\":\"deny\",\"reason\":\"r\"}", ""),
    CONDITION("", ",\"conditions\":[\"args.amount <= decimal('500.00')\"]");

    final String rules;
    final String adds;

    Holding(String rules, String adds) {
      this.rules = rules;
      this.adds = adds;
    }

    Decisions decisions() {
      var leaf = Decisions.ANYTHING.strip().replaceAll("}$", "") + adds + "}";
      var free =
          Decisions.ACTIONS
              .replace("\"key\":[\"invoice\"],\n", "")
              .replace("\"key\":[\"invoice\"],", "");
      return Decisions.of(
          Decisions.policy(free, rules, Decisions.ANYTHING), Decisions.ANYTHING, leaf, null);
    }
  }

  @TestFactory
  Stream<DynamicTest> amounts() {
    var tests = new ArrayList<DynamicTest>();
    for (Holding holding : Holding.values()) {
      tests.add(
          DynamicTest.dynamicTest(
              holding.name(),
              () -> {
                var decisions = holding.decisions();
                for (String value : LimitTexts.amounts()) {
                  checkAmount(decisions, holding, value);
                }
              }));
    }
    return tests.stream();
  }

  @Test
  void thereAreTwoHundred() {
    assertThat(LimitTexts.amounts()).hasSizeGreaterThanOrEqualTo(200);
    assertThat(LimitTexts.keys()).hasSizeGreaterThanOrEqualTo(60);
    long allowed = LimitTexts.amounts().stream().filter(value -> isWithin(value, false)).count();
    assertThat(allowed).as("both sides of the limit are tried").isBetween(20L, 180L);
  }

  private static void checkAmount(Decisions decisions, Holding holding, String value) {
    boolean sum = holding == Holding.SUM_OF_A_PERMISSION || holding == Holding.SUM_OF_A_RULE;
    ActionRequest action = action("{\"amount\":" + value + "}");
    String outcome =
        action == null ? "refused" : Decisions.outcome(decisions.ruled(action, null).verdict());
    assertThat(outcome.equals("ALLOW"))
        .as(holding + " " + value + ": " + outcome)
        .isEqualTo(isWithin(value, sum));
  }

  @Test
  void aMissingAmountIsNeverWithin() {
    for (Holding holding : Holding.values()) {
      assertThat(Decisions.outcome(holding.decisions().ruled("payments.create", "{}").verdict()))
          .as(holding.name())
          .isEqualTo("DENY");
    }
  }

  @Test
  void whatIsSpentIsTheSumToTheLastDigit() {
    for (Holding holding : List.of(Holding.SUM_OF_A_PERMISSION, Holding.SUM_OF_A_RULE)) {
      var decisions = holding.decisions();
      assertThat(pay(decisions, "0.1")).isEqualTo("ALLOW");
      assertThat(pay(decisions, "0.2")).isEqualTo("ALLOW");
      assertThat(pay(decisions, "499.7")).as("0.1 + 0.2 is 0.3").isEqualTo("ALLOW");
      assertThat(pay(decisions, "0.000000000000000001")).isEqualTo("RATE_LIMITED");
      assertThat(pay(decisions, "0")).isEqualTo("ALLOW");
    }
  }

  private static String pay(Decisions decisions, String amount) {
    return Decisions.outcome(decisions.ask("payments.create", "{\"amount\":\"" + amount + "\"}"));
  }

  /// Whether a text is an amount of at most 500.00: the oracle.
  ///
  /// @param sum whether it is added up, and so must not be negative
  private static boolean isWithin(String json, boolean sum) {
    boolean quoted = json.startsWith("\"");
    String text = quoted ? json.substring(1, json.length() - 1) : json;
    if (!AMOUNT.matcher(text).matches() || text.matches("-0(\\.0+)?")) {
      return false;
    }
    if (!quoted && (text.matches(".*\\.[0-9]*0") || text.replaceAll("[-.]", "").length() > 15)) {
      // Canonical JSON would write it otherwise, or a double would not hold it.
      return false;
    }
    var amount = new BigDecimal(text);
    return amount.compareTo(MAX) <= 0 && (!sum || amount.signum() >= 0);
  }

  /// Ways to write an invoice, of which one was paid.
  @TestFactory
  Stream<DynamicTest> keys() {
    return Stream.of("once by invoice", "distinct", "done").map(this::keyTest);
  }

  private DynamicTest keyTest(String kind) {
    return DynamicTest.dynamicTest(
        kind,
        () -> {
          for (String value : LimitTexts.keys()) {
            Decisions task = paidOnce(kind);
            ActionRequest action = action("{\"invoice\":" + value + "}");
            String outcome =
                action == null ? "refused" : Decisions.outcome(task.ruled(action, null).verdict());
            assertThat(outcome.equals("ALLOW"))
                .as(kind + " " + value + ": " + outcome)
                .isEqualTo(isAllowed(kind, value));
          }
        });
  }

  private static Decisions paidOnce(String kind) {
    String rules =
        switch (kind) {
          case "done" ->
              """
              {"id":"twice","when":"session.done('payments.create')","then":"deny","reason":"r"}
              """;
          case "distinct" ->
              """
              {"id":"one","reason":"r",
               "then":{"limit":{"name":"one","distinct":"invoice","max":1}}}
              """;
          default ->
              """
              {"id":"once","reason":"r",
               "then":{"limit":{"name":"once","count":1,"by":"invoice"}}}
              """;
        };
    var decisions = Decisions.under(rules);
    assertThat(Decisions.outcome(decisions.ask("payments.create", "{\"invoice\":\"INV-1\"}")))
        .isEqualTo("ALLOW");
    return decisions;
  }

  /// The oracle: another invoice is one whose text is another, and a text is one in its normal form
  /// and nothing but a string, as the catalogue says.
  private static boolean isAllowed(String kind, String json) {
    Json value = parse(json);
    if (!(value instanceof Json.Str(var text))
        || !Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
      return false;
    }
    boolean same = text.equals("INV-1");
    return kind.equals("distinct") ? same : !same;
  }

  /// How often: one off in number and in time.
  @Test
  void aCountHoldsToTheLastUseAndTheLastMillisecond() {
    for (boolean perHop : List.of(false, true)) {
      for (int max = 1; max <= 12; max++) {
        var decisions =
            Decisions.under(
                """
                {"id":"few","reason":"r",
                 "then":{"limit":{"name":"few","count":%s,"per":"PT1H"},"per_hop":%s}}
                """
                    .formatted(Integer.toString(max), Boolean.toString(perHop)));
        for (int use = 1; use <= max; use++) {
          assertThat(Decisions.outcome(decisions.ask("vendors.read", "{}"))).isEqualTo("ALLOW");
        }
        assertThat(Decisions.outcome(decisions.ask("vendors.read", "{}")))
            .isEqualTo("RATE_LIMITED");
        decisions.after(java.time.Duration.ofHours(1).minusMillis(1));
        assertThat(Decisions.outcome(decisions.ask("vendors.read", "{}")))
            .isEqualTo("RATE_LIMITED");
        decisions.after(java.time.Duration.ofMillis(1));
        assertThat(Decisions.outcome(decisions.ask("vendors.read", "{}"))).isEqualTo("ALLOW");
      }
    }
  }

  @Test
  void whatWasNotExecutedIsNotCounted() {
    var decisions = paidOnce("done");
    decisions.takeBack();
    assertThat(Decisions.outcome(decisions.ask("payments.create", "{\"invoice\":\"INV-1\"}")))
        .isEqualTo("ALLOW");
  }

  private static @Nullable ActionRequest action(String arguments) {
    Json json = parse(arguments);
    try {
      return json == null
          ? null
          : ActionRequest.parse(
              "payments.create", Decisions.ERP, Decisions.RESOURCE, json, BoundaryLimits.DEFAULT);
    } catch (InvalidActionException e) {
      return null;
    }
  }

  private static @Nullable Json parse(String text) {
    try {
      return JsonReader.read(text);
    } catch (MalformedJsonException e) {
      return null;
    }
  }
}
