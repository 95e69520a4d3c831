package io.legate.demo.stage;

import io.legate.crypto.Signer;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Person;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The demonstration's `legate.yaml`: who takes part, and with which keys. What they may do is said
/// by the policy bundle beside it.
public final class BrokerConfiguration {

  private BrokerConfiguration() {}

  /// Returns the text of the file.
  ///
  /// @param keys each party's that takes part
  /// @param people each person's who may be asked
  /// @param addresses of the resource servers, ending in a slash
  /// @param policy the bundle's folder, relative to the file's
  static String text(
      Map<Party, Signer> keys,
      Map<Person, Signer> people,
      Map<Party, String> addresses,
      Signer operator,
      IdentityProvider provider,
      String policy) {
    var text = new StringBuilder("# Written by the demonstration.\n");
    text.append("policy: ").append(policy).append("\nclients:\n");
    keys.forEach(
        (party, key) ->
            append(
                text,
                party.isAgent()
                    ? agent(party, key)
                    : resourceServer(party, key, Objects.requireNonNull(addresses.get(party)))));
    people.forEach((person, key) -> append(text, approver(person, key)));
    append(
        text,
        Json.Obj.with("client_id", Operator.CLIENT)
            .with("kind", "operator")
            .with("jwks", jwks(operator))
            .with("scopes", Json.Arr.ofStrings(List.of("admin")))
            .build());
    text.append("identity_providers:\n  - ").append(Jcs.text(provider.configuration()));
    return text.append('\n').toString();
  }

  private static void append(StringBuilder text, Json.Obj client) {
    text.append("  - ").append(Jcs.text(client)).append('\n');
  }

  private static Json.Obj agent(Party party, Signer key) {
    boolean opens = party == Party.ORCHESTRATOR;
    return client(party, "agent", key)
        .with("profile", "ai_agent")
        .with("scopes", Json.Arr.ofStrings(opens ? List.of("task", "task.open") : List.of("task")))
        .build();
  }

  private static Json.Obj resourceServer(Party party, Signer key, String address) {
    return client(party, "resource_server", key)
        .with("scopes", Json.Arr.ofStrings(List.of("authorize", "introspect")))
        .with("audience", party.audience())
        .with("base_uris", Json.Arr.ofStrings(List.of(address)))
        .build();
  }

  private static Json.Obj approver(Person person, Signer key) {
    return Json.Obj.with("client_id", person.clientId())
        .with("kind", "approver")
        .with("jwks", jwks(key))
        .with("roles", Json.Arr.ofStrings(person.roles()))
        .with("scopes", Json.Arr.ofStrings(List.of("approve")))
        .build();
  }

  private static Json.Builder client(Party party, String kind, Signer key) {
    return Json.Obj.with("client_id", party.clientId()).with("kind", kind).with("jwks", jwks(key));
  }

  public static Json.Obj jwks(Signer key) {
    var members = new LinkedHashMap<>(key.publicKey().jwk().members());
    members.put("kid", new Json.Str(key.publicKey().thumbprint().value()));
    return Json.Obj.with("keys", new Json.Arr(List.of(new Json.Obj(members)))).build();
  }
}
