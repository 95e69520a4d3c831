package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.approval.ApprovalMaker.Beyond;
import io.legate.approval.Approvals;
import io.legate.assembly.Site;
import io.legate.assembly.SitePolicy;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.v1.Decision;
import io.legate.v1.Escalation;
import io.legate.v1.EscalationStatus;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What an approval gives beyond one action, and what it does not: bounds, labels, other reasons,
/// other rules.
class BeyondOneActionTest extends Approving {

  private static final String TO_ACME = "{\"amount\":\"400.00\",\"payee\":\"acme\"}";
  private static final String BOUND =
      """
      {"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
       "resources":["erp://acme/invoices/*"],
       "arguments":{"amount":{"constraint_type":"decimal","max":"%s"},
         "payee":{"constraint_type":"exact","value":"acme"}},
       "limits":[{"name":"times","count":3}]%s}
      """;

  @Test
  void aBoundedApprovalCoversItsKindAsOftenAsItSays() throws Exception {
    var hop = hop(ONE);
    approveBounded(escalated(hop, TO_ACME).getEscalationId());
    assertThat(decision(hop, TO_ACME)).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(decision(hop, "{\"amount\":\"1.00\",\"payee\":\"acme\"}"))
        .isEqualTo(Decision.DECISION_ALLOW);
    // Beyond it in amount, in payee, and then in number.
    escalated(hop, "{\"amount\":\"400.01\",\"payee\":\"acme\"}");
    escalated(hop, "{\"amount\":\"1.00\",\"payee\":\"other\"}");
    assertThat(decision(hop, TO_ACME)).isEqualTo(Decision.DECISION_ALLOW);
    escalated(hop, "{\"amount\":\"2.00\",\"payee\":\"acme\"}");
    assertThat(record(hop.task()).stream().filter("decided:allow"::equals)).hasSize(3);
  }

  @Test
  void aBoundedApprovalEndsWhenItSays() throws Exception {
    var hop = hop(ONE);
    approveBounded(escalated(hop, TO_ACME).getEscalationId());
    site.clock.advance(Duration.ofMinutes(2));
    assertThat(decision(hop, TO_ACME)).isEqualTo(Decision.DECISION_ESCALATE);
  }

  @Test
  void aBoundedApprovalHoldsBelowTheHopAndNowhereElse() throws Exception {
    var task = site.open("orchestrator", ONE);
    var asking = site.delegate("orchestrator", task.token(), "analysis", ONE);
    var beside = site.delegate("orchestrator", task.token(), "research", ONE);
    var below = site.delegate("analysis", asking, "research", ONE);
    var holder = site.renew("research", below, Site.ERP);
    var own = site.renew("analysis", asking, Site.ERP);
    var asked =
        site.authorize("analysis", own, "payments.create", "erp://acme/invoices/i1", TO_ACME);
    approveBounded(Objects.requireNonNull(asked.answer().escalation()));
    assertThat(decision(holder, TO_ACME)).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(decision(site.renew("research", beside, Site.ERP), TO_ACME))
        .isEqualTo(Decision.DECISION_ESCALATE);
  }

  @Test
  void oneHopDoesNotKeepOthersFromAsking() throws Exception {
    var task = site.open("orchestrator", ONE);
    var middle = site.delegate("orchestrator", task.token(), "analysis", ONE);
    var flooding =
        site.renew("research", site.delegate("analysis", middle, "research", ONE), Site.ERP);
    var beside =
        site.renew(
            "research", site.delegate("orchestrator", task.token(), "research", ONE), Site.ERP);
    for (int i = 1; i <= Approvals.PENDING_PER_HOP_MAX; i++) {
      escalated(flooding, "{\"amount\":\"400.00\",\"payee\":\"p" + i + "\"}");
    }
    assertThat(decision(flooding, TO_ACME)).isEqualTo(Decision.DECISION_RATE_LIMITED);
    escalated(beside, TO_ACME);
  }

  @Test
  void aBoundIsContainedAndCountedAndSaysNothingElse() throws Exception {
    var hop = hop(ONE);
    var seen = seen("fin-1", escalated(hop, TO_ACME).getEscalationId());
    for (String wrong :
        List.of(
            BOUND.formatted("500.01", ""),
            BOUND.formatted("399.99", ""),
            BOUND.formatted("400.00", ",\"conditions\":[\"true\"]"),
            BOUND
                .formatted("400.00", "")
                .replace("\"count\":3", "\"sum\":\"amount\",\"max\":\"9\""),
            BOUND.formatted("400.00", "").replace("payments.create", "payments.*"))) {
      assertRefused(
          send("fin-1", seen.getEscalationId(), bounded(seen, wrong, Duration.ofSeconds(100))),
          GrpcStatus.INVALID_ARGUMENT,
          "invalid_approval");
    }
    for (Duration until : List.of(Duration.ZERO, Duration.ofDays(1))) {
      String tooLong = bounded(seen, BOUND.formatted("400.00", ""), until);
      assertRefused(
          send("fin-1", seen.getEscalationId(), tooLong),
          GrpcStatus.INVALID_ARGUMENT,
          "invalid_approval");
    }
    assertThat(record(hop.task())).containsExactly("decided:escalate", "asked");
  }

