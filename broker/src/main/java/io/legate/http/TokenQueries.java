package io.legate.http;

import io.legate.caller.Caller;
import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.json.Json;
import io.legate.refusal.RefusedException;

/// `POST /oauth2/introspect` (RFC 7662) and `POST /oauth2/revoke` (RFC 7009). `token_type_hint` is
/// not looked at: a token says what it is. The caller authenticates by assertion or by its API
/// token.
final class TokenQueries {

  private final EdgeServices services;

  TokenQueries(EdgeServices services) {
    this.services = services;
  }

  /// Says whether a token is active. The proof needs a nonce, because nothing is recorded.
  Json.Obj introspect(Sender sender, Form form) throws RefusedException {
    Caller caller = sender.client(form);
    String token = Parameters.required("token", form.get("token"));
    Json.Obj claims = services.use().introspection().introspect(caller, token);
    var body = Json.Obj.with("active", new Json.Bool(claims != null));
    if (claims != null) {
      body.with("token_type", "DPoP");
      claims.members().forEach(body::with);
    }
    return body.build();
  }

  /// Revokes the hop of a token.
  Json.Obj revoke(Sender sender, Form form) throws RefusedException {
    Caller caller = sender.client(form);
    String token = Parameters.required("token", form.get("token"));
    var request = new RequestId(Uuid7.at(services.door().clock().instant()));
    services.use().tokenRevocation().revoke(caller, request, token);
    return Json.Obj.EMPTY;
  }
}
