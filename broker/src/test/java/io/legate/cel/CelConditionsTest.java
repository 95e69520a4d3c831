package io.legate.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.policy.Catalogue;
import io.legate.policy.Catalogue.ArgumentType;
import io.legate.policy.Catalogue.Entry;
import io.legate.policy.Catalogue.Kind;
import io.legate.policy.Catalogue.Risk;
import io.legate.policy.Condition.Truth;
import io.legate.policy.Conditions.Scope;
import io.legate.policy.InvalidConditionException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What expressions may say, and what each comes to.
class CelConditionsTest {

  private static final CelConditions CEL = new CelConditions();

  static final Catalogue CATALOGUE =
      new Catalogue(
          Map.of(
              "payments.create",
              entry(
                  "payments.create",
                  Map.of(
                      "amount", ArgumentType.DECIMAL,
                      "payee", ArgumentType.STRING,
                      "invoice", ArgumentType.STRING,
                      "count", ArgumentType.INTEGER,
                      "urgent", ArgumentType.BOOLEAN,
                      "due", ArgumentType.TIMESTAMP,
                      "tags", ArgumentType.STRINGS,
                      "extra", ArgumentType.ANY)),
              "payments.read",
              entry("payments.read", Map.of("invoice", ArgumentType.STRING))));

  private static final String FULL =
      """
      {"amount":"500.00","payee":"V-1","invoice":"INV-1","count":3,"urgent":true,
       "due":"2026-11-30T00:00:00+01:00","tags":["a","b"],"extra":{"x":1}}
      """;

