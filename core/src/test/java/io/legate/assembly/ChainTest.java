package io.legate.assembly;

import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Authorized;
import io.legate.authorize.Settlement;
import io.legate.authorize.Settlement.Report;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.Removal;
import io.legate.identity.RequestId;
import io.legate.issue.IssuedInstance;
import io.legate.json.JsonReader;
import io.legate.limits.Actual;
import io.legate.open.OpenedTask;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.TaskSteering.Order;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The life of a task (DESIGN section 3) without sockets.
class ChainTest {

  static final String PAYMENTS =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/invoices/*"],
        "arguments":{"amount":{"constraint_type":"decimal","max":"500.00"},
                     "invoice":{"constraint_type":"wildcard"}},
        "limits":[{"name":"once","count":1,"by":"invoice"},{"name":"spend","sum":"amount","max":"1200.00"}],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site();
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void aChainOfFourActsWithinItsBoundary() throws Exception {
    IssuedInstance action = chain();
    Authorized allowed = pay(action, "i1", "100.00");

    assertThat(outcome(allowed)).isEqualTo(Outcome.ALLOW);
    assertThat(allowed.answer().actors())
        .containsExactly("action", "analysis", "research", "orchestrator");
    assertThat(outcome(pay(action, "i1", "100.00"))).isEqualTo(Outcome.RATE_LIMITED);
    assertThat(outcome(pay(action, "i2", "500.01"))).isEqualTo(Outcome.DENY);
    assertThat(outcome(pay(action, "i2", "500.00"))).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void anArgumentThatIsNotNamedIsRefused() throws Exception {
    IssuedInstance action = chain();
    Authorized answer =
        site.authorize(
            "action",
            action,
            "payments.create",
            "erp://acme/invoices/i1",
            "{\"amount\":\"1.00\",\"invoice\":\"i1\",\"note\":\"x\"}");
    assertThat(outcome(answer)).isEqualTo(Outcome.DENY);
    assertThat(answer.answer().reasons().getFirst().code()).isEqualTo("argument_not_named");
  }

  @Test
  void aRequestIdIsAnsweredOnceAndChargedOnce() throws Exception {
    IssuedInstance action = chain();
    RequestId request = site.requestId();
    Authorized first = pay(request, action, "i1", "100.00");
    Authorized again = pay(request, action, "i1", "100.00");
    assertThat(again.decisionId()).isEqualTo(first.decisionId());
    assertRefused(Code.IDEMPOTENCY_CONFLICT, () -> pay(request, action, "i1", "99.00"));
  }

  @Test
  void anAllowIsRepeatedOnlyWhileItMayBeExecuted() throws Exception {
    IssuedInstance action = chain();
    RequestId request = site.requestId();
    pay(request, action, "i1", "100.00");
    site.clock.advance(Duration.ofSeconds(6));
    Authorized late = pay(request, action, "i1", "100.00");
    assertThat(outcome(late)).isEqualTo(Outcome.DENY);
    assertThat(late.answer().reasons().getFirst().code()).isEqualTo("decision_expired");
  }

  @Test
  void anAllowIsNotRepeatedOnceItsPermissionWasTakenAway() throws Exception {
    IssuedInstance action = chain();
    RequestId request = site.requestId();
    assertThat(outcome(pay(request, action, "i1", "100.00"))).isEqualTo(Outcome.ALLOW);
    var removal =
        Removal.parse(
            JsonReader.read("{\"actions\":[\"payments.create\"]}"), BoundaryLimits.DEFAULT);
    site.use
        .steering()
        .contain(
            new Order(site.caller("orchestrator"), site.requestId(), action.task(), null, "enough"),
            List.of(removal));
    Authorized again = pay(request, action, "i1", "100.00");
    assertThat(outcome(again)).isEqualTo(Outcome.DENY);
    assertThat(again.answer().reasons().getFirst().code()).isEqualTo("decision_expired");
  }

  @Test
  void aStatementMakesOneHop() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    String statement = site.statement("orchestrator", task.token(), "research", PAYMENTS);
    IssuedInstance first = site.redeem("research", statement);
    IssuedInstance second = site.redeem("research", statement);
    assertThat(second.hop()).isEqualTo(first.hop());
    assertThat(second.token()).isNotEqualTo(first.token());
  }

  @Test
  void aStatementIsForItsDelegateOnly() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    String statement = site.statement("orchestrator", task.token(), "research", PAYMENTS);
    assertRefused(Code.INVALID_REQUEST, () -> site.redeem("analysis", statement));
  }

  @Test
  void aStatementByAnotherKeyThanTheHopsIsRefused() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    String statement = site.statement("analysis", task.token(), "research", PAYMENTS);
    assertRefused(Code.INVALID_REQUEST, () -> site.redeem("research", statement));
  }

  @Test
  void aWiderBoundaryIsRefused() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    for (String wider :
        List.of(
            PAYMENTS.replace("500.00", "500.01"),
            PAYMENTS.replace("payments.create", "payments.*"),
            PAYMENTS.replace("erp://acme/invoices/*", "erp://acme/*"),
            PAYMENTS.replace("\"max_depth\":3", "\"max_depth\":4"),
            PAYMENTS.replace(
                "\"invoice\":{\"constraint_type\":\"wildcard\"}",
                "\"x\":{\"constraint_type\":\"wildcard\"}"),
            PAYMENTS.replaceAll("(?s)\"arguments\":\\{.*?\\}\\},", ""))) {
      String statement = site.statement("orchestrator", task.token(), "research", wider);
      assertRefused(Code.INVALID_AUTHORIZATION_DETAILS, () -> site.redeem("research", statement));
    }
  }

  @Test
  void aHopMayNotOutliveItsParent() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    String statement =
        site.statement(
            "orchestrator", task.token(), "research", PAYMENTS, task.expiresAt().plusSeconds(1));
    assertRefused(Code.INVALID_REQUEST, () -> site.redeem("research", statement));
  }

  @Test
  void aChainIsNoCircle() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", PAYMENTS);
    String back = site.statement("research", research, "orchestrator", PAYMENTS);
    assertRefused(Code.INVALID_REQUEST, () -> site.redeem("orchestrator", back));
  }

  @Test
  void aChainIsNoDeeperThanItsTaskSays() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS, site.requestId(), 1);
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", PAYMENTS);
    String deeper = site.statement("research", research, "analysis", PAYMENTS);
    assertRefused(Code.INVALID_REQUEST, () -> site.redeem("analysis", deeper));
  }

  @Test
  void anAgentWithoutEntitlementGetsNothing() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    String statement = site.statement("orchestrator", task.token(), "other", PAYMENTS);
    assertRefused(Code.INVALID_AUTHORIZATION_DETAILS, () -> site.redeem("other", statement));
  }

  @Test
  void revokingAMiddleHopStopsWhatIsBelowAndNothingBeside() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", PAYMENTS);
    IssuedInstance analysis = site.delegate("research", research, "analysis", PAYMENTS);
    IssuedInstance below = erp("analysis", analysis);
    IssuedInstance action = site.delegate("orchestrator", task.token(), "action", PAYMENTS);
    IssuedInstance beside = erp("action", action);

    site.use
        .steering()
        .revoke(
            new Order(
                site.caller("orchestrator"),
                site.requestId(),
                task.token().task(),
                research.hop(),
                "test"));

    Authorized stopped = pay("analysis", site.requestId(), below, "i1", "1.00");
    assertThat(outcome(stopped)).isEqualTo(Outcome.DENY);
    assertThat(stopped.answer().reasons().getFirst().code()).isEqualTo("hop_revoked");
    assertRefused(Code.INVALID_REQUEST, () -> erp("analysis", analysis));
    assertThat(outcome(pay("action", site.requestId(), beside, "i1", "1.00")))
        .isEqualTo(Outcome.ALLOW);
    String again = site.statement("orchestrator", task.token(), "research", PAYMENTS);
    assertRefused(Code.ACCESS_DENIED, () -> site.redeem("research", again));
  }

  @Test
  void aCompletedTaskRefusesEverything() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", PAYMENTS);
    IssuedInstance token = erp("research", research);
    String statement = site.statement("research", research, "analysis", PAYMENTS);
    site.use
        .steering()
        .complete(
            new Order(
                site.caller("orchestrator"), site.requestId(), task.token().task(), null, ""));
    assertThat(outcome(pay("research", site.requestId(), token, "i1", "1.00")))
        .isEqualTo(Outcome.DENY);
    assertRefused(Code.INVALID_REQUEST, () -> site.redeem("analysis", statement));
    assertRefused(Code.INVALID_REQUEST, () -> erp("research", research));
  }

  @Test
  void aSuspendedHopGoesOnWhenResumedByWhoSuspendedIt() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", PAYMENTS);
    IssuedInstance token = erp("research", research);
    var order =
        new Order(
            site.caller("orchestrator"), site.requestId(), task.token().task(), research.hop(), "");
    site.use.steering().suspend(order);
    assertThat(outcome(pay("research", site.requestId(), token, "i1", "1.00")))
        .isEqualTo(Outcome.DENY);
    assertRefused(
        Code.ACCESS_DENIED,
        () ->
            site.use
                .steering()
                .resume(
                    new Order(
                        site.caller("research"),
                        site.requestId(),
                        task.token().task(),
                        research.hop(),
                        ""),
                    List.of()));
    site.use
        .steering()
        .resume(
            new Order(
                site.caller("orchestrator"),
                site.requestId(),
                task.token().task(),
                research.hop(),
                ""),
            List.of());
    assertThat(outcome(pay("research", site.requestId(), token, "i1", "1.00")))
        .isEqualTo(Outcome.ALLOW);
  }

  @Test
  void aHigherOutcomeThanReservedSuspendsTheTask() throws Exception {
    IssuedInstance action = chain();
    Authorized allowed = pay(action, "i1", "100.00");
    var actual = Settlement.executed(Map.of("amount", "130.00"), null);
    var report = new Report(site.requestId(), allowed.decisionId(), actual);
    assertThat(site.use.settlement().settle(site.pep("rs:erp"), report).overruns())
        .contains("spend");
    assertThat(outcome(pay(action, "i2", "1.00"))).isEqualTo(Outcome.DENY);
  }

  @Test
  void anActionThatWasNotExecutedGivesBackWhatItReserved() throws Exception {
    IssuedInstance action = chain();
    Authorized allowed = pay(action, "i1", "100.00");
    var report = new Report(site.requestId(), allowed.decisionId(), new Actual.NotExecuted());
    site.use.settlement().settle(site.pep("rs:erp"), report);
    assertThat(outcome(pay(action, "i1", "100.00"))).isEqualTo(Outcome.ALLOW);
    var other =
        new Report(site.requestId(), allowed.decisionId(), Settlement.executed(Map.of(), null));
    assertRefused(
        Code.ALREADY_SETTLED, () -> site.use.settlement().settle(site.pep("rs:erp"), other));
  }

  @Test
  void onlyTheResourceServerThatAskedSettles() throws Exception {
    Authorized allowed = pay(chain(), "i1", "100.00");
    var report = new Report(site.requestId(), allowed.decisionId(), new Actual.NotExecuted());
    assertRefused(Code.NOT_FOUND, () -> site.use.settlement().settle(site.pep("rs:crm"), report));
  }

  @Test
  void siblingsTogetherNeverExceedTheirParentsLimit() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", PAYMENTS);
    IssuedInstance one = erp("analysis", site.delegate("research", research, "analysis", PAYMENTS));
    IssuedInstance two = erp("action", site.delegate("research", research, "action", PAYMENTS));
    try (var executor = Executors.newFixedThreadPool(64)) {
      var calls =
          java.util.stream.IntStream.range(0, 64)
              .<Callable<Outcome>>mapToObj(
                  i ->
                      () ->
                          outcome(
                              i % 2 == 0
                                  ? pay("analysis", site.requestId(), one, "i" + i, "50.00")
                                  : pay("action", site.requestId(), two, "i" + i, "50.00")))
              .toList();
      long allowed = 0;
      for (var call : executor.invokeAll(calls)) {
        allowed += call.get() == Outcome.ALLOW ? 1 : 0;
      }
      assertThat(allowed).isEqualTo(24);
    }
  }

  private IssuedInstance chain() throws Exception {
    OpenedTask task = site.open("orchestrator", PAYMENTS);
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", PAYMENTS);
    IssuedInstance analysis = site.delegate("research", research, "analysis", PAYMENTS);
    IssuedInstance action = site.delegate("analysis", analysis, "action", PAYMENTS);
    return erp("action", action);
  }

  private IssuedInstance erp(String holder, IssuedInstance instance) throws RefusedException {
    return site.renew(holder, instance, Site.ERP);
  }

  private Authorized pay(IssuedInstance instance, String invoice, String amount) throws Exception {
    return pay("action", site.requestId(), instance, invoice, amount);
  }

  private Authorized pay(RequestId request, IssuedInstance instance, String invoice, String amount)
      throws Exception {
    return pay("action", request, instance, invoice, amount);
  }

  private Authorized pay(
      String agent, RequestId request, IssuedInstance instance, String invoice, String amount)
      throws Exception {
    return site.authorize(
        request,
        agent,
        instance,
        "payments.create",
        "erp://acme/invoices/" + invoice,
        "{\"amount\":\"%s\",\"invoice\":\"%s\"}".formatted(amount, invoice));
  }

  static void assertRefused(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }
}
