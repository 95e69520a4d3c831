package io.legate.dpop;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import io.legate.crypto.Signer;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.json.Json.Obj;
import java.security.SecureRandom;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Makes proofs with one holder's key. Safe for use from many threads.
public final class ProofMaker {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Signer holder;

  public ProofMaker(Signer holder) {
    this.holder = holder;
  }

  /// What a proof is for.
  ///
  /// @param method the HTTP method; over gRPC `POST`
  /// @param uri the address without query and fragment
  /// @param accessToken the token sent along, or null
  /// @param nonce the server's latest nonce, or null
  /// @param actionDigest the digest of the action meant, or null
  public record Target(
      String method,
      String uri,
      @Nullable String accessToken,
      @Nullable String nonce,
      @Nullable String actionDigest) {

    /// A request without a token.
    public static Target of(String method, String uri) {
      return new Target(method, uri, null, null, null);
    }

    /// The same request with a token.
    public Target withToken(String accessToken) {
      return new Target(method, uri, accessToken, nonce, actionDigest);
    }

    /// The same request with a server's nonce, or without one.
    public Target withNonce(@Nullable String nonce) {
      return new Target(method, uri, accessToken, nonce, actionDigest);
    }

    /// The same request for one action.
    public Target withActionDigest(String actionDigest) {
      return new Target(method, uri, accessToken, nonce, actionDigest);
    }
  }

  /// Returns a new proof, never the same twice: its `jti` has 128 random bits.
  public String make(Target target, Instant now) {
    byte[] jti = new byte[16];
    RANDOM.nextBytes(jti);
    String ath = target.accessToken == null ? null : Sha256.base64Url(target.accessToken);
    var claims =
        Obj.with("jti", Base64Url.encode(jti))
            .with("htm", target.method)
            .with("htu", target.uri)
            .with("iat", now.getEpochSecond())
            .withOptional("ath", ath)
            .withOptional("nonce", target.nonce)
            .withOptional("adg", target.actionDigest)
            .build();
    return SigningInput.withJwk(holder.publicKey(), Typ.DPOP, claims).signedBy(holder);
  }
}
