package io.legate.demo.stage;

import io.legate.crypto.Signer;
import io.legate.demo.catalogue.Actions;
import io.legate.demo.catalogue.Party;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The demonstration's `legate.yaml`: who takes part, with which keys, and what policy entitles
/// each agent to, whatever a task's boundary says.
final class BrokerConfiguration {

  private BrokerConfiguration() {}

  /// Returns the text of the file.
  ///
  /// @param keys each party's
  /// @param addresses of the resource servers, ending in a slash
  static String text(
      Map<Party, Signer> keys, Map<Party, String> addresses, IdentityProvider provider) {
    var text = new StringBuilder("# Written by the demonstration.\nclients:\n");
    for (Party party : Party.values()) {
      Signer key = Objects.requireNonNull(keys.get(party));
      Json.Obj client =
          party.isAgent()
              ? agent(party, key)
              : resourceServer(party, key, Objects.requireNonNull(addresses.get(party)));
      text.append("  - ").append(Jcs.text(client)).append('\n');
    }
    text.append("identity_providers:\n  - ").append(Jcs.text(provider.configuration()));
    return text.append('\n').toString();
  }

  private static Json.Obj agent(Party party, Signer key) {
    boolean opens = party == Party.ORCHESTRATOR;
    var agent =
        client(party, "agent", key)
            .with("profile", "ai_agent")
            .with("roles", Json.Arr.ofStrings(List.of(party.word())))
            .with(
                "scopes",
                Json.Arr.ofStrings(opens ? List.of("task", "task.open") : List.of("task")))
            .with("entitlements", new Json.Arr(entitlements(party)));
    List<Json> delegable = delegable(party);
    return delegable.isEmpty()
        ? agent.build()
        : agent.with("delegable", new Json.Arr(delegable)).build();
  }

  private static Json.Obj resourceServer(Party party, Signer key, String address) {
    return client(party, "resource_server", key)
        .with("scopes", Json.Arr.ofStrings(List.of("authorize", "introspect")))
        .with("audience", party.audience())
        .with("base_uris", Json.Arr.ofStrings(List.of(address)))
        .build();
  }

  private static Json.Builder client(Party party, String kind, Signer key) {
    return Json.Obj.with("client_id", party.clientId()).with("kind", kind).with("jwks", jwks(key));
  }

  static Json.Obj jwks(Signer key) {
    var members = new LinkedHashMap<>(key.publicKey().jwk().members());
    members.put("kid", new Json.Str(key.publicKey().thumbprint().value()));
    return Json.Obj.with("keys", new Json.Arr(List.of(new Json.Obj(members)))).build();
  }

  /// What each agent may itself do.
  private static List<Json> entitlements(Party party) {
    return switch (party) {
      case ORCHESTRATOR ->
          List.of(entitlement(Party.DOCUMENTS, Actions.INBOX, Actions.DOCUMENTS_LIST));
      case RESEARCH -> List.of(documents(), records());
      case ANALYSIS ->
          List.of(
              entitlement(Party.ERP, Actions.ORDERS + "/*", Actions.RECEIPTS_READ), customers());
      case ACTION -> List.of(payments(), mail(), customers());
      case ERP, CRM, DOCUMENTS -> List.of();
    };
  }

  /// What each agent may hold in order to pass it on.
  private static List<Json> delegable(Party party) {
    return switch (party) {
      case ORCHESTRATOR -> List.of(documents(), records(), customers(), payments(), mail());
      case RESEARCH -> List.of(records(), customers(), payments(), mail());
      case ANALYSIS -> List.of(customers(), payments(), mail());
      case ACTION, ERP, CRM, DOCUMENTS -> List.of();
    };
  }

  private static Json documents() {
    return entitlement(Party.DOCUMENTS, Actions.INBOX + "/*", Actions.DOCUMENTS_READ);
  }

  private static Json records() {
    return permission(
        Party.ERP,
        List.of(Actions.ORDERS + "/*", Actions.VENDORS + "/*"),
        List.of(Actions.ORDERS_READ, Actions.RECEIPTS_READ, Actions.VENDORS_READ));
  }

  private static Json customers() {
    return entitlement(Party.CRM, Actions.CUSTOMERS + "/*", Actions.CUSTOMERS_READ);
  }

  private static Json payments() {
    return entitlement(Party.ERP, Actions.ORDERS + "/*", Actions.PAYMENTS_CREATE);
  }

  private static Json mail() {
    return entitlement(Party.DOCUMENTS, Actions.OUTBOX, Actions.MAIL_SEND);
  }

  private static Json entitlement(Party server, String resource, String action) {
    return permission(server, List.of(resource), List.of(action));
  }

  /// Without `arguments`, which admits any: the task's boundary is what narrows them.
  private static Json permission(Party server, List<String> resources, List<String> actions) {
    return Json.Obj.with("type", "agent_action")
        .with("actions", Json.Arr.ofStrings(actions))
        .with("locations", Json.Arr.ofStrings(List.of(server.audience())))
        .with("resources", Json.Arr.ofStrings(resources))
        .build();
  }
}
