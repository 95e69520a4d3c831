package io.legate.http;

import io.legate.caller.Caller;
import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.json.Json;
import io.legate.refusal.RefusedException;

/// `POST /oauth2/introspect` (RFC 7662) and `POST /oauth2/revoke` (RFC 7009). `token_type_hint` is
/// not looked at: a token says what it is.
final class TokenQueries {

  private final EdgeServices services;

  TokenQueries(EdgeServices services) {
    this.services = services;
  }

  /// Says whether a token is active. The caller sends its API token, and a nonce in its proof.
  Json.Obj introspect(Sender sender, Form form) throws RefusedException {
    Caller caller = sender.byApiToken(form);
    String token = Parameters.required("token", form.get("token"));
    Json.Obj claims = services.use().introspection().introspect(caller, token);
    var body = Json.Obj.with("active", new Json.Bool(claims != null));
    if (claims != null) {
      body.with("token_type", "DPoP");
      claims.members().forEach(body::with);
    }
    return body.build();
  }

  /// Revokes the hop of a token. The caller authenticates by assertion or by its API token.
  Json.Obj revoke(Sender sender, Form form) throws RefusedException {
    Caller caller = sender.sentToken() ? sender.byApiToken(form) : sender.byAssertion(form);
    String token = Parameters.required("token", form.get("token"));
    var request = new RequestId(Uuid7.at(services.door().clock().instant()));
    services.use().tokenRevocation().revoke(caller, request, token);
    return Json.Obj.EMPTY;
  }
}
