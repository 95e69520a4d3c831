package io.legate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.control.ControlEvent.NodeKeyAnnounced;
import io.legate.control.ControlState;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.VerificationKey;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeySetTest {

  @Test
  void noKeysIsAnEmptySet() {
    assertThat(Jcs.text(KeySet.of(ControlState.EMPTY, Instant.EPOCH))).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void aKeyIsNamedByItsThumbprintAndIsForSignaturesOnly() {
    // RFC 7517 appendix A.1, without what a thumbprint does not cover.
    var jwk =
        Json.Obj.with("crv", "P-256")
            .with("kty", "EC")
            .with("x", "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4")
            .with("y", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM")
            .build();
    var key = VerificationKey.of(SignatureAlgorithm.ES256, jwk);
    var state = ControlState.EMPTY.apply(new NodeKeyAnnounced(1, key), Instant.EPOCH);

    var keys = ((Json.Arr) KeySet.of(state, Instant.EPOCH).members().get("keys")).items();

    assertThat(keys).hasSize(1);
    var published = (Json.Obj) keys.getFirst();
    assertThat(published.members().keySet())
        .containsExactlyInAnyOrder("kty", "crv", "x", "y", "kid", "alg", "use");
    assertThat(published.string("kid")).isEqualTo(key.thumbprint().value());
    assertThat(published.string("alg")).isEqualTo("ES256");
    assertThat(published.string("use")).isEqualTo("sig");
  }
}
