package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Authorized;
import io.legate.caller.Caller;
import io.legate.dpop.ProofMaker;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.issue.IssuedInstance;
import io.legate.ledger.MemoryLedger;
import io.legate.open.OpenedTask;
import io.legate.refusal.Code;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Both sides of every instant at which something stops, or begins, to count (DESIGN section 4).
class ClockEdgeTest extends Attacks {

  @Test
  void anAgentsProofIsGoodFromTenSecondsAheadToSixtyAfter() throws Exception {
    IssuedInstance erp = erp();
    assertThat(outcome(ask(erp, 10))).isEqualTo(Outcome.ALLOW);
    assertRefused(Code.INVALID_DPOP_PROOF, () -> ask(erp, 11));
    assertThat(outcome(ask(erp, -60))).isEqualTo(Outcome.ALLOW);
    assertRefused(Code.INVALID_DPOP_PROOF, () -> ask(erp, -61));
  }

  @Test
  void aCallersProofIsGoodFromTenSecondsAheadToSixtyAfter() throws Exception {
    assertThat(caller(10).id().value()).isEqualTo("research");
    assertRefused(Code.INVALID_DPOP_PROOF, () -> caller(11));
    assertThat(caller(-60).id().value()).isEqualTo("research");
    assertRefused(Code.INVALID_DPOP_PROOF, () -> caller(-61));
  }

  @Test
  void anInstanceIsGoodUntilItsExpAndNotAtIt() throws Exception {
    IssuedInstance erp = erp();
    moveTo(erp.expiresAt().minusMillis(1));
    assertThat(outcome(pay("orchestrator", erp))).isEqualTo(Outcome.ALLOW);
    moveTo(erp.expiresAt());
    assertRefused(Code.INVALID_TOKEN, () -> pay("orchestrator", erp));
    assertRefused(Code.INVALID_REQUEST, () -> site.renew("orchestrator", erp, null));
  }

  @Test
  void aHopIsGoodUntilItsEndAndNotAtIt() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    Instant end = site.clock.instant().plusSeconds(60);
    String statement = site.statement("orchestrator", task.token(), "research", boundary(""), end);
    IssuedInstance erp = site.renew("research", site.redeem("research", statement), Site.ERP);
    assertThat(erp.expiresAt()).isEqualTo(end);
    moveTo(end.minusMillis(1));
    assertThat(outcome(pay("research", erp))).isEqualTo(Outcome.ALLOW);
    moveTo(end);
    assertRefused(Code.INVALID_TOKEN, () -> pay("research", erp));
    assertRefused(Code.INVALID_REQUEST, () -> site.redeem("research", statement));
  }

  @Test
  void aRequestIdIsHonouredForAnHourAndRefusedAfter() throws Exception {
    Instant now = site.clock.instant();
    for (Duration age : new Duration[] {Duration.ofHours(1), Duration.ofSeconds(-10)}) {
      var request = new RequestId(Uuid7.at(now.minus(age)));
      assertThat(site.open("orchestrator", boundary(""), request, 1)).isNotNull();
    }
    for (Duration age :
        new Duration[] {Duration.ofHours(1).plusMillis(1), Duration.ofMillis(-10_001)}) {
      var request = new RequestId(Uuid7.at(now.minus(age)));
      assertRefused(
          Code.REQUEST_EXPIRED, () -> site.open("orchestrator", boundary(""), request, 1));
    }
  }

  @Test
  void aDecisionIsRepeatedUntilItsExecuteByAndNotAtIt() throws Exception {
    IssuedInstance erp = erp();
    RequestId request = site.requestId();
    Instant executeBy =
        java.util.Objects.requireNonNull(pay(request, "orchestrator", erp).answer().executeBy());
    moveTo(executeBy.minusMillis(1));
    assertThat(outcome(pay(request, "orchestrator", erp))).isEqualTo(Outcome.ALLOW);
    moveTo(executeBy);
    assertThat(outcome(pay(request, "orchestrator", erp))).isEqualTo(Outcome.DENY);
  }

  /// The ledger's own clock is the judge: two seconds off is the most that is appended with.
  @Test
  void aClockThatHasJumpedRecordsNothingUntilItIsBack() throws Exception {
    var ledgers = new TickingClock(site.clock.instant());
    var nodes = new SteppingClock(site.clock.instant());
    try (var jumpy = new Site(nodes, new MemoryLedger(ledgers))) {
      IssuedInstance root = jumpy.open("orchestrator", boundary("")).token();
      IssuedInstance erp = jumpy.renew("orchestrator", root, Site.ERP);
      nodes.now = ledgers.instant().plusSeconds(2);
      assertThat(outcome(pay(jumpy, erp))).isEqualTo(Outcome.ALLOW);
      var before = jumpy.ledger.logHead().frontier().size();
      nodes.now = ledgers.instant().plusMillis(2_001);
      assertRefused(Code.TEMPORARILY_UNAVAILABLE, () -> pay(jumpy, erp));
      assertThat(jumpy.ledger.logHead().frontier().size()).isEqualTo(before);
      nodes.now = ledgers.instant().plusSeconds(2);
      assertThat(outcome(pay(jumpy, erp))).isEqualTo(Outcome.ALLOW);
    }
  }

  private IssuedInstance erp() throws Exception {
    return site.renew("orchestrator", site.open("orchestrator", boundary("")).token(), Site.ERP);
  }

  private void moveTo(Instant instant) {
    site.clock.advance(Duration.between(site.clock.instant(), instant));
  }

  private Caller caller(int ahead) throws Exception {
    String proof =
        new ProofMaker(site.signer("research"))
            .make(
                ProofMaker.Target.of("POST", Site.TOKEN_ENDPOINT),
                site.clock.instant().plusSeconds(ahead));
    return site.use.callers().byAssertion(site.assertion("research"), null, site.call(proof));
  }

  private Authorized ask(IssuedInstance erp, int ahead) throws Exception {
    String proof =
        new ProofMaker(site.signer("orchestrator"))
            .make(
                ProofMaker.Target.of("POST", Site.PAY).withToken(erp.token()),
                site.clock.instant().plusSeconds(ahead));
    var action = Site.action("payments.create", "erp://acme/invoices/i1", "{}");
    return site.use
        .authorization()
        .authorize(site.pep("rs:erp"), Site.command(site.requestId(), erp.token(), proof, action))
        .getFirst();
  }

  private static Authorized pay(Site site, IssuedInstance erp) throws Exception {
    return site.authorize("orchestrator", erp, "payments.create", "erp://acme/invoices/i1", "{}");
  }
}
