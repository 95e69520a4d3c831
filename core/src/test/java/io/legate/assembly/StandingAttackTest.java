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
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.issue.IssuedInstance;
import io.legate.jose.LocalSigner;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.limits.Actual;
import io.legate.open.OpenTask;
import io.legate.open.OpenedTask;
import io.legate.refusal.Code;
import io.legate.revoke.TaskSteering;
import io.legate.revoke.TaskSteering.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What somebody tries who was stopped, or who asks twice, or for somebody else.
class StandingAttackTest extends Attacks {

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
    site.use.controlChanges().revokeClient(change(""), server);
    site.use.controlChanges().restoreClient(change(""), server);
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
            real.asked(),
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
    var command = Site.command(site.requestId(), erp.token(), proof("orchestrator", erp), foreign);
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
  void aHopCarriesSoManyRemovals() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    var steering = site.use.steering();
    int calls = TaskSteering.REMOVALS_PER_HOP_MAX / TaskSteering.REMOVALS_MAX;
    for (int i = 0; i < calls; i++) {
      steering.contain(order("orchestrator", task, null), removals(i, TaskSteering.REMOVALS_MAX));
    }
    assertRefused(
        Code.TOO_MANY_REQUESTS,
        () -> steering.contain(order("orchestrator", task, null), removals(calls, 1)));
    // All of it can still be ended.
    steering.revoke(order("orchestrator", task, null));
  }

  private static List<Removal> removals(int call, int count) throws Exception {
    var removals = new ArrayList<Removal>();
    for (int i = 0; i < count; i++) {
      removals.add(removal("x" + call + ".y" + i));
    }
    return removals;
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
                          new OpenTask.Authority.Stated(JsonReader.read(boundary(""))),
                          site.clock.instant().plusSeconds(60),
                          1,
                          null,
                          scope)));
    }
  }
}
