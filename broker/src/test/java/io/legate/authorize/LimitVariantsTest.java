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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
                for (String value : amountTexts()) {
                  checkAmount(decisions, holding, value);
                }
              }));
    }
    return tests.stream();
  }

  @Test
  void thereAreTwoHundred() {
    assertThat(amountTexts()).hasSizeGreaterThanOrEqualTo(200);
    assertThat(keyTexts()).hasSizeGreaterThanOrEqualTo(60);
    long allowed = amountTexts().stream().filter(value -> isWithin(value, false)).count();
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

  private static Set<String> amountTexts() {
    var texts = new LinkedHashSet<String>();
    for (String number :
        List.of(
            "500",
            "500.0",
            "500.00",
            "500.000",
            "500.01",
            "500.001",
            "499.99",
            "499.999",
            "501",
            "499",
            "0",
            "0.0",
            "1",
            "-1",
            "-500",
            "-500.01",
            "-0",
            "-0.00",
            "0.01",
            "0.1",
            "0.3",
            "5000",
            "50000",
            "50",
            "5",
            "500.000000000000000001",
            "499.999999999999999999",
            "0.000000000000000001",
            "0.0000000000000000001",
            "999999999999999999",
            "1000000000000000000",
            "123456789012345",
            "1e2",
            "5e2",
            "5E2",
            "5.0e2",
            "500e0",
            "0.5e3",
            "1e-2",
            "1e400",
            "1e-400",
            "4.99e2",
            "33.333",
            "250.5",
            "100.25",
            "7.7")) {
      texts.add(number);
      texts.add("\"" + number + "\"");
    }
    for (String written :
        List.of(
            "+500",
            "+1",
            "0500",
            "00",
            "01",
            ".5",
            "5.",
            "500.",
            " 500",
            "500 ",
            "5 00",
            "500\\n",
            "500\\t",
            "500\\u0000",
            "500,00",
            "1,000",
            "1_000",
            "1'000",
            "500EUR",
            "EUR500",
            "500€",
            "$500",
            "500 EUR",
            "5OO",
            "٥٠٠",
            "５００",
            "500．00",
            "५००",
            "0x1F4",
            "0b1",
            "0o764",
            "1/2",
            "500%",
            "5e2",
            "5E+2",
            "1e2",
            "NaN",
            "Infinity",
            "-Infinity",
            "inf",
            "null",
            "true",
            "",
            " ",
            "-",
            "--1",
            "+-1",
            "-+1",
            "1-1",
            "1+1",
            "500.0.0",
            "500..0",
            "500d",
            "500f",
            "500L",
            "500n",
            "five hundred",
            "⁵00",
            "5²",
            "½",
            "Ⅴ",
            "−500",
            "500\\u200b",
            "\\ufeff500",
            "\\u202e005",
            "500;",
            "500--",
            "500 OR 1=1",
            "' || true || '",
            "args.amount",
            "${500}",
            "500#",
            "#500",
            "~500",
            "500*1",
            "(500)",
            "[500]",
            "{500}",
            "1e",
            "e1",
            "0e0",
            "1.e1",
            "9".repeat(18),
            "9".repeat(19),
            "9".repeat(400),
            "0.".concat("9".repeat(18)),
            "0.".concat("9".repeat(19)),
            "0.".concat("0".repeat(17)).concat("1"),
            "1".concat("0".repeat(17)),
            "500.".concat("0".repeat(18)),
            "500.".concat("0".repeat(19)),
            "499.".concat("9".repeat(18)),
            "-".concat("9".repeat(18)),
            "-0.000000000000000001")) {
      texts.add("\"" + written + "\"");
    }
    for (String other :
        List.of(
            "true",
            "false",
            "null",
            "[]",
            "[500]",
            "[\"500\"]",
            "{}",
            "{\"amount\":500}",
            "{\"value\":\"500\"}",
            "[[500]]",
            "\"\"")) {
      texts.add(other);
    }
    for (int cents = 49_990; cents <= 50_010; cents++) {
      texts.add("\"" + BigDecimal.valueOf(cents, 2).toPlainString() + "\"");
    }
    return texts;
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
          for (String value : keyTexts()) {
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

  private static Set<String> keyTexts() {
    var texts = new LinkedHashSet<String>();
    for (String written :
        List.of(
            "INV-1",
            "INV-2",
            "inv-1",
            "Inv-1",
            "INV-1 ",
            " INV-1",
            "INV -1",
            "INV–1",
            "INV−1",
            "INV-١",
            "INV-１",
            "ІNV-1",
            "INV-1.0",
            "INV-01",
            "INV-10",
            "INV-",
            "INV",
            "1",
            "01",
            "1.0",
            "",
            "INV-1;",
            "INV-1'",
            "INV-1\\\\",
            "INV/1",
            "INV_1",
            "INV%2D1",
            "INV\\u002d1",
            "I\\u004eV-1",
            "e\\u0301",
            "\\u00e9",
            "İNV-1",
            "INV-1é",
            "K",
            "\\u212a",
            "ſ",
            "ß",
            "SS",
            "[\\\"INV-1\\\"]",
            "' || true || '",
            "x".repeat(100),
            "x".repeat(1_000),
            "sha-256:abc")) {
      texts.add("\"" + written + "\"");
    }
    for (String other :
        List.of(
            "1",
            "0",
            "1.0",
            "1e0",
            "true",
            "false",
            "null",
            "[]",
            "[\"INV-1\"]",
            "{}",
            "{\"invoice\":\"INV-1\"}",
            "[[\"INV-1\"]]",
            "-1",
            "9999999999999999999")) {
      texts.add(other);
    }
    for (int i = 2; i < 10; i++) {
      texts.add("\"INV-" + i + "\"");
    }
    return texts;
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
                 "then":{"limit":{"name":"few","count":%d,"per":"PT1H"},"per_hop":%s}}
                """
                    .formatted(max, perHop));
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
