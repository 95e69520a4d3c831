package io.legate.dpop;

import io.legate.crypto.Claims;
import io.legate.crypto.CompactJws;
import io.legate.crypto.KeyParser;
import io.legate.crypto.MalformedTokenException;
import io.legate.crypto.SignatureVerifier;
import io.legate.crypto.Typ;
import io.legate.crypto.UnusableKeyException;
import io.legate.crypto.VerifiedJws;
import io.legate.dpop.DpopException.Reason;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The twelve checks of RFC 9449 section 4.3, in their order. Each takes what the one before it has
/// proven, so that no later one runs on less.
///
/// It does NOT check whether the proof was used before; the caller records [DpopProof#replayKey] in
/// the ledger after this. Nor does it check whether the access token is valid: its binding is
/// compared, the rest is the token verifier's.
public final class DpopVerifier {

  /// How far ahead `iat` may be.
  public static final Duration AHEAD_MAX = Duration.ofSeconds(10);

  /// How long ago `iat` may be.
  public static final Duration AGE_MAX = Duration.ofSeconds(60);

  /// Characters in a `jti`. Ours have 22.
  public static final int JTI_CHARACTERS_MAX = 128;

  private static final Set<String> PRIVATE_MEMBERS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  private final SignatureVerifier signatures;
  private final KeyParser keys;

  /// @param keys reads the `jwk` of a proof
  public DpopVerifier(SignatureVerifier signatures, KeyParser keys) {
    this.signatures = signatures;
    this.keys = keys;
  }

  /// Checks the proof of one request.
  ///
  /// @param proofs every value of the `dpop` header or metadata entry
  /// @param expected the request, as the server knows it
  /// @throws DpopException with the first check that failed
  public DpopProof verify(List<String> proofs, ExpectedRequest expected, Instant now)
      throws DpopException {
    String text = check1ThereIsOneProof(proofs);
    var jws = check2ItIsWellFormed(text);
    var claims = check3ItHasItsClaims(jws);
    check4ItsTypIsThatOfAProof(jws);
    check5ItsAlgorithmIsAccepted(jws);
    var verified = check6ItIsSignedByItsKey(jws);
    check7ItsKeyIsPublic(verified);
    check8ItIsForThisMethod(claims, expected);
    check9ItIsForThisAddress(claims, expected);
    check10ItHasOurNonce(claims, expected.noncePolicy(), now);
    check11ItIsFresh(claims, now);
    check12ItIsForThisToken(claims, verified, expected.token());
    return new DpopProof(verified, claims.jti, claims.iat, claims.adg);
  }

  /// What a proof says of itself. Optional ones are null where they are absent.
  private record ProofClaims(
      String jti,
      String htm,
      String htu,
      Instant iat,
      @Nullable String ath,
      @Nullable String nonce,
      @Nullable Instant nbf,
      @Nullable Instant exp,
      @Nullable String adg) {}

  /// 1: "there is not more than one DPoP HTTP request header field". A comma would be two of them
  /// that a proxy has joined.
  private static String check1ThereIsOneProof(List<String> proofs) throws DpopException {
    if (proofs.isEmpty()) {
      throw new DpopException(Reason.NO_PROOF);
    }
    String proof = proofs.getFirst();
    if (proofs.size() > 1 || proof.indexOf(',') >= 0) {
      throw new DpopException(Reason.SEVERAL_PROOFS);
    }
    return proof;
  }

  /// 2: "the DPoP HTTP request header field value is a single and well-formed JWT".
  private static CompactJws check2ItIsWellFormed(String text) throws DpopException {
    try {
      return CompactJws.parse(text, CompactJws.Form.PROOF);
    } catch (MalformedTokenException e) {
      Reason reason =
          switch (e.reason()) {
            case ALGORITHM_NOT_ACCEPTED -> Reason.ALGORITHM;
            case TYP_MISSING -> Reason.TYP;
            case TOO_LONG,
                ENCRYPTED,
                NOT_THREE_PARTS,
                NOT_CANONICAL,
                HEADER_NOT_AN_OBJECT,
                PAYLOAD_NOT_AN_OBJECT,
                HEADER_MEMBER_REFUSED,
                KID_MALFORMED ->
                Reason.MALFORMED;
          };
      throw new DpopException(reason, String.valueOf(e.getMessage()));
    }
  }

  /// 3: "all required claims per Section 4.2 are contained in the JWT". What an optional one may
  /// hold is settled here too; claims we do not know are ignored.
  private static ProofClaims check3ItHasItsClaims(CompactJws jws) throws DpopException {
    var claims =
        new Claims<DpopException>(
            jws.payload(),
            (fault, claim) ->
                new DpopException(
                    fault == Claims.Fault.MISSING ? Reason.CLAIM_MISSING : Reason.CLAIM_MALFORMED,
                    "`" + claim + "`"));
    return new ProofClaims(
        claims.string("jti", JTI_CHARACTERS_MAX),
        claims.string("htm"),
        claims.string("htu"),
        claims.date("iat"),
        claims.optionalString("ath"),
        claims.optionalString("nonce"),
        claims.optionalDate("nbf"),
        claims.optionalDate("exp"),
        claims.optionalString("adg"));
  }

  /// 4: "the typ JOSE Header Parameter has the value dpop+jwt".
  private static void check4ItsTypIsThatOfAProof(CompactJws jws) throws DpopException {
    if (!Typ.DPOP.isOf(jws)) {
      throw new DpopException(Reason.TYP);
    }
  }

