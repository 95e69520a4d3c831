package io.legate.demo.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.demo.catalogue.Party;
import io.legate.demo.message.Fields;
import io.legate.v1.Escalation;
import io.legate.v1.EscalationReason;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void hopIsToldAsAChainFromThePersonOn() throws Exception {
    tell(
        Party.ANALYSIS,
        """
        {"event":"hop","task":"t","hop":"h","claims":{"sub":"user:corp:alice",
         "authorization_details":[{},{}],
         "act":{"sub":"agent:analysis","act":{"sub":"agent:research"}}}}\
        """);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("  0.0 s chain    alice > research > analysis   (2 permissions for the ERP)\n");
  }

  @Test
  void refusalIsToldWithItsReason() throws Exception {
    tell(
        Party.ERP,
        """
        {"event":"decision","actor":"agent:action","action":"payments.create",
         "resource":"order://acme/PO-1/I-1","arguments":{"currency":"EUR","amount":"10.00"},
         "answer":"rate_limited","reasons":[{"code":"limit_spent","sentence":"it is spent"}]}\
        """);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("LIMIT    action asks the erp for EUR      10.00   PO-1/I-1")
        .contains("limit_spent: it is spent");
  }

  @Test
  void reasonIsToldInFull() throws Exception {
    String sentence = "argument `iban` has a value that this task has not met".repeat(3);
    tell(
        Party.ERP,
        """
        {"event":"decision","actor":"agent:action","action":"payments.create",
         "resource":"order://acme/PO-1/I-1","arguments":{"currency":"EUR","amount":"10.00"},
         "answer":"deny","reasons":[{"code":"value_not_seen","sentence":"%s"}]}\
        """
            .formatted(sentence));
    assertThat(told()).contains("value_not_seen: " + sentence);
  }

  @Test
  void personIsShownAllOfWhatWouldRun() throws Exception {
    String action =
        "{\"action\":\"briefs.file\",\"arguments\":{\"text\":\"%s\"}}".formatted("x".repeat(400));
    var waiting =
        Escalation.newBuilder()
            .setEscalationId("t.5")
            .setAction(action)
            .addActors("agent:assistant")
            .addActors("agent:orchestrator")
            .setSubject("user:corp:alice")
            .setPurpose("Answer a claim")
            .addDetails(EscalationReason.newBuilder().setSentence("a person must approve"))
            .addLabels("untrusted_content")
            .build();
    try (var account = account()) {
      account.asked("counsel", waiting);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).replaceAll("\n +(what +)?", ""))
        .contains(action);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("counsel is asked about t.5")
        .contains("agent:assistant < agent:orchestrator")
        .contains("user:corp:alice, to: Answer a claim")
        .contains("a person must approve")
        .contains("untrusted_content");
  }

  @Test
  void whatWaitedIsToldWhenItRuns() throws Exception {
    try (var account = account()) {
      for (String answer : List.of("escalate", "allow", "allow")) {
        account.tell(
            Party.SHOP,
            Fields.read(
                """
                {"event":"decision","actor":"agent:assistant","action":"refunds.create",
                 "resource":"purchase://shop/alice/s-1","arguments":{"amount":"420.00"},
                 "answer":"%s","reasons":[]}\
                """
                    .formatted(answer)));
      }
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce(
            "runs     refunds.create purchase://shop/alice/s-1 {\"amount\":\"420.00\"}");
  }

  @Test
  void eventOutOfFormIsToldAndNothingBreaks() throws Exception {
    tell(Party.ERP, "{\"event\":\"decision\"}");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("erp said something odd");
  }

  /// The account on one line.
  private String told() {
    return bytes.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");
  }

  private void tell(Party party, String event) throws Exception {
    try (var account = account()) {
      account.tell(party, Fields.read(event));
    }
  }

  private Account account() {
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new Account(new Terminal(out, false), () -> 0);
  }
}
