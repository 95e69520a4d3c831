package io.legate.http;

import io.legate.caller.Caller;
import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.json.Json;
import io.legate.refusal.RefusedException;
import java.util.List;

/// `POST /oauth2/introspect` (RFC 7662, RFC 9701) and `POST /oauth2/revoke` (RFC 7009).
/// `token_type_hint` is not looked at: a token says what it is.
///
/// The caller authenticates by its API token, by an assertion with a proof, or as these RFCs have
/// it by an assertion alone, which is then spent on the ledger first.
final class TokenQueries {

  /// The media type of a signed answer (RFC 9701 section 4).
  static final String SIGNED = "application/token-introspection+jwt";

  private final EdgeServices services;

  TokenQueries(EdgeServices services) {
    this.services = services;
  }

  /// Says whether a token is active. A proof needs a nonce, because nothing is recorded.
  Reply introspect(Sender sender, Form form, List<String> accept) throws RefusedException {
    Caller caller = client(sender, form, BrokerHttp.INTROSPECT);
    String token = Parameters.required("token", form.get("token"));
    Json.Obj claims = services.use().introspection().introspect(caller, token);
    var body = Json.Obj.with("active", new Json.Bool(claims != null));
    if (claims != null) {
      body.with("token_type", "DPoP");
      claims.members().forEach(body::with);
    }
    return MediaTypes.areNamed(accept, SIGNED)
        ? new Reply(SIGNED, services.use().signedAnswers().sign(caller, body.build()))
        : Reply.json(body.build());
  }

  /// Revokes the hop of a token, and everything below it.
  Json.Obj revoke(Sender sender, Form form) throws RefusedException {
    Caller caller = client(sender, form, BrokerHttp.REVOKE);
    String token = Parameters.required("token", form.get("token"));
    var request = new RequestId(Uuid7.at(services.door().clock().instant()));
    services.use().tokenRevocation().revoke(caller, request, token);
    return Json.Obj.EMPTY;
  }

  private Caller client(Sender sender, Form form, String call) throws RefusedException {
    return sender.isBare()
        ? services.use().loneAssertions().spend(sender.byAssertionAlone(form), call)
        : sender.client(form);
  }
}
