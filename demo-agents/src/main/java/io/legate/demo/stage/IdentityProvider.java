package io.legate.demo.stage;

import io.legate.crypto.Base64Url;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.demo.catalogue.Party;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// The company's identity provider, as far as the demonstration needs one: a key, and subject
/// tokens that let one agent open one task for one person.
public final class IdentityProvider {

  private static final String ISSUER = "https://idp.acme.example";
  private static final String AUDIENCE = "https://broker.acme.example";
  private static final String TYPE = "JWT";
  private static final Duration LIFE = Duration.ofMinutes(2);

  private final LocalSigner key;

  IdentityProvider() {
    this.key = LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install());
  }

  /// How the broker knows it, with its public key only.
  Json.Obj configuration() {
    return Json.Obj.with("alias", "corp")
        .with("issuer", ISSUER)
        .with("audience", AUDIENCE)
        .with("typ", TYPE)
        .with("jwks", BrokerConfiguration.jwks(key))
        .build();
  }

  /// Returns a token by which `person` lets the orchestrator open one task.
  public String subjectToken(String person, Instant now) {
    String kid = key.publicKey().thumbprint().value();
    var header = Json.Obj.with("alg", "ES256").with("typ", TYPE).with("kid", kid).build();
    var claims =
        Json.Obj.with("iss", ISSUER)
            .with("sub", person)
            .with("aud", AUDIENCE)
            .with("azp", Party.ORCHESTRATOR.clientId())
            .with("iat", now.getEpochSecond())
            .with("exp", now.plus(LIFE).getEpochSecond())
            .with("jti", UUID.randomUUID().toString())
            .build();
    String input = Base64Url.encode(Jcs.bytes(header)) + "." + Base64Url.encode(Jcs.bytes(claims));
    byte[] signature = key.sign(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Base64Url.encode(signature);
  }
}
