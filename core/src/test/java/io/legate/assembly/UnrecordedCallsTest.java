package io.legate.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.caller.Call;
import io.legate.caller.Caller;
import io.legate.dpop.DpopNonces;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.dpop.ProofMaker;
import io.legate.identity.ClientId;
import io.legate.ledger.MemoryLedger;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.ControlChanges;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Calls that append nothing: the ledger is looked at all the same, or a node could go on answering
/// whom another has revoked.
class UnrecordedCallsTest {

  private static final int ROUNDS = 20;

  private TickingClock clock;
  private MemoryLedger ledger;
  private Site here;
  private Site elsewhere;

  @BeforeEach
  void start() throws Exception {
    clock = new TickingClock(Instant.parse("2026-01-02T12:00:00Z"));
    ledger = MemoryLedger.shared(1, clock);
    here = new Site(clock, ledger);
    elsewhere = here.beside(ledger.as(2));
  }

  @AfterEach
  void stop() {
    elsewhere.close();
    here.close();
  }

  private String proof(ProofMaker.Target target) {
    String nonce = new DpopNonces(new byte[32]).issue(clock.instant());
    return new ProofMaker(here.signer("research")).make(target.withNonce(nonce), clock.instant());
  }

  private static Call unrecorded(String proof) {
    return new Call("POST", Site.TOKEN_ENDPOINT, UriRule.STRICT, List.of(proof), false);
  }

  private Caller byAssertion() throws RefusedException {
    String proof = proof(ProofMaker.Target.of("POST", Site.TOKEN_ENDPOINT));
    return here.use.callers().byAssertion(here.assertion("research"), null, unrecorded(proof));
  }

  private Caller byToken(String token) throws RefusedException {
    String proof = proof(ProofMaker.Target.of("POST", Site.TOKEN_ENDPOINT).withToken(token));
    return here.use.callers().byApiToken(List.of("DPoP " + token), unrecorded(proof));
  }

  private ControlChanges.Order order() throws Exception {
    return new ControlChanges.Order(
        elsewhere.caller("ops"), elsewhere.requestId(), "seen there only");
  }

  private static void assertRefused(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }

  @Test
  void whoeverWasRevokedElsewhereIsToldNothingFromThenOn() throws Exception {
    var client = new ClientId("research");
    for (int i = 0; i < ROUNDS; i++) {
      String token = here.use.apiTokens().issue(here.caller("research"), null).token();
      assertThat(byToken(token).id()).isEqualTo(client);
      elsewhere.use.controlChanges().suspendClient(order(), client);
      if (i % 2 == 0) {
        assertRefused(Code.INVALID_TOKEN, () -> byToken(token));
      } else {
        assertRefused(Code.INVALID_CLIENT, this::byAssertion);
      }
      elsewhere.use.controlChanges().restoreClient(order(), client);
      here.use.callers().requireFresh();
    }
  }

  @Test
  void aNodeWhoseLogIsAnothersTellsNothing() throws Exception {
    String token = here.use.apiTokens().issue(here.caller("research"), null).token();
    ledger.reopen();
    assertRefused(Code.TEMPORARILY_UNAVAILABLE, () -> byToken(token));
    assertRefused(Code.TEMPORARILY_UNAVAILABLE, this::byAssertion);
    assertRefused(Code.TEMPORARILY_UNAVAILABLE, () -> here.use.callers().requireFresh());
  }
}
