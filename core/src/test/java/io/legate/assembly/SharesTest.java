package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.AuthorizeCommand.Semantic;
import io.legate.authorize.Authorized;
import io.legate.authorize.Settlement.Report;
import io.legate.boundary.BoundaryLimits;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.identity.RequestId;
import io.legate.issue.IssuedInstance;
import io.legate.jose.LocalSigner;
import io.legate.ledger.MemoryLedger;
import io.legate.limits.Actual;
import io.legate.open.OpenedTask;
import io.legate.refusal.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the broker remembers is shared out: nobody can use up what is another's.
class SharesTest extends Attacks {

  private static final int REQUESTS = 12;
  private static final int KEYS = 3;

  private OpenedTask task;
  private IssuedInstance busyHop;
  private IssuedInstance busy;
  private IssuedInstance sibling;

  @Override
  @BeforeEach
  void open() throws Exception {
    var clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
    var bounds = new Bounds(16 * 1024, REQUESTS, KEYS, 1 << 20);
    site = new Site(clock, new MemoryLedger(clock), BoundaryLimits.DEFAULT, bounds);
    task = site.open("orchestrator", boundary(""));
    busyHop = site.delegate("orchestrator", task.token(), "research", boundary(""));
    busy = site.renew("research", busyHop, Site.ERP);
    sibling =
        site.renew(
            "action",
            site.delegate("orchestrator", task.token(), "action", boundary("")),
            Site.ERP);
  }

  @Override
  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void aBusyAgentMakesNobodyElseWait() throws Exception {
    exhaust();
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(outcome(pay("action", sibling))).isEqualTo(Outcome.ALLOW);
    }
    assertRefused(Code.TOO_MANY_REQUESTS, () -> pay("action", sibling));
    IssuedInstance root = site.renew("orchestrator", task.token(), Site.ERP);
    assertThat(outcome(pay("orchestrator", root))).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void anAgentHasOneShareHoweverManyHopsItHolds() throws Exception {
    exhaust();
    IssuedInstance another = site.delegate("orchestrator", task.token(), "research", boundary(""));
    IssuedInstance erp = site.renew("research", another, Site.ERP);
    assertRefused(Code.TOO_MANY_REQUESTS, () -> pay("research", erp));
  }

  @Test
  void aShareComesBackWithinTheHour() throws Exception {
    exhaust();
    IssuedInstance hop = busyHop;
    for (int i = 0; i < 16; i++) {
      site.clock.advance(Duration.ofMinutes(4));
      hop = site.renew("research", hop, null);
    }
    assertThat(outcome(pay("research", site.renew("research", hop, Site.ERP))))
        .isEqualTo(Outcome.ALLOW);
  }

  @Test
  void whatWasAnsweredIsAnsweredAgainAlsoWithoutRoom() throws Exception {
    RequestId request = site.requestId();
    Authorized first = pay(request, "research", busy);
    exhaust();
    assertThat(pay(request, "research", busy).decisionId()).isEqualTo(first.decisionId());
  }

  @Test
  void outcomesAreSettledAlsoWithoutRoom() throws Exception {
    for (int i = 0; i < REQUESTS; i++) {
      settle(pay("research", busy));
    }
    for (int i = 0; i < REQUESTS; i++) {
      settle(pay("action", sibling));
    }
  }

  @Test
  void whoHasNoRoomLeftMayStillBeStoppedAndStopItself() throws Exception {
    exhaust();
    site.use.steering().contain(order("research", task, busyHop), List.of(removal("x.*")));
    site.use.steering().suspend(order("orchestrator", task, busyHop));
    site.use.steering().revoke(order("orchestrator", task, busyHop));
    assertThat(outcome(pay("action", sibling))).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void aClientShowsSoManyNewKeysAnHour() throws Exception {
    var keys = new LocalSigner[KEYS + 1];
    for (int i = 0; i <= KEYS; i++) {
      keys[i] = LocalSigner.generate(SignatureAlgorithm.ES256, Site.PROVIDERS);
    }
    for (int i = 0; i < KEYS; i++) {
      token("research", keys[i]);
    }
    assertRefused(Code.TOO_MANY_REQUESTS, () -> token("research", keys[KEYS]));
    // Those it has go on, its registered one too, and nobody else is held up.
    token("research", keys[0]);
    token("research", site.signer("research"));
    // What was refused was not claimed either.
    token("action", keys[KEYS]);
    site.clock.advance(Duration.ofHours(1));
    token("research", LocalSigner.generate(SignatureAlgorithm.ES256, Site.PROVIDERS));
    assertRefused(Code.INVALID_DPOP_PROOF, () -> token("research", keys[KEYS]));
    assertRefused(Code.INVALID_DPOP_PROOF, () -> token("action", keys[0]));
  }

  private void token(String client, LocalSigner key) throws Exception {
    site.use.apiTokens().issue(site.caller(client, key), null);
  }

  private void settle(Authorized allowed) throws Exception {
    var report = new Report(site.requestId(), allowed.decisionId(), new Actual.NotExecuted());
    assertThat(site.use.settlement().settle(site.pep("rs:erp"), report).overruns()).isEmpty();
    assertThat(site.use.settlement().settle(site.pep("rs:erp"), report).overruns()).isEmpty();
  }

  private void exhaust() {
    assertRefused(
        Code.TOO_MANY_REQUESTS,
        () -> {
          for (int i = 0; i <= REQUESTS; i++) {
            var flood = command("research", site.requestId(), busy, Semantic.EXECUTE_ALL, 1);
            site.use.authorization().authorize(site.pep("rs:erp"), flood);
          }
        });
  }
}
