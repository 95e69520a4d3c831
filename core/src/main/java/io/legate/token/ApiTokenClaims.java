package io.legate.token;

import io.legate.crypto.Claims;
import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientId;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/// What an API token says: it authenticates a caller to the broker, and nothing else.
///
/// `sub` is the client itself, and `aud` is the issuer (RFC 9068 with `client_credentials`).
///
/// @param scopes what the caller may ask for
/// @param holder the key it is bound to
public record ApiTokenClaims(
    String issuer,
    ClientId client,
    Set<String> scopes,
    Instant iat,
    Instant nbf,
    Instant exp,
    String jti,
    Thumbprint holder) {

  private static final Set<String> NAMES =
      Set.of("iss", "sub", "aud", "client_id", "scope", "iat", "nbf", "exp", "jti", "cnf");

  public ApiTokenClaims {
    scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
  }

  /// Returns the claims as they are signed. Instants are cut to whole seconds.
  public Obj toJson() {
    return Obj.with("iss", issuer)
        .with("sub", client.value())
        .with("aud", issuer)
        .with("client_id", client.value())
        .withOptional("scope", scopes.isEmpty() ? null : String.join(" ", scopes))
        .with("iat", iat.getEpochSecond())
        .with("nbf", nbf.getEpochSecond())
        .with("exp", exp.getEpochSecond())
        .with("jti", jti)
        .with("cnf", Obj.with("jkt", holder.value()).build())
        .build();
  }

  static ApiTokenClaims parse(Obj payload) throws TokenException {
    var claims = new Claims<TokenException>(payload, TokenException::ofClaim);
    claims.only(NAMES);
    String issuer = claims.string("iss");
    var client = ClaimForms.client(claims, "client_id");
    if (!claims.string("sub").equals(client.value())) {
      throw new TokenException(TokenException.Reason.INCONSISTENT, "`sub` is not the client");
    }
    if (!claims.string("aud").equals(issuer)) {
      throw new TokenException(TokenException.Reason.AUDIENCE);
    }
    String scope = claims.optionalString("scope");
    return new ApiTokenClaims(
        issuer,
        client,
        scope == null ? Set.of() : new LinkedHashSet<>(Arrays.asList(scope.split(" "))),
        claims.date("iat"),
        claims.date("nbf"),
        claims.date("exp"),
        claims.string("jti", ClaimForms.JTI_CHARACTERS_MAX),
        claims.holder());
  }
}