  private static Entry entry(String name, Map<String, ArgumentType> arguments) {
    return new Entry(
        name,
        "https://erp.test",
        Kind.WRITE,
        Risk.HIGH,
        arguments,
        List.of("invoice"),
        Set.of(),
        false,
        "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "action == 'payments.create' && resource == 'erp://acme/invoices/1'",
        "args.amount == 500 && 500 == args.amount && args.amount == decimal('500.000')",
        "args.amount != 501 && args.amount < 501 && args.amount >= 500 && 499 < args.amount",
        "args.amount * decimal('0.15') == 75 && args.amount + 1 - 1 == 500 && -args.amount < 0",
        "decimal('0.1') + decimal('0.2') == decimal('0.3')",
        "args.count == 3 && args.count + 1 == 4 && args.urgent",
        "args.due > now && args.due - now < duration('240h')",
        "args.tags == ['a', 'b'] && 'a' in args.tags && size(args.tags) == 2",
        "has(args.extra) && string(args.amount) == '500'",
        "subject.id == 'user:corp:alice' && 'manager' in subject.roles && 'payments' in"
            + " subject.scopes",
        "actor.id == 'agent:action' && actor.depth == 1 && 'payer' in actor.roles",
        "chain.size() == 2 && chain.exists(a, a.id == 'agent:orchestrator' && a.depth == 0)",
        "task.id == 'the-task' && task.opened_at < now && now < task.expires_at",
        "session.count('payments.create') == 7 && session.count('payments.create', duration('1h'))"
            + " == 2",
        "session.count_by_hop('payments.create') == 3",
        "session.sum('payments.create', 'amount') + args.amount > 1700",
        "session.distinct('payments.create', 'payee') == 4",
        "session.done('payments.create') && session.done('payments.create', 'INV-1')",
        "session.done('payments.create', ['INV-1']) && !session.done('payments.create', 'INV-2')",
        "!session.never_with('payments.create')",
        "session.after('payments.create') && session.denials(duration('10m')) == 5",
        "'untrusted_content' in session.labels",
        "'V-666' in lists.blocked_vendors && !(args.payee in lists.blocked_vendors)",
        "!('V-666' in lists.empty)",
        "signals.risk[actor.id] > decimal('0.5') && !('nobody' in signals.risk)",
        "now.getHours('America/New_York') == 10 && now.getDayOfWeek('Europe/Berlin') == 1",
        "now.date('Asia/Tokyo') == '2026-11-24'",
        "during(now, '09:00', '17:00', 'America/New_York', ['MON', 'tue', 'Wednesday'])",
        "args.payee.matches('V-[0-9]+') && args.payee.startsWith('V')"
      })
  void whatIsSaidHolds(String text) throws Exception {
    assertThat(test(text, FixedFacts.of(FULL))).as(text).isInstanceOf(Truth.Holds.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ; ",
      textBlock =
          """
          args.due > now ; {} ; not there: `due`
          args.amount < 5 ; {"amount":"1e2"} ; not what its type says
          args.count < 5 ; {"count":1.5} ; not what its type says
          1 / (args.count - 3) == 1 ; {"count":3} ; divides by zero
          args.count * 9223372036854775807 > 1 ; {"count":3} ; too large
          args.payee in lists.nosuch ; {"payee":"V-1"} ; list `nosuch` does not exist
          true || args.payee in lists.nosuch ; {"payee":"V-1"} ; none
          args.payee in lists.nosuch || true ; {"payee":"V-1"} ; list `nosuch` does not exist
          signals.risk['nobody'] < decimal('1') ; {} ; is not there
          session.count('payments.read') == 0 ; {} ; more than is remembered
          session.count('payments.create', duration('0s')) > 0 ; {} ; longer than nothing
          now.getHours('Mars/Olympus') == 1 ; {} ; ''
          during(now, '9', '17:00', 'Europe/Berlin', ['MON']) ; {} ; no window of time
          during(now, '09:00', '17:00', 'Europe/Berlin', ['X']) ; {} ; a day that there is not
          decimal(args.payee) < 5 ; {"payee":"1,000"} ; not a plain decimal
          args.tags.all(a, args.tags.all(b, a != 'x')) ; {"tags":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15"]} ; takes too long
          """)
  void whatCannotBeToldIsAFailure(String text, String arguments, String reason) throws Exception {
    Truth truth = test(text, FixedFacts.of(arguments));
    if (reason.equals("none")) {
      assertThat(truth).isInstanceOf(Truth.Holds.class);
      return;
    }
    assertThat(truth).as(text).isInstanceOf(Truth.Failed.class);
    assertThat(((Truth.Failed) truth).reason())
        .contains(reason)
        .doesNotContain("io.legate", "dev.cel");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          args.amount < 0.15                        | decimal("0.15")
          0.1 + 0.2 == 0.3                          | decimal("0.15")
          args.amount == 'x'                        | compares `decimal` with `string`
          args.amount < 'x'                         | no matching overload
          args.nosuch == 1                          | nosuch
          nosuch == 1                               | nosuch
          args.amount                               | not true or false
          args.extra == 1                           | compares
          args.payee ==                             | ''
          args.count == 3u                          | a type that there is not
          args.payee == null                        | a type that there is not
          dyn(args.payee) == 1                      | dyn
          double(args.count) < 1                    | double
          lists.blocked_vendors == lists.empty      | compares
          lists.exists(n, n == 'x')                 | none
          session.sum('payments.create', 'payee') < 1 | no number
          session.sum('nosuch', 'amount') < 1       | nosuch
          session.distinct('payments.create', 'x') < 1 | no value
          legate.args{amount: args.amount}.amount == 1 | message
          """)
  void whatIsNotTypedIsRefused(String text, String words) {
    if (words.equals("none")) {
      return;
    }
    assertThatThrownBy(() -> CEL.compile(text, Scope.POLICY, CATALOGUE))
        .as(text)
        .isInstanceOf(InvalidConditionException.class)
        .hasMessageContaining(words)
        .message()
        .doesNotContain("candidates", "container");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'V-1' in lists.blocked_vendors",
        "signals.risk['x'] < decimal('1')",
        "session.count('payments.create') == 0",
        "subject.id == 'x'",
        "actor.id == 'x'",
        "chain.size() == 1",
        "task.purpose == 'x'",
        "args.tags.all(t, t.matches('a+'))"
      })
  void aStatementReadsNothingOfOthers(String text) {
    assertThatThrownBy(() -> CEL.compile(text, Scope.STATEMENT, CATALOGUE))
        .as(text)
        .isInstanceOf(InvalidConditionException.class);
  }

  @Test
  void aStatementReadsTheQuestionAndTheTime() throws Exception {
    var text = "args.amount < 501 && action.startsWith('payments.') && now.getHours() == 15";
    assertThat(CEL.compile(text, Scope.STATEMENT, CATALOGUE).test(FixedFacts.of(FULL)))
        .isInstanceOf(Truth.Holds.class);
  }

  @Test
  void whatCouldCostTooMuchIsRefused() {
    String long_ = "args.payee == '" + "x".repeat(5_000) + "'";
    String many = String.join(" && ", java.util.Collections.nCopies(170, "true == true"));
    String deep = "(".repeat(200) + "true" + ")".repeat(200);
    String patterns =
        String.join(" || ", java.util.Collections.nCopies(5, "args.payee.matches('a')"));
    for (String text : List.of(long_, many, deep, patterns)) {
      assertThatThrownBy(() -> CEL.compile(text, Scope.POLICY, CATALOGUE))
          .isInstanceOf(InvalidConditionException.class);
    }
  }

  @Test
  void aLongArgumentIsNotRead() throws Exception {
    var facts = FixedFacts.of("{\"payee\":\"" + "x".repeat(Arguments.CHARS_MAX + 1) + "\"}");
    assertThat(test("args.payee != 'y'", facts)).isInstanceOf(Truth.Failed.class);
    var fits = FixedFacts.of("{\"payee\":\"" + "x".repeat(Arguments.CHARS_MAX) + "\"}");
    assertThat(test("args.payee != 'y'", fits)).isInstanceOf(Truth.Holds.class);
  }

  /// A pattern that would keep a backtracking engine busy for ever takes no time.
  @Test
  void patternsDoNotBacktrack() throws Exception {
    var facts = FixedFacts.of("{\"payee\":\"" + "a".repeat(4_000) + "b\"}");
    assertThat(test("args.payee.matches('^(a+)+$')", facts)).isInstanceOf(Truth.DoesNot.class);
  }

  /// The clock on the wall: an hour that it skips does not occur, one that it repeats does twice.
  @ParameterizedTest
  @CsvSource(
      delimiterString = " ; ",
      textBlock =
          """
          2026-03-08T06:59:59Z ; now.getHours('America/New_York') == 1 ; true
          2026-03-08T07:00:00Z ; now.getHours('America/New_York') == 3 ; true
          2026-03-08T07:00:00Z ; during(now, '02:00', '03:00', 'America/New_York', ['SUN']) ; false
          2026-03-08T06:59:59Z ; during(now, '02:00', '03:00', 'America/New_York', ['SUN']) ; false
          2026-11-01T05:30:00Z ; during(now, '01:00', '02:00', 'America/New_York', ['SUN']) ; true
          2026-11-01T06:30:00Z ; during(now, '01:00', '02:00', 'America/New_York', ['SUN']) ; true
          2026-11-01T07:00:00Z ; during(now, '01:00', '02:00', 'America/New_York', ['SUN']) ; false
          2026-03-06T13:59:59Z ; during(now, '09:00', '17:00', 'America/New_York', ['FRI']) ; false
          2026-03-06T14:00:00Z ; during(now, '09:00', '17:00', 'America/New_York', ['FRI']) ; true
          2026-03-09T13:00:00Z ; during(now, '09:00', '17:00', 'America/New_York', ['MON']) ; true
          2026-03-09T20:59:59Z ; during(now, '09:00', '17:00', 'America/New_York', ['MON']) ; true
          2026-03-09T21:00:00Z ; during(now, '09:00', '17:00', 'America/New_York', ['MON']) ; false
          2026-03-29T00:59:59Z ; now.getHours('Europe/Berlin') == 1 ; true
          2026-03-29T01:00:00Z ; now.getHours('Europe/Berlin') == 3 ; true
          2026-10-25T00:30:00Z ; now.getHours('Europe/Berlin') == 2 ; true
          2026-10-25T01:30:00Z ; now.getHours('Europe/Berlin') == 2 ; true
          2026-11-22T23:30:00Z ; now.getDayOfWeek('Europe/Berlin') == 1 ; true
          2026-11-22T23:30:00Z ; now.date('Europe/Berlin') == '2026-11-23' ; true
          2026-12-31T12:00:00Z ; now.date('Pacific/Kiritimati') == '2027-01-01' ; true
          2026-11-22T23:30:00Z ; during(now, '22:00', '06:00', 'UTC', ['SUN']) ; true
          2026-11-23T05:59:59Z ; during(now, '22:00', '06:00', 'UTC', ['SUN']) ; true
          2026-11-23T06:00:00Z ; during(now, '22:00', '06:00', 'UTC', ['SUN']) ; false
          """)
  void timeIsThatOfTheZone(String at, String text, boolean holds) throws Exception {
    Truth truth = test(text, FixedFacts.of("{}").at(at));
    assertThat(truth)
        .as(at + " " + text)
        .isInstanceOf(holds ? Truth.Holds.class : Truth.DoesNot.class);
  }

  /// Amounts at their edges: as text, as a number, and against each other.
  @ParameterizedTest
  @CsvSource(
      delimiterString = " ; ",
      textBlock =
          """
          "500.00" ; args.amount == 500 ; true
          500 ; args.amount == decimal('500.00') ; true
          "500.01" ; args.amount > 500 ; true
          "499.999999999999999999" ; args.amount < 500 ; true
          "0.1" ; args.amount + decimal('0.2') == decimal('0.3') ; true
          "999999999999999999" ; args.amount + 1 > args.amount ; true
          "999999999999999999" ; args.amount * args.amount * args.amount > args.amount ; true
          "0.000000000000000001" ; args.amount > 0 ; true
          "-0.01" ; args.amount < 0 && -args.amount == decimal('0.01') ; true
          "9007199254740993" ; args.amount == decimal('9007199254740992') ; false
          "100" ; args.amount * decimal('0.15') == 15 ; true
          "0" ; args.amount == 0 && !(args.amount < 0) ; true
          """)
  void amountsAreExact(String amount, String text, boolean holds) throws Exception {
    assertThat(test(text, FixedFacts.of("{\"amount\":" + amount + "}")))
        .as(amount + " " + text)
        .isInstanceOf(holds ? Truth.Holds.class : Truth.DoesNot.class);
  }

  @Test
  void aProductOfTooManyDigitsIsRefused() throws Exception {
    var square = "args.amount * args.amount";
    var text = String.join(" * ", java.util.Collections.nCopies(7, square)) + " > 0";
    assertThat(test(text, FixedFacts.of("{\"amount\":\"999999999999999999.9\"}")))
        .isInstanceOf(Truth.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' || true || '",
        "V-1' in lists.blocked_vendors || '",
        "\\\") || true || (\\\"",
        "${1+1}",
        "args.amount",
        "\\u2028true"
      })
  void whatStandsInAnArgumentIsNeverAnExpression(String payee) throws Exception {
    var facts = FixedFacts.of("{\"payee\":\"" + payee + "\"}");
    assertThat(test("args.payee == 'V-1'", facts)).isInstanceOf(Truth.DoesNot.class);
  }

  @Test
  void withoutACatalogueANumberIsAnExactDecimal() throws Exception {
    var facts = FixedFacts.of("{\"amount\":500,\"text\":\"500.00\",\"list\":[1,\"a\"]}");
    assertThat(loose("args.amount == 500 && args.amount < decimal('500.01')", facts))
        .isInstanceOf(Truth.Holds.class);
    assertThat(loose("decimal(args.text) == args.amount", facts)).isInstanceOf(Truth.Holds.class);
    assertThat(loose("args.list == [1, 'a']", facts)).isInstanceOf(Truth.Holds.class);
    assertThat(loose("args.text > 100", facts)).isInstanceOf(Truth.Failed.class);
    assertThat(loose("args.nosuch > 100", facts)).isInstanceOf(Truth.Failed.class);
    assertThat(loose("args.amount", facts)).isInstanceOf(Truth.Failed.class);
  }

  @Test
  void oneTextIsCompiledOnceForItsScopeAndCatalogue() throws Exception {
    var once = CEL.compile("args.amount < 5", Scope.POLICY, CATALOGUE);
    assertThat(CEL.compile("args.amount < 5", Scope.POLICY, CATALOGUE)).isSameAs(once);
    assertThat(CEL.compile("args.amount < 5", Scope.STATEMENT, CATALOGUE)).isNotSameAs(once);
    assertThat(CEL.compile("args.amount < 5", Scope.POLICY, Catalogue.NONE)).isNotSameAs(once);
  }

  private static Truth test(String text, FixedFacts facts) throws InvalidConditionException {
    return CEL.compile(text, Scope.POLICY, CATALOGUE).test(facts);
  }

  private static Truth loose(String text, FixedFacts facts) throws InvalidConditionException {
    return CEL.compile(text, Scope.POLICY, Catalogue.NONE).test(facts);
  }
}