  @Test
  void aNewReasonAtTheRetryEscalatesAnew() throws Exception {
    var hop = hop(ONE);
    String first = escalated(hop, TO_ACME).getEscalationId();
    approve("fin-1", first);
    publish(
        "{\"rules\":[{\"id\":\"freeze\",\"actions\":[\"payments.*\"],\"reason\":\"year end\","
            + "\"then\":{\"escalate\":{\"approvers\":[\"role:legal\"]}}}]}");
    String second = escalated(hop, TO_ACME).getEscalationId();
    assertThat(second).isNotEqualTo(first);
    var seen = seen("legal-1", second);
    assertThat(seen.getReasonsList()).containsExactly("rule_escalates rule:freeze");
    assertThat(seen("fin-1", first).getStatus())
        .isEqualTo(EscalationStatus.ESCALATION_STATUS_APPROVED);
    approve("legal-1", second);
    assertThat(decision(hop, TO_ACME)).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(record(hop.task()))
        .containsExactly(
            "decided:escalate",
            "asked",
            "approved",
            "decided:escalate",
            "asked",
            "approved",
            "decided:allow",
            "spent");
    assertThat(seen("fin-1", first).getStatus())
        .isEqualTo(EscalationStatus.ESCALATION_STATUS_SPENT);
  }

  @Test
  void aRuleThatComesToAskOthersIsAnotherReason() throws Exception {
    String rule =
        "{\"rules\":[{\"id\":\"freeze\",\"actions\":[\"payments.*\"],\"reason\":\"year end\","
            + "\"then\":{\"escalate\":{\"approvers\":[\"role:%s\"]}}}]}";
    publish(rule.formatted("finance"));
    var hop = hop(BOUNDARY);
    approve("fin-1", escalated(hop, "{\"amount\":\"4.00\"}").getEscalationId());
    publish(rule.formatted("legal"));
    assertThat(decision(hop, "{\"amount\":\"4.00\"}")).isEqualTo(Decision.DECISION_ESCALATE);
  }

  @Test
  void onePersonCountsForOneRuleOnly() throws Exception {
    publish(
        "{\"rules\":[{\"id\":\"freeze\",\"actions\":[\"payments.*\"],\"reason\":\"year end\","
            + "\"then\":{\"escalate\":{\"approvers\":[\"role:legal\"]}}}]}");
    var hop = hop(ONE);
    String id = escalated(hop, TO_ACME).getEscalationId();
    assertThat(seen("both", id).getQuorum()).isEqualTo(2);
    assertThat(approve("both", id)).isEqualTo(EscalationStatus.ESCALATION_STATUS_PENDING);
    // Whichever of the two is then missing, the first is moved to the other.
    assertThat(approve("legal-1", id)).isEqualTo(EscalationStatus.ESCALATION_STATUS_APPROVED);
    assertThat(decision(hop, TO_ACME)).isEqualTo(Decision.DECISION_ALLOW);
  }

  @Test
  void anApprovalDoesNotHelpAgainstALimit() throws Exception {
    var hop =
        hop(
            ONE.replace(
                "\"approval\"", "\"limits\":[{\"name\":\"one\",\"count\":1}],\"approval\""));
    approve("fin-1", escalated(hop, TO_ACME).getEscalationId());
    assertThat(decision(hop, TO_ACME)).isEqualTo(Decision.DECISION_ALLOW);
    String second = escalated(hop, TO_ACME).getEscalationId();
    approve("fin-1", second);
    assertThat(decision(hop, TO_ACME)).isEqualTo(Decision.DECISION_RATE_LIMITED);
    assertThat(seen("fin-1", second).getStatus())
        .isEqualTo(EscalationStatus.ESCALATION_STATUS_APPROVED);
  }

