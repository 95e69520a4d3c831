package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Authorization.Pep;
import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.AuthorizeCommand.Semantic;
import io.legate.authorize.Authorized;
import io.legate.authorize.Settlement;
import io.legate.authorize.Settlement.Report;
import io.legate.boundary.ActionRequest;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.Removal;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.dpop.ProofMaker;
import io.legate.exchange.ExchangeRequest;
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.issue.IssuedInstance;
import io.legate.jose.LocalSigner;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.MemoryLedger;
import io.legate.limits.Actual;
import io.legate.open.OpenTask;
import io.legate.open.OpenedTask;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.TaskSteering.Order;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an agent, a delegate or a resource server tries that is not its to do.
class AttackTest {

  private static final String PLAIN =
      """
      {"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
       "resources":["erp://acme/invoices/*"],
       "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}%s}\
      """;

  private static final String MASK = ",\"obligations\":[{\"type\":\"mask\"}]";
  private static final String ONCE = ",\"limits\":[{\"name\":\"once\",\"count\":1}]";

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
  void aDelegateDoesNotShakeOffWhatItsStatementAdds() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    String statement =
        site.statement("orchestrator", task.token(), "research", boundary(ONCE + MASK));
    IssuedInstance research =
        exchange("research", statement, ExchangeRequest.JWT, null, boundary(""));
    IssuedInstance erp = site.renew("research", research, Site.ERP);
    Authorized first = pay(erp);
    assertThat(first.answer().obligations()).hasSize(1);
    assertThat(outcome(pay(erp))).isEqualTo(Outcome.RATE_LIMITED);
  }

  @Test
  void aDelegateDoesNotChooseAnotherParentThanItsStatementDid() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary("", MASK));
    String granted = boundary(",\"from\":1");
    String statement = site.statement("orchestrator", task.token(), "research", granted);
    assertRefused(
        Code.INVALID_AUTHORIZATION_DETAILS,
        () -> exchange("research", statement, ExchangeRequest.JWT, null, boundary(",\"from\":0")));
    IssuedInstance research =
        exchange("research", statement, ExchangeRequest.JWT, null, boundary(""));
    assertThat(pay(site.renew("research", research, Site.ERP)).answer().obligations()).hasSize(1);
  }

  @Test
  void aStatementThatExpiresOnItsWayMakesNoSecondHop() throws Exception {
    var clock = new SteppingClock(site.clock.instant());
    try (var late = new Site(clock, new MemoryLedger(clock))) {
      OpenedTask task = late.open("orchestrator", boundary(""));
      String statement = late.statement("orchestrator", task.token(), "research", boundary(""));
      late.redeem("research", statement);
      clock.now = clock.now.plus(Duration.ofMinutes(5)).minusMillis(1);
      var caller = late.caller("research");
      clock.step = Duration.ofMillis(2);
      assertRefused(
          Code.INVALID_REQUEST,
          () ->
              late.use
                  .exchange()
                  .exchange(caller, Site.request(statement, ExchangeRequest.JWT, null)));
      assertThat(late.use.tasks().read(task.token().task()).hops()).hasSize(2);
    }
  }

  @Test
  void anAddresseeDoesNotShakeOffWhatTheInstanceAdds() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary("", ",\"labels\":{\"adds\":[\"seen\"]}"));
    IssuedInstance research =
        site.delegate("orchestrator", task.token(), "research", boundary("", ",\"from\":1"));
    String narrowed = boundary(",\"from\":1" + MASK);
    for (String chosen : List.of("", boundary(""))) {
      IssuedInstance addressed =
          exchange(
              "research", research.token(), ExchangeRequest.ACCESS_TOKEN, "analysis", narrowed);
      IssuedInstance analysis =
          exchange(
              "analysis",
              addressed.token(),
              ExchangeRequest.ACCESS_TOKEN,
              null,
              chosen.isEmpty() ? null : chosen);
      IssuedInstance erp = site.renew("analysis", analysis, Site.ERP);
      assertThat(pay("analysis", erp).answer().obligations()).hasSize(1);
      assertThat(labels(task)).contains("seen");
    }
  }

  @Test
  void aNarrowedInstanceIsNotWidenedByItsOwnHolder() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary("", ""));
    String narrowed = boundary(",\"from\":1" + MASK);
    IssuedInstance one =
        exchange(
            "orchestrator", task.token().token(), ExchangeRequest.ACCESS_TOKEN, null, narrowed);
    IssuedInstance two =
        exchange("orchestrator", one.token(), ExchangeRequest.ACCESS_TOKEN, Site.ERP, boundary(""));
    assertThat(pay("orchestrator", two).answer().obligations()).hasSize(1);
  }

  @Test
  void anAddresseeDoesNotLearnWhatBecameOfTheDelegator() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", boundary(""));
    IssuedInstance addressed = site.renew("research", research, "analysis");
    site.use.steering().suspend(order("orchestrator", task, research));
    assertThatThrownBy(() -> site.renew("analysis", addressed, null))
        .hasMessageContaining("statement_unusable")
        .hasMessageNotContaining("suspended");
  }

  @Test
  void aRevokedKeyDoesNotSignAssertions() throws Exception {
    revokeKey("research");
    var fresh = LocalSigner.generate(SignatureAlgorithm.ES256, Site.PROVIDERS);
    assertRefused(Code.INVALID_CLIENT, () -> site.caller("research", fresh));
  }

  @Test
  void aKeyRevokedSinceTheAssertionWasCheckedStopsTheCall() throws Exception {
    var fresh = LocalSigner.generate(SignatureAlgorithm.ES256, Site.PROVIDERS);
    var caller = site.caller("research", fresh);
    revokeKey("research");
    assertRefused(Code.INVALID_CLIENT, () -> site.use.apiTokens().issue(caller, null));
  }

  @Test
  void aRevokedResourceServerDoesNotGoOnThroughItsStreamWhenRestored() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    IssuedInstance erp = site.renew("orchestrator", task.token(), Site.ERP);
    Pep stream = site.pep("rs:erp").onStream();
    Authorized allowed = pay("orchestrator", erp);
    site.clock.advance(Duration.ofSeconds(1));
    var server = new ClientId("rs:erp");
    site.use.controlChanges().revokeClient(site.caller("ops"), server, "");
    site.use.controlChanges().restoreClient(site.caller("ops"), server, "");
    site.clock.advance(Duration.ofSeconds(1));
    assertRefused(
        Code.INVALID_CLIENT,
        () ->
            site.use
                .authorization()
                .authorize(stream, command(site.requestId(), erp, Semantic.EXECUTE_ALL, 1)));
    var report = new Report(site.requestId(), allowed.decisionId(), new Actual.NotExecuted());
    assertRefused(Code.INVALID_CLIENT, () -> site.use.settlement().settle(stream, report));
  }

  @Test
  void aTaskThatIsKeptBusyCanStillBeStopped() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", boundary(""));
    IssuedInstance erp = site.renew("research", research, Site.ERP);
    for (int size : List.of(100, 10, 1)) {
      assertRefused(
          Code.TOO_MANY_REQUESTS,
          () -> {
            for (int i = 0; i < 50; i++) {
              var flood = command("research", site.requestId(), erp, Semantic.EXECUTE_ALL, size);
              site.use.authorization().authorize(site.pep("rs:erp"), flood);
            }
          });
    }
    site.use.steering().contain(order("orchestrator", task, research), List.of(removal("x.*")));
    site.use.steering().suspend(order("orchestrator", task, research));
    site.use.steering().revoke(order("orchestrator", task, null));
    assertRefused(Code.INVALID_REQUEST, () -> site.renew("research", research, null));
  }

  @Test
  void aRequestIdFromTheFutureIsNotChargedTwice() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    IssuedInstance hop = task.token();
    var request = new RequestId(Uuid7.at(site.clock.instant().plusSeconds(9)));
    IssuedInstance first = site.renew("orchestrator", hop, Site.ERP);
    assertThat(outcome(pay(request, "orchestrator", first))).isEqualTo(Outcome.ALLOW);
    for (int i = 0; i < 15; i++) {
      site.clock.advance(Duration.ofMinutes(4));
      hop = site.renew("orchestrator", hop, null);
    }
    site.clock.advance(Duration.ofSeconds(5));
    IssuedInstance last = site.renew("orchestrator", hop, Site.ERP);
    assertThat(outcome(pay(request, "orchestrator", last))).isEqualTo(Outcome.DENY);
  }

  @Test
  void aDryRunIsNotWhatALaterQuestionIsAnsweredWith() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(ONCE));
    IssuedInstance erp = site.renew("orchestrator", task.token(), Site.ERP);
    RequestId request = site.requestId();
    var real = command(request, erp, Semantic.EXECUTE_ALL, 1);
    var dry =
        new AuthorizeCommand(
            request,
            real.token(),
            command(request, erp, Semantic.EXECUTE_ALL, 1).proof(),
            real.method(),
            real.uri(),
            real.actions(),
            real.semantic(),
            true);
    site.use.authorization().authorize(site.pep("rs:erp"), dry);
    assertThat(outcome(site.use.authorization().authorize(site.pep("rs:erp"), real).getFirst()))
        .isEqualTo(Outcome.ALLOW);
    assertThat(outcome(pay("orchestrator", erp))).isEqualTo(Outcome.RATE_LIMITED);
  }

  @Test
  void aBatchThatStoppedDoesNotGoOnWhenItIsRepeated() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    IssuedInstance erp = site.renew("orchestrator", task.token(), Site.ERP);
    RequestId request = site.requestId();
    var authorization = site.use.authorization();
    for (int i = 0; i < 2; i++) {
      var batch = command(request, erp, Semantic.PERMIT_ON_FIRST_PERMIT, 3);
      assertThat(authorization.authorize(site.pep("rs:erp"), batch)).hasSize(1);
    }
  }

  @Test
  void aResourceServerAsksForItselfOnly() throws Exception {
    OpenedTask task = site.open("orchestrator", Site.ALL);
    IssuedInstance erp = site.renew("orchestrator", task.token(), Site.ERP);
    var foreign =
        ActionRequest.parse(
            "customers.read", Site.CRM, "crm://acme/c1", Json.Obj.EMPTY, BoundaryLimits.DEFAULT);
    var command =
        Site.command(site.requestId(), erp.token(), proof("orchestrator", erp), List.of(foreign));
    assertRefused(
        Code.INVALID_REQUEST,
        () -> site.use.authorization().authorize(site.pep("rs:erp"), command));
  }

  @Test
  void aReportOfMoreRowsThanCanBeReadBackIsRefused() throws Exception {
    for (long rows : new long[] {Long.MAX_VALUE, 9_007_199_254_740_993L}) {
      assertRefused(Code.INVALID_REQUEST, () -> Settlement.executed(Map.of(), rows));
      OpenedTask task = site.open("orchestrator", boundary(""));
      Authorized allowed = pay("orchestrator", site.renew("orchestrator", task.token(), Site.ERP));
      var actual = new Actual.Executed(Map.of(), rows);
      var report = new Report(site.requestId(), allowed.decisionId(), actual);
      assertThatThrownBy(() -> site.use.settlement().settle(site.pep("rs:erp"), report))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anotherContainmentUnderTheSameRequestIdIsAConflict() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    Order order = order("orchestrator", task, null);
    site.use.steering().contain(order, List.of(removal("payments.read")));
    var again =
        new Order(site.caller("orchestrator"), order.request(), order.task(), order.hop(), "");
    assertRefused(
        Code.IDEMPOTENCY_CONFLICT,
        () -> site.use.steering().contain(again, List.of(removal("payments.create"))));
  }

  @Test
  void aHolderDoesNotCompleteTheTask() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", boundary(""));
    assertRefused(
        Code.INVALID_REQUEST,
        () -> site.use.steering().complete(order("research", task, research)));
    assertRefused(
        Code.NOT_FOUND, () -> site.use.steering().complete(order("research", task, null)));
  }

  @Test
  void aScopeIsNamedInItsOwnForm() throws Exception {
    for (String scope : List.of("a\r\nb", "\"", "é")) {
      assertRefused(
          Code.INVALID_REQUEST,
          () ->
              site.use
                  .opening()
                  .open(
                      site.caller("orchestrator"),
                      new OpenTask(
                          site.requestId(),
                          null,
                          "x",
                          List.of(),
                          JsonReader.read(boundary("")),
                          site.clock.instant().plusSeconds(60),
                          1,
                          null,
                          scope)));
    }
  }

  private String labels(OpenedTask task) throws RefusedException {
    return site.use.tasks().read(task.token().task()).labels().toString();
  }

  private void revokeKey(String client) throws Exception {
    site.clock.advance(Duration.ofSeconds(1));
    site.use
        .controlChanges()
        .revokeKey(site.caller("ops"), site.key(client).thumbprint(), "stolen");
  }

  private static Removal removal(String action) throws Exception {
    return Removal.parse(
        JsonReader.read("{\"actions\":[\"" + action + "\"]}"), BoundaryLimits.DEFAULT);
  }

  private Order order(String caller, OpenedTask task, @Nullable IssuedInstance hop)
      throws RefusedException {
    return new Order(
        site.caller(caller),
        site.requestId(),
        task.token().task(),
        hop == null ? null : hop.hop(),
        "");
  }

  private IssuedInstance exchange(
      String caller, String token, String type, @Nullable String target, @Nullable String details)
      throws Exception {
    var request =
        new ExchangeRequest(
            token,
            type,
            null,
            null,
            null,
            target,
            null,
            details == null ? null : JsonReader.read(details),
            false);
    return site.use.exchange().exchange(site.caller(caller), request);
  }

  private Authorized pay(IssuedInstance instance) throws Exception {
    return pay("research", instance);
  }

  private Authorized pay(String agent, IssuedInstance instance) throws Exception {
    return pay(site.requestId(), agent, instance);
  }

  private Authorized pay(RequestId request, String agent, IssuedInstance instance)
      throws Exception {
    return site.authorize(
        request, agent, instance, "payments.create", "erp://acme/invoices/i1", "{}");
  }

  private AuthorizeCommand command(
      RequestId request, IssuedInstance instance, Semantic semantic, int actions) throws Exception {
    return command("orchestrator", request, instance, semantic, actions);
  }

  private AuthorizeCommand command(
      String agent, RequestId request, IssuedInstance instance, Semantic semantic, int actions)
      throws Exception {
    var asked =
        new ArrayList<>(
            Collections.nCopies(
                actions, Site.action("payments.create", "erp://acme/invoices/i1", "{}")));
    return new AuthorizeCommand(
        request,
        instance.token(),
        proof(agent, instance),
        "POST",
        Site.PAY,
        asked,
        semantic,
        false);
  }

  private String proof(String agent, IssuedInstance instance) {
    return new ProofMaker(site.signer(agent))
        .make(
            ProofMaker.Target.of("POST", Site.PAY).withToken(instance.token()),
            site.clock.instant());
  }

  private static String boundary(String... additions) {
    return "[" + String.join(",", Arrays.stream(additions).map(PLAIN::formatted).toList()) + "]";
  }

  /// Steps on after each reading.
  private static final class SteppingClock extends Clock {
    private Instant now;
    private Duration step = Duration.ZERO;

    SteppingClock(Instant now) {
      this.now = now;
    }

    @Override
    public synchronized Instant instant() {
      Instant read = now;
      now = now.plus(step);
      return read;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
