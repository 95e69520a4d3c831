package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.AuthorizeCommand.Asked;
import io.legate.authorize.AuthorizeCommand.Semantic;
import io.legate.authorize.Authorized;
import io.legate.authorize.Reason;
import io.legate.boundary.ActionRequest;
import io.legate.control.CarriedLabels;
import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.dpop.ProofMaker;
import io.legate.identity.ClientId;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.Journals;
import io.legate.ledger.MemoryLedger;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.refusal.Code;
import io.legate.stream.ControlFold;
import io.legate.stream.Drafts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Labels that follow an opener into its next tasks for the same subject.
class CarryTest {

  private static final String CARRIED = "untrusted_content";
  private static final Duration LASTS = Duration.ofDays(7);

  private static final String POLICY =
      """
      {"carry_labels":{"labels":["untrusted_content"],"for":"P7D"}}
      """;

  /// Reading labels the task with one label that policy carries and one that it does not; paying is
  /// refused under the first, and telling is for those whom the instruction names.
  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.read"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],"labels":{"adds":["untrusted_content","seen_by_me"]}},
       {"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],"labels":{"refuses":["untrusted_content"]}},
       {"type":"agent_action","actions":["payments.tell"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],
        "arguments":{"to":{"constraint_type":"seen","in":["prompt"]}}}]
      """;

  private TickingClock clock;
  private MemoryLedger ledger;
  private Site site;

  @BeforeEach
  void open() throws Exception {
    clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
    ledger = new MemoryLedger(clock);
    site = site(POLICY);
  }

  private Site site(String policy) throws Exception {
    return new Site(clock, ledger, (Json.Obj) JsonReader.read(policy));
  }

  /// Ends this process and starts another on the same ledger.
  private void restart(String policy) throws Exception {
    site.close();
    ledger = ledger.reopen();
    site = site(policy);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void aLabelFollowsTheOpenerIntoItsNextTaskForTheSameSubject() throws Exception {
    var first = openForAlice();
    assertThat(outcome(ask(first, "payments.read"))).isEqualTo(Outcome.ALLOW);
    var next = openForAlice();
    assertThat(labels(next)).containsExactly(CARRIED);
    assertThat(codes(ask(next, "payments.create"))).containsExactly("label_refused");
  }

  @Test
  void aDelegatesReadingFollowsTheOpener() throws Exception {
    String passing =
        BOUNDARY.replace(
            "\"labels\":{\"adds\"",
            "\"delegation\":{\"max_depth\":2,\"allowed_delegates\":[{\"sub\":\"research\"}]},"
                + "\"labels\":{\"adds\"");
    String passed =
        """
        [{"type":"agent_action","actions":["payments.read"],"locations":["https://erp.test"],
          "resources":["erp://acme/*"]}]
        """;
    var root = site.open("orchestrator", passing).token();
    var hop = site.delegate("orchestrator", root, "research", passed);
    var reader = site.renew("research", hop, Site.ERP);
    assertThat(outcome(site.authorize("research", reader, "payments.read", "erp://acme/1", "{}")))
        .isEqualTo(Outcome.ALLOW);
    assertThat(labels(open("orchestrator", null))).containsExactly(CARRIED);
    assertThat(labels(open("research", null))).isEmpty();
  }

  @Test
  void itFollowsNobodyElseAndNoOtherSubject() throws Exception {
    ask(openForAlice(), "payments.read");
    assertThat(labels(open("orchestrator", null))).isEmpty();
    assertThat(labels(open("research", site.aliceFor("research")))).isEmpty();
    assertThat(labels(openForAlice())).containsExactly(CARRIED);
  }

  @Test
  void aTaskThatIsOpenAlreadyStaysAsItIs() throws Exception {
    var open = openForAlice();
    ask(openForAlice(), "payments.read");
    assertThat(labels(open)).isEmpty();
    assertThat(outcome(ask(open, "payments.create"))).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void itRunsOut() throws Exception {
    ask(openForAlice(), "payments.read");
    clock.advance(LASTS.minusMillis(1));
    assertThat(labels(openForAlice())).containsExactly(CARRIED);
    clock.advance(Duration.ofMillis(1));
    assertThat(labels(openForAlice())).isEmpty();
  }

  @Test
  void aReadingRenewsItOnceHalfOfItsTimeHasPassed() throws Exception {
    ask(openForAlice(), "payments.read");
    long before = controlEvents().size();
    clock.advance(LASTS.dividedBy(2));
    ask(openForAlice(), "payments.read");
    assertThat(controlEvents()).hasSize((int) before);
    clock.advance(Duration.ofMillis(1));
    ask(openForAlice(), "payments.read");
    assertThat(controlEvents()).hasSize((int) before + 1);
    clock.advance(LASTS.minusMillis(1));
    assertThat(labels(openForAlice())).containsExactly(CARRIED);
  }

  @Test
  void itSurvivesARestart() throws Exception {
    ask(openForAlice(), "payments.read");
    restart(POLICY);
    var next = openForAlice();
    assertThat(labels(next)).containsExactly(CARRIED);
    restart(POLICY);
    assertThat(labels(next)).containsExactly(CARRIED);
  }

  @Test
  void itSurvivesASnapshot() throws Exception {
    ask(openForAlice(), "payments.read");
    var fold = new ControlFold();
    var written = fold.snapshot(site.use.control().get());
    assertThat(fold.restore(StreamId.CONTROL, written, _ -> null))
        .isEqualTo(site.use.control().get());
    assertThat(site.use.control().get().facts().carried().entries().sizeAtMost()).isOne();
  }

  @Test
  void underACarriedLabelTheLiteralsAreTheAgentsOwn() throws Exception {
    assertThat(outcome(tell(openForAlice("ann@acme.test")))).isEqualTo(Outcome.ALLOW);
    ask(openForAlice(), "payments.read");
    assertThat(codes(tell(openForAlice("ann@acme.test")))).containsExactly("value_not_seen");
    clock.advance(LASTS);
    assertThat(outcome(tell(openForAlice("ann@acme.test")))).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void nothingIsCarriedWhereNoPolicySaysSo() throws Exception {
    restart("{}");
    long before = controlEvents().size();
    ask(openForAlice(), "payments.read");
    assertThat(controlEvents()).hasSize((int) before);
    assertThat(labels(openForAlice())).isEmpty();
  }

  @Test
  void whatPolicyNoLongerCarriesIsNotOnTheNextTask() throws Exception {
    ask(openForAlice(), "payments.read");
    restart("{}");
    assertThat(labels(openForAlice())).isEmpty();
    restart(POLICY);
    assertThat(labels(openForAlice())).containsExactly(CARRIED);
  }

  @Test
  void itIsOnRecordBeforeTheAllowThatAddsTheLabel() throws Exception {
    var task = openForAlice();
    ask(task, "payments.read");
    var carried = controlEvents().getLast();
    var allow = ledger.stream(Drafts.stream(task.task()), 0, 100).getLast();
    assertThat(allow.control()).isEqualTo(carried.seq());
  }

  @Test
  void whereItCannotBeRecordedNothingIsAllowed() throws Exception {
    var task = openForAlice();
    long before = site.use.tasks().known(task.task()).seq();
    ledger.fail(MemoryLedger.Fault.NOT_WRITTEN);
    assertRefused(Code.TEMPORARILY_UNAVAILABLE, () -> ask(task, "payments.read"));
    assertThat(site.use.tasks().known(task.task()).seq()).isEqualTo(before);
    assertThat(outcome(ask(task, "payments.read"))).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void aDryRunCarriesNothing() throws Exception {
    long before = controlEvents().size();
    var task = openForAlice();
    assertThat(outcome(ask(task, true, null, action("payments.read")).getFirst()))
        .isEqualTo(Outcome.ALLOW);
    assertThat(controlEvents()).hasSize((int) before);
  }

  @Test
  void aBatchIsDecidedWholeAfterwards() throws Exception {
    var task = openForAlice();
    var answers =
        ask(
            task,
            false,
            Semantic.EXECUTE_ALL,
            action("payments.create"),
            action("payments.read"),
            action("payments.create"));
    assertThat(answers.stream().map(Site::outcome))
        .containsExactly(Outcome.ALLOW, Outcome.ALLOW, Outcome.DENY);
    assertThat(labels(openForAlice())).containsExactly(CARRIED);
  }

  @Test
  void whatIsReadTogetherIsCarriedOnce() throws Exception {
    var tasks = List.of(openForAlice(), openForAlice(), openForAlice(), openForAlice());
    long before = controlEvents().size();
    var outcomes = tasks.parallelStream().map(task -> outcome(quietly(task))).toList();
    assertThat(outcomes).containsOnly(Outcome.ALLOW);
    assertThat(controlEvents()).hasSize((int) before + 1);
  }

  @Test
  void whereThereIsNoRoomToCarryItNothingIsAllowed() throws Exception {
    fill(CarriedLabels.ENTRIES_MAX);
    var task = openForAlice();
    Authorized refused = ask(task, "payments.read");
    assertThat(outcome(refused)).isEqualTo(Outcome.RATE_LIMITED);
    assertThat(codes(refused)).containsExactly("too_many_carried");
    assertThat(outcome(ask(task, true, null, action("payments.read")).getFirst()))
        .isEqualTo(Outcome.RATE_LIMITED);
    assertThat(labels(task)).isEmpty();
    assertThat(outcome(ask(task, "payments.create"))).isEqualTo(Outcome.ALLOW);
    clock.advance(LASTS);
    assertThat(outcome(ask(openForAlice(), "payments.read"))).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void theLastPlaceIsAPlaceAndWhoHasOneKeepsIt() throws Exception {
    fill(CarriedLabels.ENTRIES_MAX - 1);
    clock.advance(Duration.ofHours(1));
    assertThat(outcome(ask(openForAlice(), "payments.read"))).isEqualTo(Outcome.ALLOW);
    clock.advance(LASTS.dividedBy(2).plusSeconds(1));
    long before = controlEvents().size();
    assertThat(outcome(ask(openForAlice(), "payments.read"))).isEqualTo(Outcome.ALLOW);
    assertThat(controlEvents()).hasSize((int) before + 1);
    assertThat(codes(ask(open("orchestrator", null), "payments.read")))
        .containsExactly("too_many_carried");
  }

  /// Carries labels of somebody else's for as long as policy lets them be.
  private void fill(int entries) throws Exception {
    site.close();
    ledger = ledger.reopen();
    var somebody = new ClientId("somebody");
    Instant until = clock.instant().plus(LASTS);
    try (var journals = Journals.open(ledger, new ControlFold(), clock, _ -> {})) {
      journals
          .control()
          .<Boolean, RuntimeException>decide(
              turn -> {
                for (int from = 0; from < entries; from += 100) {
                  var labels =
                      IntStream.range(from, Math.min(entries, from + 100))
                          .mapToObj(i -> "label_" + i)
                          .toList();
                  turn.append(
                      Drafts.of(new LabelsCarried(somebody, "x", labels, until), List.of()));
                }
                return true;
              });
    }
    ledger = ledger.reopen();
    site = site(POLICY);
  }

  private IssuedInstance openForAlice(String... literals) throws Exception {
    return open("orchestrator", site.aliceFor("orchestrator"), literals);
  }

  private IssuedInstance open(String opener, @Nullable String subjectToken, String... literals)
      throws Exception {
    var task = site.open(opener, BOUNDARY, site.requestId(), 4, subjectToken, List.of(literals));
    return site.renew(opener, task.token(), Site.ERP);
  }

  private java.util.Set<String> labels(IssuedInstance token) throws Exception {
    return site.use.tasks().read(token.task()).labels();
  }

  private static List<String> codes(Authorized authorized) {
    return authorized.answer().reasons().stream().map(Reason::code).toList();
  }

  private List<StoredEvent> controlEvents() throws Exception {
    return ledger.stream(StreamId.CONTROL, 0, 1_000);
  }

  private static ActionRequest action(String name) throws Exception {
    return Site.action(name, "erp://acme/1", "{}");
  }

  private Authorized ask(IssuedInstance token, String action) throws Exception {
    return ask(token, false, null, action(action)).getFirst();
  }

  private Authorized tell(IssuedInstance token) throws Exception {
    var asked = Site.action("payments.tell", "erp://acme/1", "{\"to\":\"ann@acme.test\"}");
    return ask(token, false, null, asked).getFirst();
  }

  private Authorized quietly(IssuedInstance token) {
    try {
      return ask(token, "payments.read");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<Authorized> ask(
      IssuedInstance token, boolean dryRun, @Nullable Semantic semantic, ActionRequest... asked)
      throws Exception {
    String proof =
        new ProofMaker(site.signer("orchestrator"))
            .make(ProofMaker.Target.of("POST", Site.PAY).withToken(token.token()), clock.instant());
    var command =
        new AuthorizeCommand(
            site.requestId(),
            token.token(),
            proof,
            "POST",
            Site.PAY,
            java.util.Arrays.stream(asked).map(each -> new Asked(each, null)).toList(),
            semantic,
            dryRun,
            false);
    return site.use.authorization().authorize(site.pep("rs:erp"), command);
  }
}
