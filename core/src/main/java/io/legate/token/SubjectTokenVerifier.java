package io.legate.token;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Claims;
import io.legate.crypto.CompactJws;
import io.legate.crypto.MalformedTokenException;
import io.legate.crypto.Sha256;
import io.legate.crypto.SignatureVerifier;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.crypto.VerifiedJws;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.json.Json.Str;
import io.legate.token.TokenException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Verifies the token of a configured identity provider, with which an opener shows for whom a task
/// is.
///
/// It does NOT check whether the token has opened a task already ([VerifiedSubject#onceKey]), nor
/// whether this opener may open one for this subject: policy does. Roles, groups and scope are the
/// provider's word, passed on.
public final class SubjectTokenVerifier {

  /// How far ahead `iat` and `nbf` may be.
  public static final Duration AHEAD_MAX = Duration.ofSeconds(10);

  private final SignatureVerifier signatures;

  public SubjectTokenVerifier(SignatureVerifier signatures) {
    this.signatures = signatures;
  }

  /// Verifies a subject's token.
  ///
  /// @param opener who presents it, authenticated
  /// @param proofKey the key the opener has just proven to hold; null where it proved none
  /// @throws TokenException with the first check that failed
  public VerifiedSubject verify(
      String text,
      IdentityProvider provider,
      ClientId opener,
      @Nullable Thumbprint proofKey,
      Instant now)
      throws TokenException {
    var jws = parse(text, provider);
    var verified = verifySignature(jws, provider);
    var claims = new Claims<TokenException>(verified.claims(), TokenException::ofClaim);
    if (!claims.string("iss").equals(provider.issuer())) {
      throw new TokenException(Reason.ISSUER);
    }
    if (!audiences(claims, verified.claims().get("aud")).contains(provider.audience())) {
      throw new TokenException(Reason.AUDIENCE);
    }
    var expiresAt = checkTime(claims, provider, now);
    checkOpener(claims, opener);
    checkHolder(claims, proofKey);
    return new VerifiedSubject(
        provider.alias(),
        claims.string("sub", 255),
        claims.optionalString("scope"),
        strings(claims, "roles"),
        strings(claims, "groups"),
        claims.optionalArray("authorization_details"),
        onceKey(provider, claims, jws),
        expiresAt);
  }

  private static CompactJws parse(String text, IdentityProvider provider) throws TokenException {
    CompactJws jws;
    try {
      jws = CompactJws.parse(text, CompactJws.Form.FOREIGN);
    } catch (MalformedTokenException e) {
      throw new TokenException(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
    String typ = provider.typ();
    if (typ != null && !mediaType(typ).equals(mediaType(jws.typ()))) {
      throw new TokenException(Reason.TYP);
    }
    return jws;
  }

  /// `typ` is a media type, which may go without `application/` (RFC 7515 section 4.1.9); other
  /// issuers write it in either case.
  private static String mediaType(@Nullable String typ) {
    String lower = typ == null ? "" : typ.toLowerCase(Locale.ROOT);
    return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
  }

  private VerifiedJws verifySignature(CompactJws jws, IdentityProvider provider)
      throws TokenException {
    String kid = jws.kid();
    @Nullable VerificationKey key = kid == null ? null : provider.keys().find(kid);
    if (key == null) {
      throw new TokenException(Reason.KEY_UNKNOWN);
    }
    var verified = jws.verifiedBy(key, signatures);
    if (verified == null) {
      throw new TokenException(Reason.SIGNATURE);
    }
    return verified;
  }

  private static Instant checkTime(
      Claims<TokenException> claims, IdentityProvider provider, Instant now) throws TokenException {
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
    if (iat.isBefore(now.minus(provider.ageMax()))) {
      throw new TokenException(Reason.TOO_OLD);
    }
    return exp;
  }

  /// At least one of `azp` and `client_id` is there, and none of them names another client.
  private static void checkOpener(Claims<TokenException> claims, ClientId opener)
      throws TokenException {
    String azp = claims.optionalString("azp");
    String clientId = claims.optionalString("client_id");
    boolean named = azp != null || clientId != null;
    boolean foreign =
        (azp != null && !azp.equals(opener.value()))
            || (clientId != null && !clientId.equals(opener.value()));
    if (!named || foreign) {
      throw new TokenException(Reason.CLIENT);
    }
  }

  private static void checkHolder(Claims<TokenException> claims, @Nullable Thumbprint proofKey)
      throws TokenException {
    var holder = claims.optionalHolder();
    if (holder == null) {
      return;
    }
    if (proofKey == null) {
      throw new TokenException(Reason.PROOF_MISSING);
    }
    if (!holder.equals(proofKey)) {
      throw new TokenException(Reason.BINDING);
    }
  }

  private static List<String> audiences(Claims<TokenException> claims, @Nullable Json aud)
      throws TokenException {
    return aud instanceof Str(var one) ? List.of(one) : strings(claims, "aud");
  }

  private static List<String> strings(Claims<TokenException> claims, String name)
      throws TokenException {
    var array = claims.optionalArray(name);
    if (array == null) {
      return List.of();
    }
    var strings = new ArrayList<String>();
    for (Json item : array.items()) {
      if (!(item instanceof Str(var text))) {
        throw claims.malformed(name);
      }
      strings.add(text);
    }
    return strings;
  }

  /// By the provider's own `jti` where it writes one, else by what it signed.
  private static String onceKey(
      IdentityProvider provider, Claims<TokenException> claims, CompactJws jws)
      throws TokenException {
    String jti = claims.optionalString("jti");
    String id = jti == null ? "hash\0" + jws.signingInputHash() : "jti\0" + jti;
    byte[] text = (provider.alias() + '\0' + id).getBytes(StandardCharsets.UTF_8);
    return Base64Url.encode(Sha256.digest(text));
  }
}
