package io.legate.chaos.stage;

import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Who is registered with the brokers, with a key made for this run.
///
/// @param about what the configuration says of it beside its id and key, as JSON
public record Party(String id, Signer key, String about) {

  /// The issuer of all three brokers, a name that stands for each of them.
  public static final String HOST = "broker.legate.test";

  public static final int PORT = 8443;
  public static final String ISSUER = "https://" + HOST + ":" + PORT;

  /// The one resource server's audience, and where it would serve.
  public static final String ERP = "https://erp.legate.test";

  private static final String ALL =
      """
      [{"type":"agent_action","actions":["payments.*"],"locations":["%s"],"resources":["erp://acme/*"]}]
      """
          .formatted(ERP);

  /// Makes everybody.
  ///
  /// @param workers how many agents can be delegated to
  static List<Party> all(int workers) {
    CryptoProviders providers = CryptoProviders.install();
    var all = new ArrayList<Party>();
    String agent = "{\"kind\":\"agent\",\"scopes\":%s,\"self_subject\":%s,\"entitlements\":%s}";
    all.add(
        party("agent:opener", agent.formatted("[\"task\",\"task.open\"]", "true", ALL), providers));
    for (int i = 1; i <= workers; i++) {
      all.add(party("agent:worker-" + i, agent.formatted("[\"task\"]", "false", ALL), providers));
    }
    all.add(
        party(
            "rs:erp",
            """
            {"kind":"resource_server","scopes":["authorize","introspect"],"audience":"%s",
             "base_uris":["%s/"]}
            """
                .formatted(ERP, ERP),
            providers));
    all.add(
        party(
            "person:ann",
            "{\"kind\":\"approver\",\"roles\":[\"finance\"],\"scopes\":[\"approve\"]}",
            providers));
    all.add(party("ops:root", "{\"kind\":\"operator\",\"scopes\":[\"admin\"]}", providers));
    return List.copyOf(all);
  }

  private static Party party(String id, String about, CryptoProviders providers) {
    return new Party(id, LocalSigner.generate(SignatureAlgorithm.ES256, providers), about);
  }

  /// Its entry under `clients`.
  Json.Obj entry() {
    try {
      var members = new LinkedHashMap<>(JsonReader.readObject(about).members());
      var jwk = new LinkedHashMap<>(key.publicKey().jwk().members());
      jwk.put("kid", new Json.Str(key.publicKey().thumbprint().value()));
      members.put("client_id", new Json.Str(id));
      var keys = new Json.Arr(List.of(new Json.Obj(jwk)));
      members.put("jwks", new Json.Obj(java.util.Map.of("keys", keys)));
      return new Json.Obj(members);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }
}
