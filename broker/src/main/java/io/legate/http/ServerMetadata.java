package io.legate.http;

import io.legate.json.Json;
import java.util.List;

/// The authorization server metadata (RFC 8414): what is served here, and nothing that is not.
final class ServerMetadata {

  private static final List<String> ALGORITHMS = List.of("ES256", "EdDSA");

  private ServerMetadata() {}

  static Json.Obj of(String issuer) {
    var algorithms = Json.Arr.ofStrings(ALGORITHMS);
    var assertion = Json.Arr.ofStrings(List.of("private_key_jwt"));
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
        .with(
            "scopes_supported",
            Json.Arr.ofStrings(List.of("task", "task.open", "authorize", "introspect", "admin")))
        .with("token_endpoint_auth_methods_supported", assertion)
        .with("token_endpoint_auth_signing_alg_values_supported", algorithms)
        .with("revocation_endpoint_auth_methods_supported", assertion)
        .with("revocation_endpoint_auth_signing_alg_values_supported", algorithms)
        .with(
            "introspection_endpoint_auth_methods_supported",
            Json.Arr.ofStrings(List.of("private_key_jwt", "DPoP")))
        .with("introspection_endpoint_auth_signing_alg_values_supported", algorithms)
        .with("dpop_signing_alg_values_supported", algorithms)
        .with("authorization_details_types_supported", Json.Arr.ofStrings(List.of("agent_action")))
        .build();
  }
}
