package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Authorized;
import io.legate.dpop.ProofMaker;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.ledger.MemoryLedger;
import io.legate.ledger.RecordedEvent;
import io.legate.open.OpenedTask;
import io.legate.policy.Breaker.Trip;
import io.legate.refusal.Code;
import io.legate.revoke.TaskSteering.Order;
import io.legate.stream.Drafts;
import io.legate.task.EventKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Circuit breakers, from the denial that trips them to the operator who resumes.
class BreakerTest {

  private static final int DENIALS = 3;
  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private Site site;
  private OpenedTask task;
  private IssuedInstance research;

  @BeforeEach
  void open() throws Exception {
    start(Trip.SUSPEND_AGENT);
  }

  private void start(Trip trip) throws Exception {
    var clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
    var breaker =
        Json.Obj.with("id", "too_many_denials")
            .with("denials", DENIALS)
            .with("per", "PT1M")
            .with("then", trip.label())
            .build();
    var breakers = Json.Obj.with("breakers", new Json.Arr(List.of(breaker))).build();
    site = new Site(clock, new MemoryLedger(clock), breakers);
    task = site.open("orchestrator", BOUNDARY);
    var hop = site.delegate("orchestrator", task.token(), "research", BOUNDARY);
    research = site.renew("research", hop, Site.ERP);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void anAgentThatIsDeniedTooOftenIsSuspendedInTheTask() throws Exception {
    for (int i = 1; i < DENIALS; i++) {
      denied("research", research);
      assertThat(outcome(allowed("research", research))).isEqualTo(Outcome.ALLOW);
    }
    denied("research", research);
    assertThat(allowed("research", research).answer().reasons())
        .extracting(reason -> reason.code())
        .contains("breaker_tripped");
  }

  @Test
  void theBreakerTripsInTheTurnOfTheDenial() throws Exception {
    for (int i = 0; i < DENIALS; i++) {
      denied("research", research);
    }
    var kinds = new ArrayList<EventKind>();
    for (var event : site.ledger.stream(Drafts.stream(research.task()), 0, 1_000)) {
      kinds.add(EventKind.of(RecordedEvent.of(event).kind()));
    }
    assertThat(kinds)
        .endsWith(
            EventKind.DECIDED, EventKind.DECIDED, EventKind.DECIDED, EventKind.BREAKER_TRIPPED);
  }

  @Test
  void everyHopOfTheAgentIsSuspendedAndNoNewOneIsMade() throws Exception {
    var analysis = site.delegate("orchestrator", task.token(), "analysis", BOUNDARY);
    var below = site.delegate("analysis", analysis, "research", BOUNDARY);
    var other = site.renew("research", below, Site.ERP);
    trip();
    assertThat(outcome(allowed("research", other))).isEqualTo(Outcome.DENY);
    assertThat(outcome(allowed("analysis", site.renew("analysis", analysis, Site.ERP))))
        .isEqualTo(Outcome.ALLOW);
    assertRefused(Code.INVALID_REQUEST, () -> site.renew("research", research, null));
    assertRefused(
        Code.ACCESS_DENIED,
        () -> site.delegate("orchestrator", task.token(), "research", BOUNDARY));
    assertThat(site.use.introspection().introspect(site.caller("research"), other.token()))
        .isNull();
  }

  @Test
  void anotherTaskOfTheAgentGoesOn() throws Exception {
    trip();
    var second = site.open("orchestrator", BOUNDARY);
    var hop = site.delegate("orchestrator", second.token(), "research", BOUNDARY);
    assertThat(outcome(allowed("research", site.renew("research", hop, Site.ERP))))
        .isEqualTo(Outcome.ALLOW);
  }

  @Test
  void onlyAnOperatorResumesAndTheCountBeginsAnew() throws Exception {
    trip();
    assertRefused(
        Code.ACCESS_DENIED, () -> site.use.steering().resume(order("orchestrator"), List.of()));
    assertRefused(
        Code.ACCESS_DENIED, () -> site.use.steering().resume(order("research"), List.of()));
    site.use.steering().resume(order("ops"), List.of());
    for (int i = 1; i < DENIALS; i++) {
      denied("research", research);
      assertThat(outcome(allowed("research", research))).isEqualTo(Outcome.ALLOW);
    }
    denied("research", research);
    assertThat(outcome(allowed("research", research))).isEqualTo(Outcome.DENY);
  }

  @Test
  void whoLiftsItsOwnSuspensionDoesNotLiftTheBreaker() throws Exception {
    trip();
    site.use.steering().suspend(order("orchestrator"));
    site.use.steering().resume(order("orchestrator"), List.of());
    assertThat(outcome(allowed("research", research))).isEqualTo(Outcome.DENY);
  }

  @Test
  void aDenialThatTheAgentDidNotSignForDoesNotCount() throws Exception {
    for (int i = 0; i < 3 * DENIALS; i++) {
      ask("research", research, "payments.delete", null);
      ask("research", research, "payments.create", digest("payments.delete"));
    }
    assertThat(outcome(allowed("research", research))).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void denialsThatAreFarApartDoNotTrip() throws Exception {
    for (int i = 0; i < 3 * DENIALS; i++) {
      denied("research", research);
      site.clock.advance(Duration.ofSeconds(30));
      research = i % 4 == 3 ? site.renew("research", research, Site.ERP) : research;
    }
    assertThat(outcome(allowed("research", research))).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void aTaskInWhichEverythingEscalatesAllowsNobody() throws Exception {
    site.close();
    start(Trip.ESCALATE_EVERYTHING);
    var analysis = site.delegate("orchestrator", task.token(), "analysis", BOUNDARY);
    var beside = site.renew("analysis", analysis, Site.ERP);
    assertThat(outcome(allowed("analysis", beside))).isEqualTo(Outcome.ALLOW);
    trip();
    assertThat(site.use.tasks().read(research.task()).escalatesEverything()).isTrue();
    assertThat(outcome(allowed("analysis", beside))).isEqualTo(Outcome.ESCALATE);
    site.use
        .steering()
        .resume(
            new Order(site.caller("ops"), site.requestId(), research.task(), null, ""), List.of());
    assertThat(outcome(allowed("analysis", beside))).isEqualTo(Outcome.ALLOW);
  }

  private void trip() throws Exception {
    for (int i = 0; i < DENIALS; i++) {
      denied("research", research);
    }
  }

  private Order order(String by) throws Exception {
    return new Order(
        site.caller(by), site.requestId(), research.task(), research.hop(), "looked into it");
  }

  private Authorized allowed(String agent, IssuedInstance hop) throws Exception {
    return ask(agent, hop, "payments.create", digest("payments.create"));
  }

  private void denied(String agent, IssuedInstance hop) throws Exception {
    assertThat(outcome(ask(agent, hop, "payments.delete", digest("payments.delete"))))
        .isEqualTo(Outcome.DENY);
  }

  private static String digest(String action) throws Exception {
    return Site.action(action, "erp://acme/1", "{}").adg();
  }

  private Authorized ask(
      String agent,
      IssuedInstance hop,
      String action,
      @org.jspecify.annotations.Nullable String adg)
      throws Exception {
    var target = ProofMaker.Target.of("POST", Site.PAY).withToken(hop.token());
    String proof =
        new ProofMaker(site.signer(agent))
            .make(adg == null ? target : target.withActionDigest(adg), site.clock.instant());
    var command =
        Site.command(
            site.requestId(), hop.token(), proof, Site.action(action, "erp://acme/1", "{}"));
    return site.use.authorization().authorize(site.pep("rs:erp"), command).getFirst();
  }
}
