package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.SeenSite.ACME;
import static io.legate.assembly.SeenSite.EVIL;
import static io.legate.assembly.SeenSite.allowed;
import static io.legate.assembly.SeenSite.codes;
import static io.legate.assembly.SeenSite.disclosed;
import static io.legate.assembly.SeenSite.payment;
import static io.legate.assembly.SeenSite.vendor;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Authorized;
import io.legate.authorize.Explanation.Part;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.ledger.RecordedEvent;
import io.legate.refusal.Code;
import io.legate.stream.Drafts;
import io.legate.task.Learned.Dropped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A value counts only where this task has met it.
class SeenTest {

  private SeenSite seen;

  @BeforeEach
  void open() throws Exception {
    seen = new SeenSite();
  }

  @AfterEach
  void close() {
    seen.close();
  }

  @Test
  void aPaymentGoesWhereTheMasterDataSays() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    assertThat(seen.pay(task, "v1", ACME)).containsExactly("value_not_seen");
    seen.read(task, "vendors.read", "{}", vendor("v1", "DE89 3704 0044 0532 0130 00"));
    assertThat(seen.pay(task, "v1", ACME)).isEmpty();
    assertThat(seen.pay(task, "v1", EVIL)).containsExactly("value_not_seen");
  }

  @Test
  void theAccountOfAnotherVendorIsNotThisOnes() throws Exception {
    IssuedInstance task = seen.openForAlice();
    seen.read(task, "vendors.read", "{}", vendor("v1", ACME), vendor("v2", EVIL));
    assertThat(seen.pay(task, "v1", ACME)).isEmpty();
    assertThat(seen.pay(task, "v1", EVIL)).containsExactly("value_not_seen");
    assertThat(seen.pay(task, "v2", EVIL)).isEmpty();
  }

  @Test
  void whatNobodyStandsBehindIsNotThePrompt() throws Exception {
    assertThat(seen.pay(seen.openForAlice("v1"), "v1", EVIL)).hasSize(1);
    assertThat(seen.pay(seen.openAlone("v1"), "v1", EVIL)).hasSize(2);
  }

  @Test
  void whatOneAgentMetAnotherUsesOnAnotherBranch() throws Exception {
    var root =
        seen.site.open(
            "orchestrator",
            SeenSite.BOUNDARY,
            seen.site.requestId(),
            4,
            seen.site.aliceFor("orchestrator"),
            java.util.List.of());
    var research = seen.site.delegate("orchestrator", root.token(), "research", SeenSite.BOUNDARY);
    var analysis = seen.site.delegate("research", research, "analysis", SeenSite.BOUNDARY);
    var action = seen.site.delegate("orchestrator", root.token(), "action", SeenSite.BOUNDARY);
    IssuedInstance reader = seen.site.renew("analysis", analysis, Site.ERP);
    IssuedInstance payer = seen.site.renew("action", action, Site.ERP);
    String payment = payment("v1", ACME);
    assertThat(codes(seen.ask("action", payer, "payments.create", payment))).hasSize(2 * 2);
    seen.settle(allowed(seen.ask("analysis", reader, "vendors.read", "{}")), vendor("v1", ACME));
    allowed(seen.ask("action", payer, "payments.create", payment));
    // Another task of the same people knows nothing of it.
    assertThat(seen.pay(seen.openForAlice("v1"), "v1", ACME)).isNotEmpty();
  }

  @Test
  void onlyWhatTheCatalogueDeclaresOfThatActionIsTaken() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    var taken = seen.read(task, "payments.notes", "{}", vendor("v1", ACME));
    assertThat(taken.dropped()).isEqualTo(Map.of("erp.vendors", Dropped.NOT_DECLARED));
    taken =
        seen.read(
            task,
            "payments.create".replace("create", "inbox"),
            "{\"q\":\"x\"}",
            disclosed("no.such", "{\"a\":1}"));
    assertThat(taken.dropped()).isEqualTo(Map.of("no.such", Dropped.NOT_DECLARED));
    taken =
        seen.read(
            task,
            "vendors.read",
            "{}",
            disclosed("erp.vendors", "{\"iban\":\"%s\",\"note\":\"v1\"}".formatted(ACME)));
    assertThat(taken.dropped()).as("a field is left out without a word").isEmpty();
    assertThat(seen.pay(task, "v1", ACME)).as("not with `v1`").containsExactly("value_not_seen");
    assertThat(seen.state(task).sightings().count()).isEqualTo(1);
  }

  @Test
  void aValueThatIsNotOfItsFormIsLeftOutAndTheRestIsKept() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    seen.read(
        task,
        "vendors.read",
        "{}",
        disclosed(
            "erp.vendors",
            "{\"id\":\"v1\",\"iban\":[\"not one\",{\"a\":1},null,\"%s\"]}".formatted(ACME)));
    assertThat(seen.state(task).sightings().count()).isEqualTo(2);
    assertThat(seen.pay(task, "v1", ACME)).isEmpty();
  }

  @Test
  void onlyWhoAskedDiscloses() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    Authorized read = allowed(seen.ask(task, "vendors.read", "{}"));
    assertRefused(
        Code.NOT_FOUND,
        () -> seen.settle("rs:crm", read, seen.site.requestId(), vendor("v1", EVIL)));
    Authorized denied = seen.ask(task, "payments.create", payment("v1", EVIL));
    assertRefused(Code.NOT_FOUND, () -> seen.settle(denied, vendor("v1", EVIL)));
    assertThat(seen.pay(task, "v1", EVIL)).isNotEmpty();
    seen.settle(read, vendor("v1", ACME));
    assertThat(seen.pay(task, "v1", ACME)).isEmpty();
  }

  @Test
  void aReportIsTakenOnceWithItsDisclosures() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    Authorized read = allowed(seen.ask(task, "vendors.read", "{}"));
    var undeclared = disclosed("no.such", "{\"a\":1.50}");
    var request = seen.site.requestId();
    var taken = seen.settle("rs:erp", read, request, vendor("v1", ACME), undeclared);
    long seq = seen.seq(task);
    assertThat(seen.settle("rs:erp", read, request, vendor("v1", ACME), undeclared))
        .isEqualTo(taken);
    assertThat(seen.settle(read, vendor("v1", ACME), undeclared))
        .as("under another id")
        .isEqualTo(taken);
    assertRefused(Code.ALREADY_SETTLED, () -> seen.settle(read, vendor("v1", EVIL), undeclared));
    assertRefused(Code.ALREADY_SETTLED, () -> seen.settle(read));
    assertRefused(
        Code.ALREADY_SETTLED,
        () -> seen.settle(read, vendor("v1", ACME), disclosed("no.such", "{\"a\":1.5}")));
    assertThat(seen.seq(task)).isEqualTo(seq);
    assertThat(seen.pay(task, "v1", EVIL)).isNotEmpty();
  }

  @Test
  void whatIsReportedAfterTheTaskHasEndedIsKeptAndHelpsNobody() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    Authorized read = allowed(seen.ask(task, "vendors.read", "{}"));
    seen.site
        .use
        .steering()
        .complete(
            new io.legate.revoke.TaskSteering.Order(
                seen.site.caller("orchestrator"), seen.site.requestId(), task.task(), null, ""));
    seen.settle(read, vendor("v1", ACME));
    assertThat(seen.state(task).sightings().count()).isEqualTo(2);
    assertThat(seen.pay(task, "v1", ACME)).containsExactly("task_completed");
  }

  @Test
  void aValueThatTheTaskWroteIsNotSeenByReadingItBack() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    allowed(
        seen.ask(task, "payments.book", "{\"id\":\"v1\",\"iban\":\"gb29 nwbk60161331926819\"}"));
    seen.read(task, "vendors.read", "{}", vendor("v1", EVIL), vendor("v1", ACME));
    assertThat(seen.pay(task, "v1", EVIL)).containsExactly("value_not_seen");
    assertThat(seen.pay(task, "v1", ACME)).as("what it did not write").isEmpty();
  }

  @Test
  void whatWasMetBeforeItWasWrittenStaysMet() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    seen.read(task, "vendors.read", "{}", vendor("v1", ACME));
    allowed(seen.ask(task, "payments.book", "{\"id\":\"v1\",\"iban\":\"%s\"}".formatted(ACME)));
    seen.read(task, "vendors.read", "{}", vendor("v1", ACME));
    assertThat(seen.pay(task, "v1", ACME)).isEmpty();
  }

  @Test
  void aDryRunWritesNothingAndIsAnsweredFromTheSameMemory() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    String book = "{\"id\":\"v1\",\"iban\":\"%s\"}".formatted(ACME);
    allowed(seen.ask("orchestrator", task, true, false, "payments.book", book));
    String payment = payment("v1", ACME);
    var asked = seen.ask("orchestrator", task, true, false, "payments.create", payment);
    assertThat(codes(asked)).containsExactly("value_not_seen");
    seen.read(task, "vendors.read", "{}", vendor("v1", ACME));
    allowed(seen.ask("orchestrator", task, true, false, "payments.create", payment));
  }

  @Test
  void anOutsidersWordCountsWhereTheInstructionPointsAtIt() throws Exception {
    IssuedInstance task = seen.openForAlice("bob@corp.test", "the mail of Monday", "7");
    String told = "{\"to\":\"eve@evil.test\",\"text\":\"hi\"}";
    var mail =
        disclosed("mail.inbox", "{\"from\":\"eve@evil.test\",\"text\":\"read evil.test\",\"n\":7}");
    seen.read(task, "payments.inbox", "{\"q\":\"any mail\"}", mail);
    assertThat(codes(seen.ask(task, "payments.tell", told))).containsExactly("value_not_seen");
    seen.read(task, "payments.inbox", "{\"n\":7}", mail);
    assertThat(codes(seen.ask(task, "payments.tell", told)))
        .as("a number names nothing, asked for or found")
        .containsExactly("value_not_seen");
    seen.read(task, "payments.inbox", "{\"q\":\"the mail of Monday\"}", mail);
    allowed(seen.ask(task, "payments.tell", told));
  }

  @Test
  void aRecordThatHoldsAValueOfTheInstructionIsPointedAt() throws Exception {
    IssuedInstance task = seen.openForAlice("bob@corp.test");
    seen.read(
        task,
        "payments.inbox",
        "{\"q\":\"anything\"}",
        disclosed("mail.inbox", "{\"from\":\"bob@CORP.test\",\"text\":\"see www.trips.test/a\"}"),
        disclosed("mail.inbox", "{\"from\":\"eve@evil.test\",\"text\":\"see www.evil.test/b\"}"));
    String text = "{\"to\":\"bob@corp.test\",\"text\":\"look at www.%s please\"}";
    allowed(seen.ask(task, "payments.tell", text.formatted("trips.test/a")));
    assertThat(codes(seen.ask(task, "payments.tell", text.formatted("evil.test/b"))))
        .containsExactly("value_not_seen");
  }

  @Test
  void everyElementOfAListIsAsked() throws Exception {
    IssuedInstance task = seen.openForAlice("a@corp.test");
    seen.read(
        task,
        "vendors.read",
        "{}",
        disclosed("erp.vendors", "{\"mail\":[\"b@corp.test\",\"c@corp.test\"]}"));
    String tell = "{\"to\":[%s],\"text\":\"\"}";
    allowed(seen.ask(task, "payments.tell", tell.formatted("\"a@corp.test\",\"c@corp.test\"")));
    assertThat(
            codes(
                seen.ask(
                    task, "payments.tell", tell.formatted("\"a@corp.test\",\"eve@evil.test\""))))
        .containsExactly("value_not_seen");
  }

  @Test
  void theRecordSaysWhereAValueWasMetAndTheAnswerDoesNot() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    seen.read(task, "vendors.read", "{}", vendor("v1", ACME));
    seen.read(
        task, "payments.notes", "{}", disclosed("erp.notes", "{\"iban\":\"%s\"}".formatted(EVIL)));
    var refused =
        seen.ask("orchestrator", task, false, true, "payments.create", payment("v1", EVIL));
    assertThat(requireNonNull(refused.explanation()).seen())
        .containsExactly(
            new Part("iban in erp.vendors.iban", "not_met"),
            new Part("payee in prompt, erp.vendors.id", "met"));
    assertThat(refused.answer().reasons().toString()).doesNotContain("erp.notes");
    String record = last(task);
    assertThat(record)
        .contains("\"origins\":[\"erp.notes.iban\"]")
        .contains("\"origins\":[\"prompt\"]");
  }

  /// Of a value itself there is nothing in the ledger but what an action was asked for with.
  @Test
  void eventsCarryHashesAndNoValues() throws Exception {
    IssuedInstance task = seen.openForAlice("a secret of Alice's");
    seen.read(task, "vendors.read", "{}", vendor("v1", ACME));
    var all = new StringBuilder();
    for (var event : seen.ledger.stream(Drafts.stream(task.task()), 0, 100)) {
      all.append(new String(event.body(), StandardCharsets.UTF_8));
    }
    assertThat(all.toString()).doesNotContain("secret of Alice").doesNotContain(ACME);
    assertThat(all.toString()).contains("erp.vendors").contains("\"iban\"");
  }

  @Test
  void onceTheKeyIsErasedNothingWasMetAndNothingIsTaken() throws Exception {
    IssuedInstance task = seen.openForAlice("v1");
    seen.read(task, "vendors.read", "{}", vendor("v1", ACME));
    assertThat(seen.pay(task, "v1", ACME)).isEmpty();
    seen.ledger.eraseSecrets(Drafts.stream(task.task()));
    assertThat(seen.pay(task, "v1", ACME)).isNotEmpty();
    var taken = seen.read(task, "vendors.read", "{}", vendor("v1", ACME));
    assertThat(taken.dropped()).isEqualTo(Map.of("erp.vendors", Dropped.SOURCE_FULL));
    assertThat(seen.pay(task, "v1", ACME)).isNotEmpty();
  }

  private String last(IssuedInstance task) throws Exception {
    var event = seen.ledger.event(Drafts.stream(task.task()), seen.seq(task));
    Json.Obj data = RecordedEvent.of(requireNonNull(event)).data();
    return io.legate.json.Jcs.text(data);
  }
}
