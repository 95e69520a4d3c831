package io.legate.client.live;

import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerConnection;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.identity.ClientId;
import io.legate.jose.CryptoProviders;
import io.legate.jose.KeyFile;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;

/// An orchestrator, two agents, a resource server and an operator, each with a key of its own, and
/// the `legate.yaml` that registers them.
///
/// @param folder of the key files
public record Company(
    Path folder,
    Party orchestrator,
    Party first,
    Party second,
    Party resourceServer,
    Party operator) {

  /// What the resource server's tokens name as `aud`.
  public static final String AUDIENCE = "https://erp.example";

  private static final CryptoProviders PROVIDERS = CryptoProviders.install();

  /// A client and its only key.
  public record Party(ClientId id, Signer key) {

    /// Returns a connection to the broker, authenticated as this client.
    public BrokerConnection connect(BrokerAddress broker) {
      var identity = new BrokerConnection.Identity(id, key, key, "");
      return BrokerConnection.open(broker, identity, InstantSource.system());
    }
  }

  /// Returns a new company, whose key files are in `folder`.
  public static Company in(Path folder) throws IOException {
    return new Company(
        folder,
        party(folder, "orchestrator"),
        party(folder, "agent:first"),
        party(folder, "agent:second"),
        party(folder, "rs:erp"),
        party(folder, "ops:root"));
  }

  private static Party party(Path folder, String id) throws IOException {
    var key = KeyFile.createOrRead(keyFile(folder, id), SignatureAlgorithm.ES256, PROVIDERS);
    return new Party(new ClientId(id), key);
  }

  private static Path keyFile(Path folder, String id) {
    return folder.resolve(id.replace(':', '-') + ".jwk");
  }

  /// Returns a client's private key, for clients that are not written in Java.
  public Obj privateJwk(Party party) throws IOException {
    try {
      return JsonReader.readObject(Files.readAllBytes(keyFile(folder, party.id.value())));
    } catch (MalformedJsonException e) {
      throw new IOException(e);
    }
  }

  /// Returns the text of `legate.yaml`: every agent may do and pass on what `entitlement` says, and
  /// the orchestrator opens tasks for itself.
  ///
  /// @param limits the section of that name
  public String configuration(Obj entitlement, Obj limits) {
    var entitlements = new Arr(List.of(entitlement));
    var opener =
        client(orchestrator, "agent", "task", "task.open")
            .with("entitlements", entitlements)
            .with("self_subject", new Json.Bool(true));
    var text = new StringBuilder("clients:\n");
    line(text, opener.build());
    for (var agent : List.of(first, second)) {
      line(text, client(agent, "agent", "task").with("entitlements", entitlements).build());
    }
    var server =
        client(resourceServer, "resource_server", "authorize", "introspect")
            .with("audience", AUDIENCE)
            .with("base_uris", Arr.ofStrings(List.of(AUDIENCE + "/")));
    line(text, server.build());
    line(text, client(operator, "operator", "admin").build());
    return text.append("limits: ").append(Jcs.text(limits)).append('\n').toString();
  }

  private static void line(StringBuilder text, Obj client) {
    text.append("  - ").append(Jcs.text(client)).append('\n');
  }

  private static Json.Builder client(Party party, String kind, String... scopes) {
    var jwk = new LinkedHashMap<>(party.key.publicKey().jwk().members());
    jwk.put("kid", new Json.Str(party.key.publicKey().thumbprint().value()));
    return Obj.with("client_id", party.id.value())
        .with("kind", kind)
        .with("scopes", Arr.ofStrings(List.of(scopes)))
        .with("jwks", Obj.with("keys", new Arr(List.of(new Obj(jwk)))).build());
  }
}
