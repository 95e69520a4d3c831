package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.legate.client.resource.RefusedCallException.Reason;
import io.legate.client.testing.Minted;
import io.legate.crypto.Signer;
import io.legate.dpop.DpopNonces;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.jose.JoseKeys;
import io.legate.jose.JoseSignatures;
import io.legate.json.Json;
import io.legate.json.Json.Str;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallVerifierTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String URI = "https://erp.example/payments";

  private final Signer broker = Minted.key();
  private final Signer holder = Minted.key();
  private final Map<String, Json> claims = Minted.claims(holder.publicKey(), NOW);
  private final RevocationView view = Minted.nothingRevoked(NOW);
  private final CallVerifier verifier = verifier(null);

  private CallVerifier verifier(@Nullable DpopNonces nonces) {
    String kid = broker.publicKey().thumbprint().value();
    return new CallVerifier(
        Minted.ISSUER,
        Minted.AUDIENCE,
        asked -> asked.equals(kid) ? broker.publicKey() : null,
        new JoseSignatures(Minted.PROVIDERS, 10),
        new JoseKeys(10),
        nonces,
        view,
        new Heed(Duration.ofHours(1), Heed.Known.REFUSE));
  }

  private String token() {
    return Minted.token(broker, claims);
  }

  private static String proof(Signer key, String token, Instant at) {
    return new ProofMaker(key).make(Target.of("POST", URI).withToken(token), at);
  }

  private static AgentRequest call(String token, String... proofs) {
    return AgentRequest.http("POST", URI, List.of("DPoP " + token), List.of(proofs));
  }

  private void assertRefused(AgentRequest request, Instant at, Reason reason) {
    assertThatExceptionOfType(RefusedCallException.class)
        .isThrownBy(() -> verifier.verify(request, at))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void aCallTellsWhoCallsForWhomAndForWhat() throws Exception {
    String token = token();
    var call = verifier.verify(call(token, proof(holder, token, NOW)), NOW);
    assertThat(call.subject()).isEqualTo("user:corp:alice");
    assertThat(call.actors()).containsExactly("agent:action", "orchestrator");
    assertThat(call.taskId()).isEqualTo(Minted.TASK);
    assertThat(call.purpose()).isEqualTo("pay invoices");
    assertThat(call.depth()).isEqualTo(1);
    assertThat(call.holder()).isEqualTo(holder.publicKey().thumbprint());
  }

  @Test
  void whatItSaysOfItselfHoldsNoCredential() throws Exception {
    String token = token();
    var request = call(token, proof(holder, token, NOW));
    var call = verifier.verify(request, NOW);
    assertThat(request + " " + call).doesNotContain(token);
  }

  @Test
  void theSchemeIsReadWithoutRegardToCase() throws Exception {
    String token = token();
    var request =
        AgentRequest.http(
            "POST", URI, List.of("dPoP " + token), List.of(proof(holder, token, NOW)));
    assertThat(verifier.verify(request, NOW).depth()).isEqualTo(1);
  }

  @Test
  void aBoundTokenIsNotABearerToken() {
    String token = token();
    var request =
        AgentRequest.http(
            "POST", URI, List.of("Bearer " + token), List.of(proof(holder, token, NOW)));
    assertRefused(request, NOW, Reason.NOT_DPOP);
  }

  @Test
  void thereIsExactlyOneToken() {
    String token = token();
    String header = "DPoP " + token;
    var twice =
        AgentRequest.http("POST", URI, List.of(header, header), List.of(proof(holder, token, NOW)));
    assertRefused(twice, NOW, Reason.NOT_DPOP);
    assertRefused(AgentRequest.http("POST", URI, List.of(), List.of()), NOW, Reason.NO_CREDENTIALS);
  }

  @Test
  void thereIsExactlyOneProof() {
    String token = token();
    assertRefused(call(token), NOW, Reason.INVALID_DPOP_PROOF);
    assertRefused(
        call(token, proof(holder, token, NOW), proof(holder, token, NOW)),
        NOW,
        Reason.INVALID_DPOP_PROOF);
  }

  @Test
  void aTokenOfAnotherBrokersKeyIsRefused() {
    String token = Minted.token(Minted.key(), claims);
    assertRefused(call(token, proof(holder, token, NOW)), NOW, Reason.SIGNING_KEY_UNKNOWN);
  }

  @Test
  void aTokenThatWasChangedIsRefused() {
    String[] parts = token().split("\\.");
    claims.put("sub", new Str("user:corp:mallory"));
    String forged = token().split("\\.")[1];
    String token = parts[0] + "." + forged + "." + parts[2];
    assertRefused(call(token, proof(holder, token, NOW)), NOW, Reason.INVALID_TOKEN);
  }

  @Test
  void aTokenOfFivePartsIsRefused() {
    String token = "a.b.c.d.e";
    assertRefused(call(token, proof(holder, token, NOW)), NOW, Reason.INVALID_TOKEN);
  }

  @Test
  void anApiTokenIsNoToken() {
    claims
        .keySet()
        .removeAll(
            List.of("txn", "act", "task", "hop", "del_depth", "del_max_depth", "par_hash", "pol"));
    claims.remove("authorization_details");
    claims.put("sub", new Str("agent:action"));
    claims.put("aud", new Str(Minted.ISSUER));
    String token = token();
    assertRefused(call(token, proof(holder, token, NOW)), NOW, Reason.INVALID_TOKEN);
  }

  @Test
  void aTokenForAnotherServerIsRefused() {
    claims.put("aud", new Str("https://crm.example"));
    String token = token();
    assertRefused(call(token, proof(holder, token, NOW)), NOW, Reason.INVALID_TOKEN);
  }

  @Test
  void aTokenOfAnotherIssuerIsRefused() {
    claims.put("iss", new Str("https://other.example"));
    String token = token();
    assertRefused(call(token, proof(holder, token, NOW)), NOW, Reason.INVALID_TOKEN);
  }

  @Test
  void aTokenEndsWithItsLastSecond() throws Exception {
    String token = token();
    var last = NOW.plusSeconds(300).minusNanos(1);
    assertThat(verifier.verify(call(token, proof(holder, token, last)), last).depth()).isEqualTo(1);
    var end = NOW.plusSeconds(300);
    assertRefused(call(token, proof(holder, token, end)), end, Reason.INVALID_TOKEN);
  }

  @Test
  void aStolenTokenIsUselessWithAnotherKey() {
    String token = token();
    assertRefused(call(token, proof(Minted.key(), token, NOW)), NOW, Reason.INVALID_TOKEN);
  }

  @Test
  void aProofIsForOneToken() {
    String token = token();
    claims.put("jti", new Str("token-2"));
    assertRefused(call(token, proof(holder, token(), NOW)), NOW, Reason.INVALID_DPOP_PROOF);
  }

  @Test
  void aProofIsForOneAddressAndMethod() {
    String token = token();
    var proofs = new ProofMaker(holder);
    String elsewhere =
        proofs.make(Target.of("POST", "https://erp.example/vendors").withToken(token), NOW);
    String get = proofs.make(Target.of("GET", URI).withToken(token), NOW);
    assertRefused(call(token, elsewhere), NOW, Reason.INVALID_DPOP_PROOF);
    assertRefused(call(token, get), NOW, Reason.INVALID_DPOP_PROOF);
  }

  @Test
  void aProofIsFresh() throws Exception {
    String token = token();
    String proof = proof(holder, token, NOW);
    assertRefused(call(token, proof), NOW.plusSeconds(61), Reason.INVALID_DPOP_PROOF);
    String ahead = proof(holder, token, NOW.plusSeconds(11));
    assertRefused(call(token, ahead), NOW, Reason.INVALID_DPOP_PROOF);
    assertThat(verifier.verify(call(token, proof), NOW.plusSeconds(60)).depth()).isEqualTo(1);
  }

  @Test
  void aProofIsGoodOnce() throws Exception {
    String token = token();
    var request = call(token, proof(holder, token, NOW));
    assertThat(verifier.verify(request, NOW).depth()).isEqualTo(1);
    assertRefused(request, NOW.plusSeconds(60), Reason.INVALID_DPOP_PROOF);
  }

  @Test
  void aProofIsNotUsedUpByACallThatIsRefused() throws Exception {
    String token = token();
    String proof = proof(holder, token, NOW);
    claims.put("aud", new Str("https://crm.example"));
    assertRefused(call(token(), proof), NOW, Reason.INVALID_TOKEN);
    assertThat(verifier.verify(call(token, proof), NOW).depth()).isEqualTo(1);
  }

  @Test
  void whereNoncesAreAskedForOneIsGivenAndNeeded() throws Exception {
    var asking = verifier(new DpopNonces(new byte[32]));
    String token = token();
    var target = Target.of("POST", URI).withToken(token);
    var bare = call(token, new ProofMaker(holder).make(target, NOW));
    var refused = catchRefusal(asking, bare);
    assertThat(refused.reason()).isEqualTo(Reason.USE_DPOP_NONCE);
    var again = call(token, new ProofMaker(holder).make(target.withNonce(refused.nonce()), NOW));
    assertThat(asking.verify(again, NOW).depth()).isEqualTo(1);
  }

  private static RefusedCallException catchRefusal(CallVerifier verifier, AgentRequest request) {
    try {
      verifier.verify(request, NOW);
    } catch (RefusedCallException e) {
      return e;
    }
    throw new AssertionError("not refused");
  }
}
