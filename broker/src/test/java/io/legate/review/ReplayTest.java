package io.legate.review;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Answer;
import io.legate.authorize.Reason;
import io.legate.json.Json;
import io.legate.ledger.StreamId;
import io.legate.ledger.sqlite.SqliteRecords;
import io.legate.stream.Drafts;
import io.legate.task.TaskEvent.Decision;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each
  private RecordedRun run;

  @BeforeEach
  void open() throws Exception {
    run = new RecordedRun(folder);
  }

  @AfterEach
  void close() throws Exception {
    run.close();
  }

  @Test
  void everyDecisionComesOutAsItWasRecorded() throws Exception {
    run.everything();
    var findings = replay(Period.ALL, null);
    assertThat(findings).hasSizeGreaterThan(35).allSatisfy(ReplayTest::isReproduced);
    assertThat(outcomes(findings)).containsExactly("allow", "deny", "escalate", "rate_limited");
    assertThat(codes(findings))
        .contains(
            "rule_denied",
            "rule_escalates",
            "value_not_seen",
            "approval_denied",
            "limit_spent",
            "digest_mismatch",
            "decision_expired",
            "action_unknown",
            "breaker_tripped");
  }

  @Test
  void aBrokerAtWorkIsReadBesideIt() throws Exception {
    var task = run.task();
    run.pay(task, "I-1", "1.00", "V-1");
    assertThat(replay(Period.ALL, null)).hasSize(1);
    run.pay(task, "I-2", "1.00", "V-1");
    assertThat(replay(Period.ALL, null)).hasSize(2).allSatisfy(ReplayTest::isReproduced);
  }

  @Test
  void anOutcomeThatWasChangedIsFound() throws Exception {
    run.block(List.of("V-666"), List.of());
    var task = run.task();
    run.pay(task, "I-1", "1.00", "V-1");
    var denied = run.pay(task, "I-2", "1.00", "V-666");
    change(
        Drafts.stream(task.task()),
        seq(denied.decisionId()),
        "\"outcome\":\"deny\"",
        "\"outcome\":\"rate_limited\"");
    var findings = replay(Period.ALL, null);
    assertThat(findings).hasSize(2);
    assertThat(findings.getFirst()).isInstanceOf(Finding.Reproduced.class);
    assertThat(findings.getLast())
        .isInstanceOfSatisfying(
            Finding.Different.class,
            one -> {
              assertThat(one.about().id()).isEqualTo(denied.decisionId());
              assertThat(one.differences())
                  .containsExactly(
                      new Difference(
                          "/outcome", new Json.Str("rate_limited"), new Json.Str("deny")));
            });
  }

  @Test
  void aRuleThatWasChangedIsFoundAtTheDecisionsItMade() throws Exception {
    var task = run.task();
    run.pay(task, "I-1", "101.00", "V-1");
    changeControl("args.amount > 100", "args.amount > 200");
    var differing = different(replay(Period.ALL, null));
    assertThat(differing).hasSize(1);
    assertThat(pointers(differing.getFirst()))
        .contains("/outcome", "/checks/basis/bundle", "/then/escalated");
  }

  @Test
  void aListThatWasChangedIsFound() throws Exception {
    run.block(List.of("V-666"), List.of());
    var task = run.task();
    run.pay(task, "I-1", "1.00", "V-1");
    var denied = run.pay(task, "I-2", "1.00", "V-666");
    changeControl("V-666", "V-667");
    var differing = different(replay(Period.ALL, null));
    assertThat(differing).extracting(one -> one.about().id()).containsExactly(denied.decisionId());
    assertThat(pointers(differing.getFirst())).contains("/outcome", "/checks/basis/rules/blocked");
  }

  @Test
  void whatFollowedADecisionIsHeldAgainstItToo() throws Exception {
    var task = run.task();
    var large = run.pay(task, "I-1", "101.00", "V-1");
    change(Drafts.stream(task.task()), seq(large.decisionId()) + 1, "role:finance", "role:anybody");
    var differing = different(replay(Period.ALL, null));
    assertThat(pointers(differing.getFirst()))
        .containsExactly("/then/escalated/ask/needs/0/approvers/0");
  }

  @Test
  void anActionThatTheAgentDidNotSignForIsFound() throws Exception {
    var task = run.task();
    var paid = run.pay(task, "I-1", "1.00", "V-1");
    change(
        Drafts.stream(task.task()),
        seq(paid.decisionId()),
        "\"attested\":true",
        "\"attested\":false");
    assertThat(pointers(different(replay(Period.ALL, null)).getFirst()))
        .containsExactly("/attested");
  }

  @Test
  void aDecisionThatNoProofHasPaidForIsFound() throws Exception {
    var task = run.task();
    run.pay(task, "I-1", "1.00", "V-1");
    var paid = run.pay(task, "I-2", "1.00", "V-1");
    var stream = Drafts.stream(task.task());
    var event = requireNonNull(run.ledger.event(stream, seq(paid.decisionId())));
    var proof =
        Pattern.compile(",\"proof\":\"[^\"]+\",\"proof_key\":\"[^\"]+\"")
            .matcher(new String(requireNonNull(event.body()), UTF_8));
    assertThat(proof.find()).isTrue();
    change(stream, seq(paid.decisionId()), proof.group(), "");
    var differing = different(replay(Period.ALL, null));
    assertThat(differing).extracting(one -> one.about().id()).containsExactly(paid.decisionId());
    assertThat(pointers(differing.getFirst())).containsExactly("/proof");
  }

  @Test
  void withoutTheTasksKeyWhatAskedForItIsSaidNotToBeReproducible() throws Exception {
    var task = run.task("V-9");
    run.pay(task, "I-1", "1.00", "V-1");
    run.ask(task, "payments.tell", "{\"to\":\"V-9\"}");
    run.ledger.eraseSecrets(Drafts.stream(task.task()));
    var findings = replay(Period.ALL, null);
    assertThat(findings.getFirst()).isInstanceOf(Finding.Reproduced.class);
    assertThat(findings.getLast())
        .isInstanceOfSatisfying(
            Finding.NotReproducible.class,
            one -> assertThat(one.lacking()).contains("key of what the task has met"));
  }

  @Test
  void afterABodyThatIsGoneNothingOfTheTaskIsReproducibleAndEveryDecisionIsCounted()
      throws Exception {
    var task = run.task();
    run.pay(task, "I-1", "1.00", "V-1");
    run.pay(task, "I-2", "1.00", "V-1");
    run.pay(run.task(), "I-3", "1.00", "V-1");
    run.close();
    sql("UPDATE event SET body = NULL WHERE seq = 2 AND " + of(Drafts.stream(task.task())));
    var report = report(replay(Period.ALL, null));
    assertThat(report.decisions()).isEqualTo(3);
    assertThat(report.notReproducible()).isEqualTo(2);
    assertThat(report.lacking()).hasSize(1);
    assertThat(report.lacking().keySet().iterator().next()).contains("has lost its body");
  }

  @Test
  void whatWasAskedOutsideOfAnyTaskIsCountedAsNotReproducible() throws Exception {
    run.askAlone("vendors.read");
    var report = report(replay(Period.ALL, null));
    assertThat(report.decisions()).isEqualTo(1);
    assertThat(report.notReproducible()).isEqualTo(1);
    assertThat(report.lacking().keySet())
        .singleElement()
        .asString()
        .contains("outside of any task");
    var later = new Period(run.clock.instant().plusMillis(1), null, List.of());
    assertThat(replay(later, null)).isEmpty();
  }

  @Test
  void aPeriodHoldsWhatWasDecidedWithinItAndFoldsWhatWasBefore() throws Exception {
    var task = run.task();
    run.pay(task, "I-1", "300.00", "V-1");
    run.pay(task, "I-2", "1.00", "V-1");
    run.clock.advance(Duration.ofMinutes(1));
    var from = run.clock.instant();
    run.pay(task, "I-2", "1.00", "V-1");
    run.clock.advance(Duration.ofMinutes(1));
    var until = run.clock.instant();
    run.pay(task, "I-3", "1.00", "V-1");
    run.pay(run.task(), "I-4", "1.00", "V-1");
    assertThat(replay(new Period(from, until, List.of()), null))
        .singleElement()
        .satisfies(ReplayTest::isReproduced);
    assertThat(replay(new Period(null, null, List.of(task.task())), null)).hasSize(4);
    assertThat(replay(new Period(until.plusSeconds(1), null, List.of()), null)).isEmpty();
  }

  @Test
  void underTheSameBundleNothingChanges() throws Exception {
    run.everything();
    var report = report(replay(Period.ALL, RecordedRun.POLICY));
    // The last task ran under another one, which asked people earlier.
    assertThat(report.changes())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.from() + " " + one.to()).isEqualTo("escalate allow");
              assertThat(one.causes()).contains("rule large");
            });
    assertThat(report.unchanged()).isEqualTo(report.decisions() - 1);
  }

  @Test
  void aLooserBundleShowsExactlyTheDecisionsThatChange() throws Exception {
    run.block(List.of("V-666"), List.of());
    var task = run.task();
    run.pay(task, "I-1", "1.00", "V-1");
    var blocked = run.pay(task, "I-2", "1.00", "V-666");
    var large = run.pay(task, "I-3", "150.00", "V-1");
    run.pay(task, "I-4", "201.00", "V-1");
    String looser =
        RecordedRun.POLICY
            .replace("args.payee in lists.blocked_vendors", "args.payee == 'V-667'")
            .replace("args.amount > 100", "args.amount > 200");
    var report = report(replay(Period.ALL, looser));
    assertThat(report.different()).isZero();
    assertThat(report.changes())
        .extracting(one -> one.about().id())
        .containsExactly(blocked.decisionId(), large.decisionId());
    assertThat(report.groups())
        .containsExactlyInAnyOrder(
            new ReplayReport.Counted(new ReplayReport.Group("deny", "allow", "rule blocked"), 1),
            new ReplayReport.Counted(new ReplayReport.Group("escalate", "allow", "rule large"), 1));
  }

  /// What another bundle allows is counted under it: the recorded run had never got that far.
  @Test
  void anotherBundlesDecisionsHaveTheirConsequences() throws Exception {
    run.block(List.of("V-666"), List.of());
    var task = run.task();
    run.pay(task, "I-1", "1.00", "V-666");
    var again = run.pay(task, "I-1", "1.00", "V-666");
    var third = run.pay(task, "I-2", "1.00", "V-1");
    String other =
        RecordedRun.POLICY
            .replace("args.payee in lists.blocked_vendors", "args.payee == 'V-667'")
            .replace("\"count\":6", "\"count\":1");
    var changes = report(replay(Period.ALL, other)).changes();
    assertThat(changes).hasSize(3);
    assertThat(changes.get(1).about().id()).isEqualTo(again.decisionId());
    assertThat(changes.get(1).from() + changes.get(1).to()).isEqualTo("denydeny");
    assertThat(changes.get(1).causes()).containsExactly("rule twice");
    assertThat(changes.get(2).about().id()).isEqualTo(third.decisionId());
    assertThat(changes.get(2).to()).isEqualTo("rate_limited");
    assertThat(changes.get(2).causes()).containsExactly("rule few");
  }

  @Test
  void aPersonsAnswerCountsOnlyForWhatTheyWereAsked() throws Exception {
    var task = run.task();
    run.answer(run.pay(task, "I-1", "101.00", "V-1"), true);
    var allowed = run.pay(task, "I-1", "101.00", "V-1");
    run.answer(run.pay(task, "I-2", "102.00", "V-1"), false);
    var denied = run.pay(task, "I-2", "102.00", "V-1");
    String others =
        RecordedRun.POLICY.replace(
            "[\"role:finance\"],\"quorum\":1", "[\"role:legal\"],\"quorum\":1");
    var changes = report(replay(Period.ALL, others)).changes();
    assertThat(changes).hasSize(4);
    assertThat(changes.getFirst().terms())
        .extracting(Difference::pointer)
        .containsExactly("/approvals/0/rule/approvers/0");
    assertThat(changes.get(1).about().id()).isEqualTo(allowed.decisionId());
    assertThat(changes.get(1).to()).isEqualTo("escalate");
    assertThat(changes.get(3).about().id()).isEqualTo(denied.decisionId());
    assertThat(changes.get(3).to()).isEqualTo("escalate");
  }

  @Test
  void otherTermsOfTheSameOutcomeAreTold() throws Exception {
    var task = run.task();
    run.ask(task, "vendors.read", "{}");
    String other = RecordedRun.POLICY.replace("\"value\":50", "\"value\":20");
    assertThat(report(replay(Period.ALL, other)).changes())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.to()).isEqualTo("allow");
              assertThat(one.terms())
                  .extracting(Difference::pointer)
                  .containsExactly("/obligations/1/value");
            });
  }

  private List<Finding> replay(Period period, @Nullable String other) throws Exception {
    var found = new ArrayList<Finding>();
    try (SqliteRecords records = run.records()) {
      new Replay(records, RecordedRun.CEL, other == null ? null : RecordedRun.policy(other))
          .run(period, found::add, (_, _) -> {});
    }
    return found;
  }

  private static ReplayReport report(List<Finding> findings) {
    var report = new ReplayReport("other");
    findings.forEach(report);
    return report;
  }

  private static void isReproduced(Finding finding) {
    assertThat(finding).isInstanceOf(Finding.Reproduced.class);
  }

  private static List<Finding.Different> different(List<Finding> findings) {
    return findings.stream()
        .filter(Finding.Different.class::isInstance)
        .map(Finding.Different.class::cast)
        .toList();
  }

  private static List<String> pointers(Finding.Different one) {
    return one.differences().stream().map(Difference::pointer).toList();
  }

  private static Set<String> outcomes(List<Finding> findings) {
    var outcomes = new TreeSet<String>();
    findings.forEach(one -> outcomes.add(decision(one).outcome()));
    return outcomes;
  }

  private static Set<String> codes(List<Finding> findings) {
    var codes = new TreeSet<String>();
    for (Finding one : findings) {
      Answer.reasons(decision(one)).stream().map(Reason::code).forEach(codes::add);
    }
    return codes;
  }

  private static Decision decision(Finding finding) {
    return Objects.requireNonNull(finding.about().decision());
  }

  private static long seq(String decisionId) {
    return Long.parseLong(decisionId.substring(decisionId.indexOf('.') + 1));
  }

  /// Changes what one event of a stream says.
  private void change(StreamId stream, long seq, String from, String to) throws Exception {
    run.close();
    Recorded.change(folder, of(stream) + " AND seq = " + seq, from, to);
  }

  /// Changes what every event of control says.
  private void changeControl(String from, String to) throws Exception {
    run.close();
    Recorded.change(folder, of(StreamId.CONTROL), from, to);
  }

  private static String of(StreamId stream) {
    return "stream = x'" + stream.value().toString().replace("-", "") + "'";
  }

  private void sql(String sql) throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }
}
