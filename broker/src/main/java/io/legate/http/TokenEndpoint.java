package io.legate.http;

import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.exchange.ApiTokens;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.time.Duration;
import java.time.Instant;

/// `POST /oauth2/token`: API tokens by `client_credentials` (RFC 6749 section 4.4), hops and
/// instances by token exchange (RFC 8693), both bound to the key of the proof (RFC 9449 section 5).
final class TokenEndpoint {

  static final String CLIENT_CREDENTIALS = "client_credentials";
  static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  private final EdgeServices services;

  TokenEndpoint(EdgeServices services) {
    this.services = services;
  }

  Json.Obj answer(Sender sender, Form form) throws RefusedException {
    String grantType = Parameters.required("grant_type", form.get("grant_type"));
    return switch (grantType) {
      case CLIENT_CREDENTIALS -> apiToken(sender, form);
      case TOKEN_EXCHANGE -> exchange(sender, form);
      default ->
          throw new RefusedException(
              Code.UNSUPPORTED_GRANT_TYPE, "`grant_type` is not one that is served here");
    };
  }

  private Json.Obj apiToken(Sender sender, Form form) throws RefusedException {
    var caller = sender.byAssertion(form);
    String target = Parameters.target(form.all("resource"), form.all("audience"));
    if (target != null && !target.equals(services.door().issuer())) {
      throw new RefusedException(
          Code.INVALID_TARGET, "an API token is for this server and takes no other target");
    }
    ApiTokens.Issued issued = services.use().apiTokens().issue(caller, form.get("scope"));
    return Json.Obj.with("access_token", issued.token())
        .with("token_type", "DPoP")
        .with("expires_in", issued.expiresIn().toSeconds())
        .with("scope", issued.scope())
        .build();
  }

  private Json.Obj exchange(Sender sender, Form form) throws RefusedException {
    var caller = sender.byAssertion(form);
    String details = form.get("authorization_details");
    var asked =
        new ExchangeRequest(
            Parameters.required("subject_token", form.get("subject_token")),
            Parameters.required("subject_token_type", form.get("subject_token_type")),
            form.get("actor_token"),
            form.get("actor_token_type"),
            form.get("requested_token_type"),
            Parameters.target(form.all("resource"), form.all("audience")),
            form.get("scope"),
            details == null
                ? null
                : Parameters.json(
                    "authorization_details", details, Code.INVALID_AUTHORIZATION_DETAILS),
            narrow(form));
    var issued = services.use().exchange().exchange(caller, asked);
    return response(issued, services.door().clock().instant());
  }

  /// `narrow` is ours: to be answered with what is left within all bounds instead of a refusal.
  private static boolean narrow(Form form) throws RefusedException {
    String narrow = form.get("narrow");
    if (narrow == null || narrow.equals("false")) {
      return false;
    }
    if (narrow.equals("true")) {
      return true;
    }
    throw Parameters.malformed("narrow", "invalid_value", "must be `true` or `false`");
  }

  /// RFC 8693 section 2.2.1 with RFC 9396 section 7. What was cut is told beside it.
  static Json.Obj response(IssuedInstance issued, Instant now) {
    long left = Math.max(0, Duration.between(now, issued.expiresAt()).toSeconds());
    var body =
        Json.Obj.with("access_token", issued.token())
            .with("issued_token_type", ExchangeRequest.ACCESS_TOKEN)
            .with("token_type", "DPoP")
            .with("expires_in", left)
            .withOptional("scope", Parameters.optional(issued.scope()))
            .with("authorization_details", issued.authorizationDetails());
    if (!issued.cut().isEmpty()) {
      body.with("cut", Json.Arr.ofStrings(issued.cut()));
    }
    return body.build();
  }
}
