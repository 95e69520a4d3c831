package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.AuthorizeCommand.Asked;
import io.legate.authorize.AuthorizeCommand.Semantic;
import io.legate.authorize.Authorized;
import io.legate.boundary.ActionRequest;
import io.legate.crypto.Sha256;
import io.legate.dpop.ProofMaker;
import io.legate.identity.RequestId;
import io.legate.issue.IssuedInstance;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.refusal.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A batch is a method of its own, of however many actions (DESIGN section 7).
class BatchTest extends Attacks {

  @Test
  void aSingleQuestionAndABatchOfOneAreTwoOperations() throws Exception {
    IssuedInstance erp = erp("");
    RequestId request = site.requestId();
    Authorized single = ask(request, erp, null, null);
    Authorized batch = ask(request, erp, Semantic.EXECUTE_ALL, null);
    assertThat(batch.decisionId()).isNotEqualTo(single.decisionId());
    assertThat(ask(request, erp, null, null)).isEqualTo(single);
    assertThat(ask(request, erp, Semantic.EXECUTE_ALL, null)).isEqualTo(batch);
  }

  @Test
  void neitherIsChargedForTheOther() throws Exception {
    IssuedInstance erp = erp(ONCE);
    RequestId request = site.requestId();
    assertThat(outcome(ask(request, erp, null, null))).isEqualTo(Outcome.ALLOW);
    assertThat(outcome(ask(request, erp, Semantic.EXECUTE_ALL, null)))
        .isEqualTo(Outcome.RATE_LIMITED);
  }

  @Test
  void theProofOfABatchOfOneIsOverTheListOfOne() throws Exception {
    IssuedInstance erp = erp("");
    String single = action().adg();
    String list =
        Sha256.base64Url(
            Jcs.text(
                new Json.Arr(
                    List.of(
                        Json.Obj.with("action", action().action())
                            .with("resource", action().resource())
                            .with("arguments", action().arguments())
                            .build()))));
    assertThat(outcome(ask(site.requestId(), erp, null, single))).isEqualTo(Outcome.ALLOW);
    assertThat(outcome(ask(site.requestId(), erp, null, list))).isEqualTo(Outcome.DENY);
    assertThat(outcome(ask(site.requestId(), erp, Semantic.EXECUTE_ALL, list)))
        .isEqualTo(Outcome.ALLOW);
    assertThat(outcome(ask(site.requestId(), erp, Semantic.EXECUTE_ALL, single)))
        .isEqualTo(Outcome.DENY);
  }

  @Test
  void oneProofPaysForOneOfThem() throws Exception {
    IssuedInstance erp = erp("");
    String proof = proof("orchestrator", erp);
    authorize(command(site.requestId(), erp, proof, null));
    assertRefused(
        Code.INVALID_DPOP_PROOF,
        () -> authorize(command(site.requestId(), erp, proof, Semantic.EXECUTE_ALL)));
  }

  private IssuedInstance erp(String additions) throws Exception {
    var task = site.open("orchestrator", boundary(additions));
    return site.renew("orchestrator", task.token(), Site.ERP);
  }

  private static ActionRequest action() throws Exception {
    return Site.action("payments.create", "erp://acme/invoices/i1", "{}");
  }

  private Authorized ask(
      RequestId request, IssuedInstance erp, @Nullable Semantic semantic, @Nullable String adg)
      throws Exception {
    var target = ProofMaker.Target.of("POST", Site.PAY).withToken(erp.token());
    String proof =
        new ProofMaker(site.signer("orchestrator"))
            .make(adg == null ? target : target.withActionDigest(adg), site.clock.instant());
    return authorize(command(request, erp, proof, semantic));
  }

  private Authorized authorize(AuthorizeCommand command) throws Exception {
    return site.use.authorization().authorize(site.pep("rs:erp"), command).getFirst();
  }

  private static AuthorizeCommand command(
      RequestId request, IssuedInstance erp, String proof, @Nullable Semantic semantic)
      throws Exception {
    var asked = List.of(new Asked(action(), null));
    return new AuthorizeCommand(
        request, erp.token(), proof, "POST", Site.PAY, asked, semantic, false);
  }
}
