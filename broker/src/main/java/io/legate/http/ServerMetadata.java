package io.legate.http;

import io.legate.json.Json;
import java.util.List;

/// The authorization server metadata (RFC 8414): what is served here, and nothing that is not.
final class ServerMetadata {

  private static final List<String> ALGORITHMS = List.of("ES256", "EdDSA");

  /// What an API token may be asked for; which of it a client gets is its registration's.
  private static final List<String> SCOPES =
      List.of(
          "task", "task.open", "authorize", "introspect", "approve", "audit", "admin", "signals");

  private ServerMetadata() {}

  static Json.Obj of(String issuer) {
    var algorithms = Json.Arr.ofStrings(ALGORITHMS);
    var assertion = Json.Arr.ofStrings(List.of("private_key_jwt"));
    // An access token's type stands beside the methods of authentication (RFC 8414 section 2).
    var assertionOrToken = Json.Arr.ofStrings(List.of("private_key_jwt", "DPoP"));
    return Json.Obj.with("issuer", issuer)
        .with("token_endpoint", issuer + BrokerHttp.TOKEN)
        .with("jwks_uri", issuer + BrokerHttp.JWKS)
        .with("introspection_endpoint", issuer + BrokerHttp.INTROSPECT)
        .with("revocation_endpoint", issuer + BrokerHttp.REVOKE)
        // Required, and empty: there is no authorization endpoint.
        .with("response_types_supported", Json.Arr.ofStrings(List.of()))
        .with(
            "grant_types_supported",
            Json.Arr.ofStrings(
                List.of(TokenEndpoint.CLIENT_CREDENTIALS, TokenEndpoint.TOKEN_EXCHANGE)))
        .with("scopes_supported", Json.Arr.ofStrings(SCOPES))
        .with("token_endpoint_auth_methods_supported", assertion)
        .with("token_endpoint_auth_signing_alg_values_supported", algorithms)
        .with("revocation_endpoint_auth_methods_supported", assertionOrToken)
        .with("revocation_endpoint_auth_signing_alg_values_supported", algorithms)
        .with("introspection_endpoint_auth_methods_supported", assertionOrToken)
        .with("introspection_endpoint_auth_signing_alg_values_supported", algorithms)
        .with("introspection_signing_alg_values_supported", algorithms)
        .with("dpop_signing_alg_values_supported", algorithms)
        .with("authorization_details_types_supported", Json.Arr.ofStrings(List.of("agent_action")))
        .build();
  }
}
