package io.legate.client.broker;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Signer;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.identity.ClientId;
import io.legate.json.Json.Obj;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/// Makes the assertions by which a client authenticates (RFC 7523 section 3, RFC 10070). Safe for
/// use from many threads.
final class ClientAssertions {

  /// Half of what the broker admits, so that a clock some seconds off does no harm.
  static final Duration VALID = Duration.ofSeconds(30);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final ClientId client;
  private final Signer key;
  private final String issuer;

  ClientAssertions(ClientId client, Signer key, String issuer) {
    this.client = client;
    this.key = key;
    this.issuer = issuer;
  }

  /// Returns a new assertion. Each is good for one call.
  String make(Instant now) {
    byte[] jti = new byte[16];
    RANDOM.nextBytes(jti);
    var claims =
        Obj.with("iss", client.value())
            .with("sub", client.value())
            .with("aud", issuer)
            .with("iat", now.getEpochSecond())
            .with("exp", now.plus(VALID).getEpochSecond())
            .with("jti", Base64Url.encode(jti))
            .build();
    return SigningInput.of(key.publicKey(), Typ.CLIENT_AUTHENTICATION, claims).signedBy(key);
  }
}
