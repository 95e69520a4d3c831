package io.legate.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.control.ControlEvent.ListChanged;
import io.legate.identity.ClientId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Conditions, lists, labels and the catalogue in a decision, and what the record says of them.
class ConditionTest {

  private static final String BLOCKED =
      """
      {"id":"blocked","when":"args.payee in lists.blocked","then":"deny","reason":"not this vendor"}
      """;

  @Test
  void aListIsAskedAsItStandsNow() {
    var decisions = Decisions.under(BLOCKED);
    String payment = "{\"invoice\":\"1\",\"payee\":\"V-666\"}";
    assertThat(Decisions.outcome(decisions.ruled("payments.create", payment).verdict()))
        .as("a list on which nothing was put yet")
        .isEqualTo("ALLOW");
    decisions.with(changed(1, List.of("V-1"), List.of()));
    assertThat(Decisions.outcome(decisions.ask("payments.create", payment))).isEqualTo("ALLOW");
    decisions.with(changed(2, List.of("V-666"), List.of()));
    var ruled = decisions.ruled("payments.create", payment);
    assertThat(Decisions.codes(ruled.verdict())).containsExactly("rule_denied");
    assertThat(text(ruled.basis()))
        .contains("\"lists\":{\"blocked\":2}", "\"rules\":{\"blocked\":\"holds\"}")
        .as("what stands in the list does not stand in the record")
        .doesNotContain("V-1");
  }

  @Test
  void theRecordSaysWhatItRestedOn() {
    var decisions =
        Decisions.of(
            """
            {"id":"often","when":"session.count('payments.create') > 5","then":"deny","reason":"r"},
            {"id":"spend","reason":"r",
             "then":{"limit":{"name":"spend","sum":"amount","max":"100.00"}}}
            """,
            Decisions.ANYTHING,
            added("\"conditions\":[\"args.amount < 50\"]"));
    decisions.ask("payments.create", "{\"invoice\":\"1\",\"amount\":\"30\"}");
    var ruled = decisions.ruled("payments.create", "{\"invoice\":\"2\",\"amount\":\"40\"}");
    assertThat(text(ruled.basis()))
        .contains(
            "\"bundle\":\"sha-256:",
            "\"entitlement\":\"held\"",
            "\"subject\":\"not_stated\"",
            "\"task_boundary\":\"held\"",
            "\"hop_boundary\":\"held\"",
            "\"often\":\"does_not\"",
            "\"count payments.create\":\"1\"",
            "/conditions/0\":\"holds\"");
    // What the charges found stands beside them in the record.
    var spend = ((Verdict.Allow) ruled.verdict()).counters().getFirst();
    assertThat(spend.before()).isEqualByComparingTo("70");
    assertThat(spend.left()).isEqualByComparingTo("30");
  }

  @Test
  void eachCheckIsNamedByItself() {
    var policy =
        Decisions.policy(
            Decisions.ACTIONS,
            "",
            """
            {"type":"agent_action","actions":["vendors.read"],"locations":["https://erp.test"],
             "resources":["erp://acme/*"]}
            """);
    var decisions = Decisions.of(policy, Decisions.ANYTHING, Decisions.ANYTHING, null);
    var ruled = decisions.ruled("payments.create", "{\"invoice\":\"1\"}");
    assertThat(Decisions.codes(ruled.verdict()))
        .containsExactly("holder_not_entitled", "ancestor_not_entitled");
    assertThat(text(ruled.basis())).contains("\"entitlement\":\"refused\"");
  }

  @Test
  void aConditionOfAnEntitlementIsMetAtEveryDecision() {
    var policy =
        Decisions.policy(
            Decisions.ACTIONS, "", added("\"conditions\":[\"subject.id == 'user:corp:bob'\"]"));
    var decisions = Decisions.of(policy, Decisions.ANYTHING, Decisions.ANYTHING, null);
    assertThat(Decisions.codes(decisions.ruled("payments.create", "{\"invoice\":\"1\"}").verdict()))
        .contains("condition_not_met");
  }

  @Test
  void aConditionAboveHoldsBelowWhetherOrNotItIsRepeated() {
    String small = added("\"conditions\":[\"args.amount < 10\"]");
    for (String leaf : List.of(Decisions.ANYTHING, small)) {
      var decisions = Decisions.of("", small, leaf);
      assertThat(ask(decisions, "9.99")).isEmpty();
      assertThat(ask(decisions, "10")).containsExactly("condition_not_met");
    }
  }

