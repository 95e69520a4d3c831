package io.legate.assembly;

import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Authorized;
import io.legate.authorize.Settlement;
import io.legate.authorize.Settlement.Report;
import io.legate.boundary.BoundaryLimits;
import io.legate.dpop.ProofMaker;
import io.legate.identity.ClientId;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.ledger.MemoryLedger;
import io.legate.limits.Actual;
import io.legate.policy.Conditions;
import io.legate.policy.Policies;
import io.legate.policy.PublishedPolicies;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Trust scores, moved by what agents signed for and what came of it.
class TrustTest {

  private static final Json.Obj TRUST =
      Json.Obj.with(
              "trust",
              Json.Obj.with("start", "0.50")
                  .with("per_denial", "-0.10")
                  .with("per_overrun", "-0.20")
                  .with("per_execution", "0.05")
                  .with("floor", "0.00")
                  .with("ceiling", "0.60")
                  .build())
          .build();

  private final Policies policies = new PublishedPolicies(Conditions.NONE, BoundaryLimits.DEFAULT);

  private TickingClock clock;
  private MemoryLedger ledger;
  private Site site;
  private IssuedInstance hop;

  @BeforeEach
  void open() throws Exception {
    clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
    ledger = new MemoryLedger(clock);
    site = site();
    hop = hop();
  }

  private Site site() throws Exception {
    return new Site(clock, ledger, TRUST);
  }

  private IssuedInstance hop() throws Exception {
    String boundary =
        """
        [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
          "resources":["erp://acme/*"],
          "arguments":{"amount":{"constraint_type":"decimal","max":"500.00"}},
          "limits":[{"name":"spend","sum":"amount","max":"100.00"}]}]
        """;
    return site.renew("orchestrator", site.open("orchestrator", boundary).token(), Site.ERP);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void anAgentOfWhomNothingIsKnownHasTheScoreThatPolicyStartsWith() throws Exception {
    assertThat(score("orchestrator")).isEqualByComparingTo("0.50");
  }

  @Test
  void denialsLowerIt() throws Exception {
    ask("payments.delete", true);
    ask("payments.delete", true);
    site.use.trust().move();
    assertThat(score("orchestrator")).isEqualByComparingTo("0.30");
    assertThat(score("research")).isEqualByComparingTo("0.50");
  }

  @Test
  void whatTheAgentDidNotSignForDoesNotMoveIt() throws Exception {
    ask("payments.delete", false);
    settle(ask("payments.create", false), "1.00");
    site.use.trust().move();
    assertThat(score("orchestrator")).isEqualByComparingTo("0.50");
  }

  @Test
  void whatWasExecutedRaisesItOnceItIsSettled() throws Exception {
    Authorized allowed = ask("payments.create", true);
    site.use.trust().move();
    assertThat(score("orchestrator")).isEqualByComparingTo("0.50");
    settle(allowed, "1.00");
    settle(allowed, "1.00");
    site.use.trust().move();
    assertThat(score("orchestrator")).isEqualByComparingTo("0.55");
  }

  @Test
  void whatWasNotExecutedDoesNotMoveIt() throws Exception {
    Authorized allowed = ask("payments.create", true);
    site.use
        .settlement()
        .settle(
            site.pep("rs:erp"),
            new Report(site.requestId(), allowed.decisionId(), new Actual.NotExecuted()));
    site.use.trust().move();
    assertThat(score("orchestrator")).isEqualByComparingTo("0.50");
  }

  @Test
  void anOverrunLowersIt() throws Exception {
    settle(ask("payments.create", true), "400.00");
    site.use.trust().move();
    assertThat(score("orchestrator")).isEqualByComparingTo("0.30");
  }

  @Test
  void itStaysBetweenFloorAndCeiling() throws Exception {
    for (int i = 0; i < 9; i++) {
      ask("payments.delete", true);
    }
    site.use.trust().move();
    assertThat(score("orchestrator")).isEqualByComparingTo("0.00");
    for (int i = 0; i < 20; i++) {
      settle(ask("payments.create", true), "0.00");
    }
    site.use.trust().move();
    assertThat(score("orchestrator")).isEqualByComparingTo("0.60");
  }

  @Test
  void manyOutcomesAreFewEvents() throws Exception {
    long before = ledger.stream(io.legate.ledger.StreamId.CONTROL, 0, 1_000).size();
    for (int i = 0; i < 40; i++) {
      ask("payments.delete", true);
    }
    site.use.trust().move();
    site.use.trust().move();
    long after = ledger.stream(io.legate.ledger.StreamId.CONTROL, 0, 1_000).size();
    assertThat(after - before).isBetween(1L, 10L);
  }

  @Test
  void itSurvivesARestart() throws Exception {
    ask("payments.delete", true);
    site.use.trust().move();
    site.close();
    site = site();
    assertThat(score("orchestrator")).isEqualByComparingTo("0.40");
  }

  private BigDecimal score(String client) throws Exception {
    var control = site.use.control().get();
    var trust = java.util.Objects.requireNonNull(policies.inForce(control).trust());
    return trust.read(control.facts().trust().get(new ClientId(client)));
  }

  private Authorized ask(String action, boolean signed) throws Exception {
    var asked = Site.action(action, "erp://acme/1", "{\"amount\":\"1.00\"}");
    var target = ProofMaker.Target.of("POST", Site.PAY).withToken(hop.token());
    String proof =
        new ProofMaker(site.signer("orchestrator"))
            .make(signed ? target.withActionDigest(asked.adg()) : target, clock.instant());
    var command = Site.command(site.requestId(), hop.token(), proof, asked);
    Authorized answer = site.use.authorization().authorize(site.pep("rs:erp"), command).getFirst();
    assertThat(outcome(answer))
        .isEqualTo(action.equals("payments.create") ? Outcome.ALLOW : Outcome.DENY);
    return answer;
  }

  private void settle(Authorized allowed, String amount) throws Exception {
    site.use
        .settlement()
        .settle(
            site.pep("rs:erp"),
            new Report(
                site.requestId(),
                allowed.decisionId(),
                Settlement.executed(Map.of("amount", amount), null)));
  }
}
