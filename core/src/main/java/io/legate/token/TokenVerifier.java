package io.legate.token;

import io.legate.crypto.CompactJws;
import io.legate.crypto.MalformedTokenException;
import io.legate.crypto.SignatureVerifier;
import io.legate.crypto.Typ;
import io.legate.crypto.VerificationKey;
import io.legate.crypto.VerifiedJws;
import io.legate.token.TokenException.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Verifies the broker's own access tokens: form, class, key, signature, claims, issuer, audience,
/// time, in this order. At the broker and at resource servers, offline.
///
/// It does NOT check revocation, whether the ledger holds the token, nor that its bearer is its
/// holder: that is the proof's, with [VerifiedToken#holder].
public final class TokenVerifier {

  /// How far ahead `iat` and `nbf` may be. `exp` has no leeway.
  public static final Duration AHEAD_MAX = Duration.ofSeconds(10);

  private final SignatureVerifier signatures;
  private final SigningKeys keys;
  private final String issuer;
  private final VerifiedTokenCache cache;
  private final CompactJws.Form form;

  /// A verifier of tokens of any length that there are.
  ///
  /// @param keys the keys of the broker's nodes
  /// @param issuer the broker's identifier
  /// @param cache what was verified lately; shared only by verifiers with the same keys and issuer
  public TokenVerifier(
      SignatureVerifier signatures, SigningKeys keys, String issuer, VerifiedTokenCache cache) {
    this(signatures, keys, issuer, cache, CompactJws.Form.TOKEN);
  }

  /// A verifier of shorter tokens only.
  ///
  /// @param form what is looked at
  public TokenVerifier(
      SignatureVerifier signatures,
      SigningKeys keys,
      String issuer,
      VerifiedTokenCache cache,
      CompactJws.Form form) {
    this.signatures = signatures;
    this.keys = keys;
    this.issuer = issuer;
    this.cache = cache;
    this.form = form;
  }

  /// Verifies an API token. Its audience is the issuer.
  ///
  /// @throws TokenException with the first check that failed; a hop's token instance is refused
  public VerifiedApiToken verifyApiToken(String text, Instant now) throws TokenException {
    return switch (verify(text, ExpectedAudience.of(issuer), now)) {
      case VerifiedApiToken token -> token;
      case VerifiedInstance _ -> throw new TokenException(Reason.TYP);
    };
  }

  /// Returns the API token with exactly this text where it was verified lately and has not expired,
  /// and null otherwise. Neither its signature nor the standing of its key is looked at again, so
  /// that it costs next to nothing, does not block, and lets nobody in.
  public @Nullable VerifiedApiToken recognise(String text, Instant now) {
    return cache.find(text) instanceof VerifiedApiToken token && now.isBefore(token.expiresAt())
        ? token
        : null;
  }

  /// Verifies a hop's token instance.
  ///
  /// @throws TokenException with the first check that failed; an API token is refused
  public VerifiedInstance verifyInstance(String text, ExpectedAudience audience, Instant now)
      throws TokenException {
    return switch (verify(text, audience, now)) {
      case VerifiedInstance instance -> instance;
      case VerifiedApiToken _ -> throw new TokenException(Reason.TYP);
    };
  }

  /// Verifies either. What may be done with one never follows from the other.
  ///
  /// @throws TokenException with the first check that failed
  public VerifiedToken verify(String text, ExpectedAudience audience, Instant now)
      throws TokenException {
    if (text.length() > form.charactersMax()) {
      throw new TokenException(Reason.MALFORMED, "it is too long");
    }
    VerifiedToken token = cache.find(text);
    if (token == null || !isStillTrusted(token.jws())) {
      token = verifyAnew(text);
      cache.add(token);
    }
    checkAudience(token, audience);
    checkTime(token, now);
    return token;
  }

  private boolean isStillTrusted(VerifiedJws verified) {
    String kid = verified.jws().kid();
    return kid != null && verified.key().equals(keys.find(kid));
  }

  private VerifiedToken verifyAnew(String text) throws TokenException {
    CompactJws jws;
    try {
      jws = CompactJws.parse(text, form);
    } catch (MalformedTokenException e) {
      throw new TokenException(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
    if (!Typ.ACCESS_TOKEN.isOf(jws)) {
      throw new TokenException(Reason.TYP);
    }
    var verified = verifySignature(jws);
    VerifiedToken token =
        verified.claims().get("txn") == null
            ? new VerifiedApiToken(verified, ApiTokenClaims.parse(verified.claims()))
            : new VerifiedInstance(verified, InstanceForm.parse(verified.claims()));
    if (!issuer.equals(verified.claims().string("iss"))) {
      throw new TokenException(Reason.ISSUER);
    }
    return token;
  }

  private VerifiedJws verifySignature(CompactJws jws) throws TokenException {
    boolean accepted =
        switch (jws.algorithm()) {
          case ES256, EDDSA -> true;
          case RS256 -> false;
        };
    if (!accepted) {
      throw new TokenException(Reason.ALGORITHM);
    }
    String kid = jws.kid();
    @Nullable VerificationKey key = kid == null ? null : keys.find(kid);
    if (key == null) {
      throw new TokenException(Reason.KEY_UNKNOWN);
    }
    var verified = jws.verifiedBy(key, signatures);
    if (verified == null) {
      throw new TokenException(Reason.SIGNATURE);
    }
    return verified;
  }

  private static void checkAudience(VerifiedToken token, ExpectedAudience expected)
      throws TokenException {
    String audience =
        switch (token) {
          case VerifiedApiToken api -> api.claims().issuer();
          case VerifiedInstance instance -> instance.claims().audience();
        };
    if (!expected.admits(audience)) {
      throw new TokenException(Reason.AUDIENCE);
    }
  }

  private static void checkTime(VerifiedToken token, Instant now) throws TokenException {
    var latest = now.plus(AHEAD_MAX);
    if (token.issuedAt().isAfter(latest) || token.notBefore().isAfter(latest)) {
      throw new TokenException(Reason.FROM_THE_FUTURE);
    }
    if (!now.isBefore(token.expiresAt())) {
      throw new TokenException(Reason.EXPIRED);
    }
  }
}
