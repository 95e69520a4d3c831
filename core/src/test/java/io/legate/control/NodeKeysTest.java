package io.legate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.control.ControlEvent.NodeKeyAnnounced;
import io.legate.control.ControlEvent.NodeKeyRetired;
import io.legate.control.ControlEvent.NodeKeyWithdrawn;
import io.legate.crypto.Sha256;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.VerificationKey;
import io.legate.exchange.ApiTokens;
import io.legate.identity.ClientId;
import io.legate.json.Json.Obj;
import io.legate.policy.Lifetimes;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodeKeysTest {

  private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
  private static final ClientId OPS = new ClientId("ops");
  private static final VerificationKey ONE = key("one");
  private static final VerificationKey TWO = key("two");

  private static VerificationKey key(String name) {
    var jwk =
        Obj.with("crv", "Ed25519").with("kty", "OKP").with("x", Sha256.base64Url(name)).build();
    return VerificationKey.of(SignatureAlgorithm.EDDSA, jwk);
  }

  private static String kid(VerificationKey key) {
    return key.thumbprint().value();
  }

  private static ControlState after(ControlEvent... events) {
    ControlState state = ControlState.EMPTY;
    for (ControlEvent event : events) {
      state = state.apply(event, AT);
    }
    return state;
  }

  private static NodeKeyWithdrawn withdrawn(VerificationKey key) {
    return new NodeKeyWithdrawn(key.thumbprint(), OPS, "stolen");
  }

  @Test
  void retiredKeyIsTrustedForAsLongAsItsTokensMayLastAndNoLonger() {
    var keys =
        after(new NodeKeyAnnounced(1, ONE), new NodeKeyRetired(1, ONE.thumbprint())).nodeKeys();
    Instant end = AT.plus(NodeKeys.KEPT);
    assertThat(keys.find(kid(ONE), end.minusMillis(1))).isEqualTo(ONE);
    assertThat(keys.published(end.minusMillis(1))).containsExactly(ONE);
    assertThat(keys.find(kid(ONE), end)).isNull();
    assertThat(keys.published(end)).isEmpty();
    assertThat(keys.of(1)).isEmpty();
  }

  @Test
  void noTokenOutlivesTheKeyThatSignedIt() {
    assertThat(NodeKeys.KEPT).isGreaterThan(Lifetimes.INSTANCE_MAX.plusSeconds(60));
    assertThat(NodeKeys.KEPT).isGreaterThan(ApiTokens.LIFETIME.plusSeconds(60));
  }

  @Test
  void withdrawnKeyIsGoneAtOnceAndForGood() {
    var keys = after(new NodeKeyAnnounced(1, ONE), withdrawn(ONE)).nodeKeys();
    assertThat(keys.find(kid(ONE), AT)).isNull();
    assertThat(keys.published(AT)).isEmpty();
    var again =
        after(new NodeKeyAnnounced(1, ONE), withdrawn(ONE), new NodeKeyAnnounced(2, ONE))
            .nodeKeys();
    assertThat(again.find(kid(ONE), AT)).isNull();
    assertThat(again.isWithdrawn(kid(ONE))).isTrue();
    assertThat(again.isWithdrawn(kid(TWO))).isFalse();
    assertThat(again.isWithdrawn(null)).isFalse();
  }

  @Test
  void retiredKeyMayBeWithdrawnToo() {
    var keys =
        after(
                new NodeKeyAnnounced(1, ONE),
                new NodeKeyRetired(1, ONE.thumbprint()),
                withdrawn(ONE),
                new NodeKeyRetired(1, ONE.thumbprint()))
            .nodeKeys();
    assertThat(keys.find(kid(ONE), AT)).isNull();
  }

  @Test
  void keyThatIsAnnouncedAgainStaysAsOldAsItWasUnlessItWasRetired() {
    var state = after(new NodeKeyAnnounced(1, ONE));
    Instant later = AT.plusSeconds(9);
    assertThat(state.apply(new NodeKeyAnnounced(1, ONE), later).nodeKeys().of(1).getFirst())
        .returns(AT, NodeKey::announcedAt);
    var back =
        state
            .apply(new NodeKeyRetired(1, ONE.thumbprint()), AT)
            .apply(new NodeKeyAnnounced(1, ONE), later)
            .nodeKeys();
    assertThat(back.of(1).getFirst()).returns(later, NodeKey::announcedAt);
  }

  @Test
  void whatIsOverIsForgottenWhenAnotherKeyComes() {
    var state = after(new NodeKeyAnnounced(1, ONE), new NodeKeyRetired(1, ONE.thumbprint()));
    var keys = state.apply(new NodeKeyAnnounced(1, TWO), AT.plus(NodeKeys.KEPT)).nodeKeys();
    assertThat(keys.byKid()).containsOnlyKeys(kid(TWO));
  }
}