  @Test
  void onlyWhatPolicyMadeReadsWhatPolicyReads() {
    String curious = added("\"conditions\":[\"session.count('payments.create') == 0\"]");
    var policy = Decisions.policy(Decisions.ACTIONS, "", Decisions.ANYTHING);
    var made = Decisions.of(policy, curious, curious, "invoices");
    assertThat(ask(made, "1")).as("the root's, and what repeats it").isEmpty();
    var stated = Decisions.of(policy, curious, Decisions.ANYTHING, null);
    assertThat(ask(stated, "1")).containsExactly("condition_failed");
    var below = Decisions.of(policy, Decisions.ANYTHING, curious, "invoices");
    assertThat(ask(below, "1")).containsExactly("condition_failed");
  }

  @Test
  void aLabelIsPutOnByTheAllowThatReads() {
    String careful = added("\"labels\":{\"refuses\":[\"untrusted_content\"]}");
    var decisions = Decisions.of("", Decisions.ANYTHING, careful);
    assertThat(ask(decisions, "1")).isEmpty();
    decisions.ask("vendors.read", "{}");
    assertThat(ask(decisions, "1")).containsExactly("label_refused");
  }

  @Test
  void anOrderOfActionsIsARule() {
    var decisions =
        Decisions.under(
            """
            {"id":"first-read","actions":["payments.create"],"when":"!session.after('vendors.read')",
             "then":"deny","reason":"read the vendor first"}
            """);
    assertThat(ask(decisions, "1")).containsExactly("rule_denied");
    decisions.ask("vendors.read", "{}");
    assertThat(ask(decisions, "1")).isEmpty();
  }

  @Test
  void twoActionsNeverMeetInOneTask() {
    var decisions =
        Decisions.under(
            """
            {"id":"apart","actions":["payments.create"],
             "when":"!session.never_with('vendors.read')","then":"deny","reason":"apart"}
            """);
    assertThat(ask(decisions, "1")).isEmpty();
    decisions.ask("vendors.read", "{}");
    assertThat(ask(decisions, "1")).containsExactly("rule_denied");
  }

  @Test
  void aClosedCatalogueRefusesWhatItDoesNotKnow() {
    var decisions = Decisions.under("");
    assertThat(Decisions.codes(decisions.ruled("payments.other", "{}").verdict()))
        .containsExactly("action_unknown");
    assertThat(Decisions.codes(decisions.ruled("vendors.read", "{\"x\":1}").verdict()))
        .containsExactly("argument_unknown");
    assertThat(Decisions.codes(decisions.ruled("vendors.read", "{\"vendor\":1}").verdict()))
        .containsExactly("argument_mistyped");
    assertThat(Decisions.codes(decisions.ruled("payments.create", "{}").verdict()))
        .containsExactly("key_missing");
  }

  @Test
  void aDigestThatPolicyWantsMustBeSigned() {
    String signed =
        Decisions.ACTIONS.replace(
            "\"key\":[\"invoice\"],", "\"key\":[\"invoice\"],\"digest_required\":true,");
    var decisions =
        Decisions.of(
            Decisions.policy(signed, "", Decisions.ANYTHING),
            Decisions.ANYTHING,
            Decisions.ANYTHING,
            null);
    var action = Decisions.action("payments.create", "{\"invoice\":\"1\"}");
    assertThat(Decisions.codes(decisions.ruled(action, null).verdict()))
        .containsExactly("digest_required");
    assertThat(Decisions.codes(decisions.ruled(action, action.adg()).verdict())).isEmpty();
  }

  private static List<String> ask(Decisions decisions, @Nullable String amount) {
    String arguments = "{\"invoice\":\"1\",\"amount\":\"" + amount + "\"}";
    return Decisions.codes(decisions.ruled("payments.create", arguments).verdict());
  }

  private static String added(String member) {
    return Decisions.ANYTHING.strip().replaceAll("}$", "") + "," + member + "}";
  }

  private static ListChanged changed(long version, List<String> added, List<String> removed) {
    return new ListChanged("blocked", version, added, removed, new ClientId("ops"), "why");
  }

  private static String text(Json.Obj json) {
    return Jcs.text(json);
  }
}