  @Test
  void aLabelIsLiftedOnlyByWhomPolicyLets() throws Exception {
    var hop = tainting();
    site.authorize("research", hop, "vendors.read", "erp://acme/invoices/i1", "{}");
    assertThat(site.use.tasks().read(hop.task()).labels()).containsExactly("unread");
    String id = escalated(hop, TO_ACME).getEscalationId();
    assertThat(seen("fin-1", id).getLiftableLabelsList()).isEmpty();
    assertThat(seen("legal-1", id).getLiftableLabelsList()).containsExactly("unread");
    assertRefused(
        send("fin-1", id, lifting("fin-1", seen("fin-1", id))),
        GrpcStatus.INVALID_ARGUMENT,
        "invalid_approval");
    assertThat(send("legal-1", id, lifting("legal-1", seen("legal-1", id))).status())
        .isEqualTo(GrpcStatus.OK);
    assertThat(site.use.tasks().read(hop.task()).labels()).isEmpty();
    // No reason is left, and the approval is used up by the ALLOW all the same.
    assertThat(decision(hop, TO_ACME)).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(seen("fin-1", id).getStatus()).isEqualTo(EscalationStatus.ESCALATION_STATUS_SPENT);
    assertThat(decision(hop, "{\"amount\":\"7.00\"}")).isEqualTo(Decision.DECISION_ALLOW);
  }

  @Test
  void aLabelThatTheTaskGotAgainIsNotLiftedByWhoWasShownTheFirst() throws Exception {
    var hop = tainting();
    site.authorize("research", hop, "vendors.read", "erp://acme/invoices/i1", "{}");
    String id = escalated(hop, TO_ACME).getEscalationId();
    Escalation shown = seen("legal-1", id);
    site.authorize("research", hop, "vendors.read", "erp://acme/invoices/evil", "{}");
    assertRefused(
        send("legal-1", id, lifting("legal-1", shown)),
        GrpcStatus.INVALID_ARGUMENT,
        "invalid_approval");
    assertThat(seen("legal-1", id).getLiftableLabelsList()).isEmpty();
    assertThat(site.use.tasks().read(hop.task()).labels()).containsExactly("unread");
    // Whoever is asked after it is asked about both.
    String later = escalated(hop, "{\"amount\":\"7.00\"}").getEscalationId();
    assertThat(send("legal-1", later, lifting("legal-1", seen("legal-1", later))).status())
        .isEqualTo(GrpcStatus.OK);
    assertThat(site.use.tasks().read(hop.task()).labels()).isEmpty();
  }

  @Test
  void anEscalationThatNamesNobodySaysThatItCanOnlyLapse() throws Exception {
    var hop =
        hop(
            """
            [{"type":"agent_action","actions":["payments.create","vendors.read"],
              "locations":["https://erp.test"],"resources":["erp://acme/invoices/*"],
              "labels":{"adds":["read"],"escalates":["read"]},
              "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
            """);
    assertThat(decision(hop, TO_ACME)).isEqualTo(Decision.DECISION_ALLOW);
    var answer = escalated(hop, TO_ACME);
    assertThat(answer.getReasons(0).getSentence()).endsWith("so it can only lapse");
    assertRefused(get("fin-1", answer.getEscalationId()), GrpcStatus.NOT_FOUND, "not_found");
  }

  /// A hop that gets a label by reading, and then may not pay unasked.
  private IssuedInstance tainting() throws Exception {
    publish(
        """
        {"rules":[{"id":"taint","actions":["vendors.read"],"reason":"nobody has read it",
           "then":{"label":["unread"]}}],
         "escalation":{"approvers":["role:finance","role:legal"]},
         "labels":{"unread":{"removable_by":["role:legal"]}}}
        """);
    String boundary =
        """
        [{"type":"agent_action","actions":["vendors.read"],
          "locations":["https://erp.test"],"resources":["erp://acme/invoices/*"],
          "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}},
         {"type":"agent_action","actions":["payments.create"],
          "locations":["https://erp.test"],"resources":["erp://acme/invoices/*"],
          "labels":{"escalates":["unread"]},
          "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
        """;
    return hop(boundary);
  }

  private void approveBounded(String id) throws Exception {
    String approval =
        bounded(seen("fin-1", id), BOUND.formatted("400.00", ""), Duration.ofSeconds(100));
    assertThat(send("fin-1", id, approval).status()).isEqualTo(GrpcStatus.OK);
  }

  private String bounded(Escalation seen, String permission, Duration until) throws Exception {
    var beyond =
        new Beyond(
            (Json.Obj) JsonReader.read(permission), site.clock.instant().plus(until), List.of());
    return signed("fin-1", site.signer("fin-1"), seen, true, beyond);
  }

  private String lifting(String approver, Escalation seen) {
    var beyond = new Beyond(null, null, List.of("unread"));
    return signed(approver, site.signer(approver), seen, true, beyond);
  }

  private void publish(String more) throws Exception {
    var bundle = Site.bundle(SitePolicy.with((Json.Obj) JsonReader.read(more)));
    site.use.policyPublishing().publishConfiguration(bundle);
  }
}
