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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The company's identity provider, as far as the demonstration needs one: a key, and subject
/// tokens that let one agent open one task for one person.
public final class IdentityProvider {

  private static final String ISSUER = "https://idp.acme.example";
  private static final String AUDIENCE = "https://broker.acme.example";
  private static final String TYPE = "JWT";
  private static final Duration LIFE = Duration.ofMinutes(2);

  private final LocalSigner key;

  public IdentityProvider() {
    this.key = LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install());
  }

  /// How the broker knows it, with its public key only.
  public Json.Obj configuration() {
    return Json.Obj.with("alias", "corp")
        .with("issuer", ISSUER)
        .with("audience", AUDIENCE)
        .with("typ", TYPE)
        .with("jwks", BrokerConfiguration.jwks(key))
        .build();
  }

  /// Somebody who signs in and lets an agent work for them.
  ///
  /// @param person their name here
  /// @param roles what they are
  /// @param scope what they let the agent do, names with blanks between them, or empty
  /// @param agent the client that they let open one task
  /// @param details what they let it do in detail; null where they did not say
  public record Login(
      String person, List<String> roles, String scope, String agent, Json.@Nullable Arr details) {

    /// Returns a login with these roles and scope, for the orchestrator.
    public static Login of(String person, List<String> roles, String scope) {
      return new Login(person, roles, scope, Party.ORCHESTRATOR.clientId(), null);
    }

    /// Returns the same for another agent.
    public Login lettingOpen(String agent) {
      return new Login(person, roles, scope, agent, details);
    }

    /// Returns the same with what the agent may do in detail.
    public Login within(Json.Arr details) {
      return new Login(person, roles, scope, agent, details);
    }
  }

  /// Returns a token by which somebody lets an agent open one task.
  public String subjectToken(Login login, Instant now) {
    String kid = key.publicKey().thumbprint().value();
    var header = Json.Obj.with("alg", "ES256").with("typ", TYPE).with("kid", kid).build();
    var claims =
        Json.Obj.with("iss", ISSUER)
            .with("sub", login.person)
            .with("aud", AUDIENCE)
            .with("azp", login.agent)
            .with("roles", Json.Arr.ofStrings(login.roles))
            .withOptional("scope", login.scope.isEmpty() ? null : login.scope)
            .with("iat", now.getEpochSecond())
            .with("exp", now.plus(LIFE).getEpochSecond())
            .with("jti", UUID.randomUUID().toString());
    if (login.details != null) {
      claims.with("authorization_details", login.details);
    }
    String input =
        Base64Url.encode(Jcs.bytes(header)) + "." + Base64Url.encode(Jcs.bytes(claims.build()));
    byte[] signature = key.sign(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Base64Url.encode(signature);
  }
}
