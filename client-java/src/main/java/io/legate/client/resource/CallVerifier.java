package io.legate.client.resource;

import io.legate.client.resource.RefusedCallException.Reason;
import io.legate.client.resource.RevocationView.Knowledge;
import io.legate.crypto.KeyParser;
import io.legate.crypto.SignatureVerifier;
import io.legate.dpop.DpopException;
import io.legate.dpop.DpopProof;
import io.legate.dpop.DpopVerifier;
import io.legate.dpop.ExpectedRequest;
import io.legate.dpop.ExpectedRequest.BoundToken;
import io.legate.dpop.NoncePolicy;
import io.legate.dpop.Nonces;
import io.legate.token.ExpectedAudience;
import io.legate.token.SigningKeys;
import io.legate.token.TokenException;
import io.legate.token.TokenVerifier;
import io.legate.token.VerifiedInstance;
import io.legate.token.VerifiedTokenCache;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Verifies calls offline, with the broker's public keys alone: one token, sent as `DPoP`; its
/// class, signature, issuer, audience and time; the twelve checks of its proof (RFC 9449 section
/// 4.3); what is known of revocations; and that the proof was not used here before. Safe for use
/// from many threads; does no I/O.
///
/// It does NOT know limits or policy, nor what other processes have seen, and of revocations only
/// what its view was told.
public final class CallVerifier {

  private static final String SCHEME = "DPoP";
  private static final long CACHED_CHARACTERS_MAX = 8L * 1024 * 1024;

  private final TokenVerifier tokens;
  private final DpopVerifier proofs;
  private final ExpectedAudience audience;
  private final @Nullable Nonces nonces;
  private final RevocationView revocations;
  private final Heed heed;
  private final SeenProofs seen;

  /// @param issuer the broker's identifier
  /// @param audience this server's own
  /// @param keys the broker's public keys
  /// @param nonces what proofs must carry; null where this server asks for none
  /// @param revocations what is known of them, fed by whoever made it
  public CallVerifier(
      String issuer,
      String audience,
      SigningKeys keys,
      SignatureVerifier signatures,
      KeyParser proofKeys,
      @Nullable Nonces nonces,
      RevocationView revocations,
      Heed heed) {
    this.tokens =
        new TokenVerifier(signatures, keys, issuer, new VerifiedTokenCache(CACHED_CHARACTERS_MAX));
    this.proofs = new DpopVerifier(signatures, proofKeys);
    this.audience = ExpectedAudience.of(audience);
    this.nonces = nonces;
    this.revocations = revocations;
    this.heed = heed;
    this.seen = new SeenProofs();
  }

  /// Verifies one call.
  ///
  /// @throws RefusedCallException with the first check that failed
  public VerifiedCall verify(AgentRequest request, Instant now) throws RefusedCallException {
    VerifiedInstance token = verifyToken(token(request), now);
    DpopProof proof = verifyProof(request, token, now);
    Knowledge known = requireKnowledge(token, now);
    requireStanding(known.standing());
    // Last, so that a call refused for another reason does not use its proof up.
    if (!seen.add(proof, now)) {
      throw new RefusedCallException(Reason.INVALID_DPOP_PROOF, "the proof was used before", null);
    }
    return new VerifiedCall(request, token, proof, known.standing(), known.freshness());
  }

  private Knowledge requireKnowledge(VerifiedInstance token, Instant now)
      throws RefusedCallException {
    Knowledge known = revocations.known(token, now);
    if (known == null) {
      throw new RefusedCallException(
          Reason.REVOCATIONS_UNKNOWN, "what is revoked is not known here yet", null);
    }
    Duration age = known.freshness().age();
    if (age.compareTo(heed.ageMax()) > 0) {
      throw new RefusedCallException(
          Reason.REVOCATIONS_UNKNOWN,
          "what is revoked was last heard %s s ago".formatted(age.toSeconds()),
          null);
    }
    return known;
  }

  private void requireStanding(Standing standing) throws RefusedCallException {
    if (heed.known() == Heed.Known.REFUSE) {
      switch (standing) {
        case NOT_KNOWN_REVOKED -> {}
        case HELD ->
            throw new RefusedCallException(
                Reason.HELD, "the authority behind the token is halted", null);
        case ENDED ->
            throw new RefusedCallException(
                Reason.REVOKED, "the authority behind the token has ended", null);
      }
    }
  }

  /// Returns a nonce for the next proof, or null where this server asks for none.
  public @Nullable String newNonce(Instant now) {
    return nonces == null ? null : nonces.issue(now);
  }

  /// RFC 9449 section 7.1: one `Authorization` header, with the scheme `DPoP`. Section 7.2: a bound
  /// token that comes as a bearer token is refused.
  private static String token(AgentRequest request) throws RefusedCallException {
    if (request.authorization().isEmpty()) {
      throw new RefusedCallException(
          Reason.NO_CREDENTIALS, "an access token and a proof are needed", null);
    }
    if (request.authorization().size() > 1) {
      throw new RefusedCallException(
          Reason.NOT_DPOP, "more than one `authorization` was sent", null);
    }
    String value = request.authorization().getFirst();
    int space = value.indexOf(' ');
    if (space < 0 || !value.substring(0, space).equalsIgnoreCase(SCHEME)) {
      throw new RefusedCallException(
          Reason.NOT_DPOP, "tokens are accepted with the scheme `DPoP` only", null);
    }
    return value.substring(space + 1);
  }

  private VerifiedInstance verifyToken(String text, Instant now) throws RefusedCallException {
    try {
      return tokens.verifyInstance(text, audience, now);
    } catch (TokenException e) {
      var reason =
          e.reason() == TokenException.Reason.KEY_UNKNOWN
              ? Reason.SIGNING_KEY_UNKNOWN
              : Reason.INVALID_TOKEN;
      throw new RefusedCallException(reason, String.valueOf(e.getMessage()), null);
    }
  }

  private DpopProof verifyProof(AgentRequest request, VerifiedInstance token, Instant now)
      throws RefusedCallException {
    NoncePolicy policy =
        nonces == null ? new NoncePolicy.NotOurs() : new NoncePolicy.Required(nonces);
    var expected =
        new ExpectedRequest(
            request.htm(),
            request.htu(),
            request.uriRule(),
            policy,
            new BoundToken(token.textHash(), token.holder()));
    try {
      return proofs.verify(request.dpop(), expected, now);
    } catch (DpopException e) {
      String sentence = String.valueOf(e.getMessage());
      throw switch (e.reason()) {
        case NONCE_MISSING, NONCE_REFUSED ->
            new RefusedCallException(Reason.USE_DPOP_NONCE, sentence, newNonce(now));
        case BINDING -> new RefusedCallException(Reason.INVALID_TOKEN, sentence, null);
        case NO_PROOF,
            SEVERAL_PROOFS,
            MALFORMED,
            CLAIM_MISSING,
            CLAIM_MALFORMED,
            TYP,
            ALGORITHM,
            KEY,
            SIGNATURE,
            PRIVATE_KEY,
            METHOD,
            URI,
            FROM_THE_FUTURE,
            TOO_OLD,
            OUTSIDE_ITS_TIME,
            TOKEN_HASH_MISSING,
            TOKEN_HASH,
            TOKEN_HASH_UNEXPECTED ->
            new RefusedCallException(Reason.INVALID_DPOP_PROOF, sentence, null);
      };
    }
  }
}
