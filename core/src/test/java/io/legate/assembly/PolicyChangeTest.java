package io.legate.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Authorized;
import io.legate.authorize.Reason;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.MemoryLedger;
import io.legate.policy.Bundle;
import io.legate.refusal.RefusedException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// A policy that changes while tasks are open.
class PolicyChangeTest {

  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private static final String LEAF =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"]}]
      """;

  @Test
  void aLiveTaskMeetsTheNewPolicyAtItsNextDecision() throws Exception {
    try (var site = new Site()) {
      IssuedInstance held = held(site);
      var before = pay(site, held);
      assertThat(Site.outcome(before)).isEqualTo(Outcome.ALLOW);
      publish(site, policy("orchestrator: PASSES"));
      var after = pay(site, held);
      assertThat(codes(after)).contains("holder_not_entitled");
      assertThat(after.answer().policyHash()).isNotEqualTo(before.answer().policyHash());
    }
  }

  @Test
  void whatAnAncestorMayNoLongerPassOnIsGoneBelowIt() throws Exception {
    try (var site = new Site()) {
      IssuedInstance held = held(site);
      publish(site, policy("action: ACTS"));
      assertThat(codes(pay(site, held))).containsExactly("ancestor_not_entitled");
    }
  }

  @Test
  void aPolicyThatSaysNothingEntitlesNobody() throws Exception {
    try (var site = new Site()) {
      IssuedInstance held = held(site);
      publish(site, policy(""));
      assertThat(Site.outcome(pay(site, held))).isEqualTo(Outcome.DENY);
      var refused =
          catchThrowableOfType(RefusedException.class, () -> site.open("orchestrator", BOUNDARY));
      assertThat(refused.sentence()).isEqualTo("policy does not let this agent open tasks");
    }
  }

  @Test
  void theNewHashIsInEveryTokenFromThenOn() throws Exception {
    try (var site = new Site()) {
      IssuedInstance before = held(site);
      var bundle = publish(site, policy("orchestrator: BOTH", "action: BOTH"));
      IssuedInstance after = site.renew("action", before, Site.ERP);
      assertThat(policyOf(before)).isNotEqualTo(bundle.policy().hash());
      assertThat(policyOf(after)).isEqualTo(bundle.policy().hash());
    }
  }

  @Test
  void anOperatorsPolicyStaysThroughARestartAndOverTheConfiguration() throws Exception {
    var clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
    var ledger = new MemoryLedger(clock);
    Bundle bundle = Site.bundle(policy("action: ACTS"));
    try (var site = new Site(clock, ledger)) {
      site.use.policyPublishing().publish(site.caller("ops"), site.requestId(), bundle);
    }
    try (var site = new Site(clock, ledger)) {
      var published = java.util.Objects.requireNonNull(site.use.control().get().policy());
      assertThat(published.hash()).isEqualTo(bundle.policy().hash());
      assertThat(published.bundle()).isEqualTo(bundle.content());
    }
  }

  @Test
  void whatIsInForceIsNotPublishedAgain() throws Exception {
    try (var site = new Site()) {
      Bundle bundle = Site.bundle(policy("action: ACTS"));
      assertThat(site.use.policyPublishing().publishFolder(bundle)).isTrue();
      assertThat(site.use.policyPublishing().publishFolder(bundle)).isFalse();
    }
  }

  @Test
  void aRetriedPublicationIsAnsweredFromTheRecord() throws Exception {
    try (var site = new Site()) {
      Bundle bundle = Site.bundle(policy("action: ACTS"));
      var request = site.requestId();
      var publishing = site.use.policyPublishing();
      long first = publishing.publish(site.caller("ops"), request, bundle);
      assertThat(publishing.publish(site.caller("ops"), request, bundle)).isEqualTo(first);
    }
  }

  @Test
  void onlyOperatorsPublish() throws Exception {
    try (var site = new Site()) {
      Bundle bundle = Site.bundle(policy("action: ACTS"));
      var refused =
          catchThrowableOfType(
              RefusedException.class,
              () ->
                  site.use
                      .policyPublishing()
                      .publish(site.caller("research"), site.requestId(), bundle));
      assertThat(refused.code().label()).isEqualTo("unauthorized_client");
    }
  }

  private static IssuedInstance held(Site site) throws Exception {
    var root = site.open("orchestrator", BOUNDARY).token();
    return site.renew("action", site.delegate("orchestrator", root, "action", LEAF), Site.ERP);
  }

  private static Authorized pay(Site site, IssuedInstance held) throws Exception {
    return site.authorize("action", held, "payments.create", "erp://acme/inv-1", "{}");
  }

  private static java.util.List<String> codes(Authorized authorized) {
    return authorized.answer().reasons().stream().map(Reason::code).toList();
  }

  private static Bundle publish(Site site, Json.Obj policy) throws Exception {
    Bundle bundle = Site.bundle(policy);
    site.use.policyPublishing().publishFolder(bundle);
    return bundle;
  }

  private static String policyOf(IssuedInstance instance) throws Exception {
    var payload =
        io.legate.crypto.CompactJws.parse(instance.token(), io.legate.crypto.CompactJws.Form.TOKEN)
            .payload();
    return String.valueOf(payload.string("pol"));
  }

  /// A policy of agents that act, pass on, or both.
  private static Json.Obj policy(String... agents) throws Exception {
    var entries = new Json.Builder();
    for (String agent : agents) {
      if (agent.isEmpty()) {
        continue;
      }
      String[] parts = agent.split(": ");
      var entry = new Json.Builder();
      if (!parts[1].equals("PASSES")) {
        entry.with("acts", JsonReader.read(Site.ALL));
      }
      if (!parts[1].equals("ACTS")) {
        entry.with("delegates", JsonReader.read(Site.ALL));
      }
      entries.with(parts[0], entry.build());
    }
    return Json.Obj.with("version", 1).with("agents", entries.build()).build();
  }
}