  /// 5: "the alg JOSE Header Parameter indicates a registered asymmetric digital signature
  /// algorithm, is not none, is supported by the application, and is acceptable per local policy".
  private static void check5ItsAlgorithmIsAccepted(CompactJws jws) throws DpopException {
    boolean accepted =
        switch (jws.algorithm()) {
          case ES256, EDDSA -> true;
          case RS256 -> false;
        };
    if (!accepted) {
      throw new DpopException(Reason.ALGORITHM);
    }
  }

  /// 6: "the JWT signature verifies with the public key contained in the jwk JOSE Header
  /// Parameter". Private members are left aside until 7: only a proof that verifies shows that they
  /// are real.
  private VerifiedJws check6ItIsSignedByItsKey(CompactJws jws) throws DpopException {
    if (!(jws.header().get("jwk") instanceof Obj jwk)) {
      throw new DpopException(Reason.KEY);
    }
    VerifiedJws verified;
    try {
      verified = jws.verifiedBy(keys.parse(publicMembers(jwk)), signatures);
    } catch (UnusableKeyException e) {
      throw new DpopException(Reason.KEY, String.valueOf(e.getMessage()));
    }
    if (verified == null) {
      throw new DpopException(Reason.SIGNATURE);
    }
    return verified;
  }

  /// 7: "the jwk JOSE Header Parameter does not contain a private key".
  private static void check7ItsKeyIsPublic(VerifiedJws proof) throws DpopException {
    if (proof.jws().header().get("jwk") instanceof Obj jwk && hasPrivateMember(jwk)) {
      throw new DpopException(Reason.PRIVATE_KEY);
    }
  }

  /// 8: "the htm claim matches the HTTP method of the current request".
  private static void check8ItIsForThisMethod(ProofClaims claims, ExpectedRequest expected)
      throws DpopException {
    if (!claims.htm.equals(expected.method())) {
      throw new DpopException(Reason.METHOD);
    }
  }

  /// 9: "the htu claim matches the HTTP URI value for the HTTP request in which the JWT was
  /// received, ignoring any query and fragment parts".
  private static void check9ItIsForThisAddress(ProofClaims claims, ExpectedRequest expected)
      throws DpopException {
    boolean matches =
        switch (expected.uriRule()) {
          case STRICT -> claims.htu.equals(expected.uri());
          case NORMALISED -> isSameAddress(claims.htu, expected.uri());
        };
    if (!matches) {
      throw new DpopException(Reason.URI);
    }
  }

  /// 10: "if the server provided a nonce value to the client, the nonce claim matches the
  /// server-provided nonce value".
  private static void check10ItHasOurNonce(ProofClaims claims, NoncePolicy policy, Instant now)
      throws DpopException {
    switch (policy) {
      case NoncePolicy.NotOurs _ -> {}
      case NoncePolicy.Required(var nonces) -> {
        if (claims.nonce == null) {
          throw new DpopException(Reason.NONCE_MISSING);
        }
        if (!nonces.accepts(claims.nonce, now)) {
          throw new DpopException(Reason.NONCE_REFUSED);
        }
      }
    }
  }

  /// 11: "the creation time of the JWT, as determined by either the iat claim or a server managed
  /// timestamp via the nonce claim, is within an acceptable window". `nbf` and `exp` are not asked
  /// for, and hold where they are there.
  private static void check11ItIsFresh(ProofClaims claims, Instant now) throws DpopException {
    if (claims.iat.isAfter(now.plus(AHEAD_MAX))) {
      throw new DpopException(Reason.FROM_THE_FUTURE);
    }
    if (claims.iat.isBefore(now.minus(AGE_MAX))) {
      throw new DpopException(Reason.TOO_OLD);
    }
    boolean early = claims.nbf != null && claims.nbf.isAfter(now.plus(AHEAD_MAX));
    boolean late = claims.exp != null && !now.isBefore(claims.exp);
    if (early || late) {
      throw new DpopException(Reason.OUTSIDE_ITS_TIME);
    }
  }

  /// 12: "if presented to a protected resource in conjunction with an access token, ensure that the
  /// value of the ath claim equals the hash of that access token", and "confirm that the public key
  /// to which the access token is bound matches the public key from the DPoP proof".
  private static void check12ItIsForThisToken(
      ProofClaims claims, VerifiedJws proof, ExpectedRequest.@Nullable BoundToken token)
      throws DpopException {
    if (token == null) {
      if (claims.ath != null) {
        throw new DpopException(Reason.TOKEN_HASH_UNEXPECTED);
      }
      return;
    }
    if (claims.ath == null) {
      throw new DpopException(Reason.TOKEN_HASH_MISSING);
    }
    if (!claims.ath.equals(token.hash())) {
      throw new DpopException(Reason.TOKEN_HASH);
    }
    if (!proof.key().thumbprint().equals(token.holder())) {
      throw new DpopException(Reason.BINDING);
    }
  }

  private static boolean isSameAddress(String htu, String uri) {
    if (htu.equals(uri)) {
      return true;
    }
    String claimed = HttpUri.normalised(htu);
    return claimed != null && claimed.equals(HttpUri.normalised(uri));
  }

  private static boolean hasPrivateMember(Obj jwk) {
    for (String member : jwk.members().keySet()) {
      if (PRIVATE_MEMBERS.contains(member)) {
        return true;
      }
    }
    return false;
  }

  private static Obj publicMembers(Obj jwk) {
    if (!hasPrivateMember(jwk)) {
      return jwk;
    }
    var members = new LinkedHashMap<String, Json>(jwk.members());
    members.keySet().removeAll(PRIVATE_MEMBERS);
    return new Obj(members);
  }
}
