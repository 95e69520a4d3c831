package io.legate.assembly;

import io.legate.audit.TransparencyLog;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.identity.ClientKind;
import io.legate.identity.Uuid7;
import io.legate.jose.LocalSigner;
import io.legate.jose.TestKeys;
import io.legate.json.Json;
import io.legate.tlog.JdkSigner;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteSigner;
import io.legate.token.Allowance;
import io.legate.token.IdentityProvider;
import io.legate.token.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everybody of a site, with their keys, and the provider that knows whom they work for.
final class SitePeople {

  private static final String IDP = "https://idp.test";

  private final Clock time;
  private final Map<String, LocalSigner> signers = new TreeMap<>();
  private final RegisteredClients clients = new RegisteredClients(new TreeMap<>());
  private final IdentityProvider provider;

  SitePeople(Clock time) {
    this(time, null);
  }

  /// @param allowances for Alice and whoever else has a token
  SitePeople(Clock time, @Nullable List<Allowance> allowances) {
    this.time = time;
    for (String agent :
        List.of("orchestrator", "research", "analysis", "action", "filing", "other")) {
      register(agent, ClientKind.AGENT, null, Set.of("task", "task.open"), Set.of());
    }
    register(
        "rs:erp",
        ClientKind.RESOURCE_SERVER,
        Site.ERP,
        Set.of("authorize", "introspect"),
        Set.of());
    register(
        "rs:crm",
        ClientKind.RESOURCE_SERVER,
        Site.CRM,
        Set.of("authorize", "introspect"),
        Set.of());
    register("auditor", ClientKind.AUDITOR, null, Set.of("audit"), Set.of());
    register("ops", ClientKind.OPERATOR, null, Set.of("admin"), Set.of());
    for (String approver : List.of("fin-1", "fin-2", "fin-3")) {
      register(approver, ClientKind.APPROVER, null, Set.of("approve"), Set.of("finance"));
    }
    register("legal-1", ClientKind.APPROVER, null, Set.of("approve"), Set.of("legal"));
    register("both", ClientKind.APPROVER, null, Set.of("approve"), Set.of("finance", "legal"));
    this.provider = newProvider(allowances);
  }

  /// New keys for the log of a node.
  static List<NoteSigner> logSigners(int node) {
    String origin = TransparencyLog.origin(Site.ISSUER, node);
    return List.of(
        new JdkSigner(origin, NoteKey.Kind.ED25519), new JdkSigner(origin, NoteKey.Kind.ML_DSA_44));
  }

  RegisteredClients clients() {
    return clients;
  }

  IdentityProvider provider() {
    return provider;
  }

  /// An assertion by which a client authenticates itself.
  String assertion(String client) {
    long now = time.instant().getEpochSecond();
    var claims =
        Json.Obj.with("iss", client)
            .with("sub", client)
            .with("aud", Site.ISSUER)
            .with("iat", now)
            .with("exp", now + 60)
            .with("jti", Uuid7.at(time.instant()).toString())
            .build();
    var signer = signer(client);
    return SigningInput.of(signer.publicKey(), Typ.CLIENT_AUTHENTICATION, claims).signedBy(signer);
  }

  LocalSigner signer(String client) {
    return Objects.requireNonNull(signers.get(client), client);
  }

  private IdentityProvider newProvider(@Nullable List<Allowance> allowances) {
    var signer = LocalSigner.generate(SignatureAlgorithm.ES256, Site.PROVIDERS);
    signers.put(IDP, signer);
    return new IdentityProvider(
        "corp", IDP, Site.ISSUER, null, Duration.ofMinutes(5), Tokens.trusting(signer), allowances);
  }

  /// A token of Alice's by which `opener` may open one task for her.
  String aliceFor(String opener) {
    return aliceFor(opener, Json.Obj.EMPTY);
  }

  /// @param more claims of it
  String aliceFor(String opener, Json.Obj more) {
    long now = time.instant().getEpochSecond();
    var signer = signer(IDP);
    var header =
        Json.Obj.with("alg", "ES256").with("kid", signer.publicKey().thumbprint().value()).build();
    var claims =
        Json.Obj.with("iss", IDP)
            .with("sub", "alice")
            .with("aud", Site.ISSUER)
            .with("azp", opener)
            .with("iat", now)
            .with("exp", now + 300)
            .with("jti", Uuid7.at(time.instant()).toString());
    more.members().forEach(claims::with);
    return TestKeys.token(header, claims.build(), signer);
  }

  private void register(
      String id,
      ClientKind kind,
      @Nullable String audience,
      Set<String> scopes,
      Set<String> roles) {
    var signer = LocalSigner.generate(SignatureAlgorithm.ES256, Site.PROVIDERS);
    signers.put(id, signer);
    clients.add(id, kind, signer.publicKey(), audience, scopes, roles);
  }
}
