package io.legate.token;

import io.legate.crypto.Claims;
import io.legate.crypto.CompactJws;
import io.legate.crypto.MalformedTokenException;
import io.legate.crypto.SignatureVerifier;
import io.legate.crypto.Typ;
import io.legate.crypto.VerificationKey;
import io.legate.crypto.VerifiedJws;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.Clients;
import io.legate.token.TokenException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Verifies client assertions (RFC 7523 section 3, RFC 10070): `iss` and `sub` are the client,
/// `aud` is this issuer's identifier and nothing else, for at most a minute.
///
/// The `typ` is required, which RFC 10070 only recommends, because it alone keeps a client's other
/// signed tokens out of this place.
///
/// It does NOT check whether the assertion was used before ([VerifiedClient#replayKey]), nor
/// whether client and key are in force. What went wrong is for the record: a caller is told
/// `invalid_client` and no more.
public final class ClientAssertionVerifier {

  /// How far ahead `iat` and `nbf` may be.
  public static final Duration AHEAD_MAX = Duration.ofSeconds(10);

  /// From `iat` to `exp`.
  public static final Duration VALID_MAX = Duration.ofSeconds(60);

  private final SignatureVerifier signatures;
  private final Clients clients;
  private final String issuer;

  /// @param issuer our own identifier
  public ClientAssertionVerifier(SignatureVerifier signatures, Clients clients, String issuer) {
    this.signatures = signatures;
    this.clients = clients;
    this.issuer = issuer;
  }

  /// Verifies an assertion.
  ///
  /// @param clientId the `client_id` that came with it, or null where none did
  /// @throws TokenException with the first check that failed
  public VerifiedClient verify(String text, @Nullable String clientId, Instant now)
      throws TokenException {
    var jws = parse(text);
    var claims = new Claims<TokenException>(jws.payload(), TokenException::ofClaim);
    var id = ClaimForms.client(claims, "iss");
    if (!claims.string("sub").equals(id.value())) {
      throw new TokenException(Reason.INCONSISTENT, "`sub` is not `iss`");
    }
    if (clientId != null && !clientId.equals(id.value())) {
      throw new TokenException(Reason.CLIENT);
    }
    var client = find(id);
    var verified = verifySignature(jws, client);
    if (!claims.string("aud").equals(issuer)) {
      throw new TokenException(Reason.AUDIENCE);
    }
    String jti = claims.string("jti", ClaimForms.JTI_CHARACTERS_MAX);
    var exp = checkTime(claims, now);
    return new VerifiedClient(client, verified.key(), jti, exp);
  }

  private static CompactJws parse(String text) throws TokenException {
    CompactJws jws;
    try {
      jws = CompactJws.parse(text, CompactJws.Form.TOKEN);
    } catch (MalformedTokenException e) {
      throw new TokenException(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
    if (!Typ.CLIENT_AUTHENTICATION.isOf(jws)) {
      throw new TokenException(Reason.TYP);
    }
    return jws;
  }

  private Client find(ClientId id) throws TokenException {
    var client = clients.find(id);
    if (client == null) {
      throw new TokenException(Reason.CLIENT_UNKNOWN);
    }
    return client;
  }

  /// A `kid` that is a key's thumbprint names it. Any other is the client's own name for one of the
  /// few keys it registered, and those are tried.
  private VerifiedJws verifySignature(CompactJws jws, Client client) throws TokenException {
    boolean accepted =
        switch (jws.algorithm()) {
          case ES256, EDDSA -> true;
          case RS256 -> false;
        };
    if (!accepted) {
      throw new TokenException(Reason.ALGORITHM);
    }
    for (var key : candidates(jws.kid(), client)) {
      var verified = jws.verifiedBy(key, signatures);
      if (verified != null) {
        return verified;
      }
    }
    throw new TokenException(Reason.SIGNATURE);
  }

  private static List<VerificationKey> candidates(@Nullable String kid, Client client) {
    for (var key : client.keys()) {
      if (key.thumbprint().value().equals(kid)) {
        return List.of(key);
      }
    }
    return client.keys();
  }

  private static Instant checkTime(Claims<TokenException> claims, Instant now)
      throws TokenException {
    var iat = claims.date("iat");
    var nbf = claims.optionalDate("nbf");
    var exp = claims.date("exp");
    var latest = now.plus(AHEAD_MAX);
    if (iat.isAfter(latest) || (nbf != null && nbf.isAfter(latest))) {
      throw new TokenException(Reason.FROM_THE_FUTURE);
    }
    if (!now.isBefore(exp)) {
      throw new TokenException(Reason.EXPIRED);
    }
    if (exp.isAfter(iat.plus(VALID_MAX))) {
      throw new TokenException(Reason.VALID_TOO_LONG);
    }
    return exp;
  }
}
