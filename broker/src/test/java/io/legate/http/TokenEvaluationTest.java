package io.legate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.dpop.ProofMaker;
import io.legate.issue.IssuedInstance;
import io.legate.json.Jcs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// AuthZEN's questions on a hop's token: decided, charged and recorded like any other.
class TokenEvaluationTest extends Evaluating {

  private static final String PAYMENTS =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],"arguments":{"amount":{"constraint_type":"decimal","max":"500"}},
        "limits":[{"name":"payments","count":2}],
        "obligations":[{"type":"mask","fields":["iban"]}]}]
      """;

  @Test
  void aHopsTokenIsDecidedOnLikeAnyOther() throws Exception {
    IssuedInstance hop = hop();
    var allowed = ask(ONE, payment(hop, "\"10\"", proof(hop)));
    assertThat(decision(allowed)).as(allowed.toString()).isTrue();
    assertThat(Jcs.text(allowed.body()))
        .contains(
            "\"outcome\":\"allow\"",
            "\"evaluation_id\":\"" + hop.task(),
            "\"limits\":[{\"left\":\"1\",\"name\":\"payments\"}]",
            "\"execute_by\":",
            "\"type\":\"mask\"");
    var tooMuch = ask(ONE, payment(hop, "\"501\"", proof(hop)));
    assertThat(decision(tooMuch)).isFalse();
    assertThat(decision(ask(ONE, payment(hop, "\"10\"", proof(hop))))).isTrue();
    var spent = ask(ONE, payment(hop, "\"10\"", proof(hop)));
    assertThat(decision(spent)).isFalse();
    assertThat(Jcs.text(spent.body())).contains("\"outcome\":\"rate_limited\"");
  }

  @Test
  void anAgentsProofPaysForOneQuestion() throws Exception {
    IssuedInstance hop = hop();
    String proof = proof(hop);
    assertThat(decision(ask(ONE, payment(hop, "\"10\"", proof)))).isTrue();
    var again = ask(ONE, payment(hop, "\"10\"", proof));
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.error()).isEqualTo("invalid_dpop_proof");
    assertThat(again.text("subject")).isEqualTo("agent");
    assertThat(again.header("www-authenticate")).isEmpty();
  }

  @Test
  void aRequestIdIsChargedOnce() throws Exception {
    IssuedInstance hop = hop();
    String id = site.requestId().toString();
    String first = payment(hop, "\"10\"", proof(hop));
    String body = first.replaceFirst("\"agent\":", "\"request_id\":\"" + id + "\",\"agent\":");
    var allowed = ask(ONE, body);
    var again = ask(ONE, body);
    assertThat(decision(allowed)).isTrue();
    assertThat(again.body()).isEqualTo(allowed.body());
  }

  @Test
  void theSubjectIsTheTokens() throws Exception {
    IssuedInstance hop = hop();
    String other = payment(hop, "\"10\"", proof(hop)).replace("\"orchestrator\"", "\"alice\"");
    assertThat(ask(ONE, other).status()).isEqualTo(400);
    String user =
        payment(hop, "\"10\"", proof(hop)).replace("\"type\":\"agent\"", "\"type\":\"user\"");
    assertThat(ask(ONE, user).status()).isEqualTo(400);
  }

  @Test
  void aBatchOnATokenIsPaidByOneProof() throws Exception {
    IssuedInstance hop = hop();
    String batch =
        payment(hop, "\"10\"", proof(hop))
            .replaceFirst(
                "\\{",
                """
                {"evaluations":[{},{"action":{"name":"payments.create","properties":{"amount":"501"}}},
                  {"resource":{"type":"http"}},{}],
                """);
    assertThat(decisions(batch)).containsExactly(true, false, false, true);
    String own =
        """
        {"subject":{"type":"agent","id":"orchestrator"},"action":{"name":"payments.create"},
         "evaluations":[{"resource":{"type":"erp","id":"erp://acme/1"},"context":%s}]}
        """
            .formatted(context(hop, proof(hop)));
    var reply = ask(MANY, own);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(Jcs.text(reply.body())).contains("belongs in the context of the whole batch");
  }

  @Test
  void aBatchOnATokenStopsAtAFaultLikeAtADenial() throws Exception {
    IssuedInstance hop = hop();
    String batch =
        payment(hop, "\"10\"", proof(hop))
            .replaceFirst(
                "\\{",
                """
                {"options":{"evaluations_semantic":"deny_on_first_deny"},
                 "evaluations":[{},{"resource":{"type":"http"}},{}],
                """);
    assertThat(decisions(batch)).containsExactly(true, false);
    assertThat(decision(ask(ONE, payment(hop, "\"10\"", proof(hop)))))
        .as("one was charged")
        .isTrue();
  }

  @Test
  void aBatchOnATokenEndsAtItsFirstPermitWhateverIsNoQuestionBehindIt() throws Exception {
    IssuedInstance hop = hop();
    String batch =
        payment(hop, "\"10\"", proof(hop))
            .replaceFirst(
                "\\{",
                """
                {"options":{"evaluations_semantic":"permit_on_first_permit"},
                 "evaluations":[{"resource":{"type":"http"}},{},{"resource":{"type":"http"}},{}],
                """);
    assertThat(decisions(batch)).containsExactly(false, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"dry_run\":true", "\"dry_run\":false", "\"request_id\":\"x\""})
  void whatIsTheWholeBatchsIsNoItems(String member) throws Exception {
    IssuedInstance hop = hop();
    String batch =
        payment(hop, "\"10\"", proof(hop))
            .replaceFirst("\\{", "{\"evaluations\":[{\"context\":{%s}},{}],".formatted(member));
    assertThat(decisions(batch)).containsExactly(false, true);
  }

  private IssuedInstance hop() throws Exception {
    return site.renew("orchestrator", site.open("orchestrator", PAYMENTS).token(), Site.ERP);
  }

  private String proof(IssuedInstance hop) {
    var target = ProofMaker.Target.of("POST", Site.PAY).withToken(hop.token());
    return new ProofMaker(site.signer("orchestrator")).make(target, site.clock.instant());
  }

  private static String payment(IssuedInstance hop, String amount, String proof) {
    return """
    {"subject":{"type":"agent","id":"orchestrator"},
     "action":{"name":"payments.create","properties":{"amount":%s}},
     "resource":{"type":"erp","id":"erp://acme/1"},"context":%s}
    """
        .formatted(amount, context(hop, proof));
  }

  private static String context(IssuedInstance hop, String proof) {
    return """
    {"agent":{"access_token":"%s","dpop":"%s","htm":"POST","htu":"%s"}}
    """
        .formatted(hop.token(), proof, Site.PAY);
  }
}
