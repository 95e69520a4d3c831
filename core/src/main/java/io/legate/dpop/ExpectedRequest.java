package io.legate.dpop;

import io.legate.crypto.Thumbprint;
import org.jspecify.annotations.Nullable;

/// The request that a proof must be for, as the server itself knows it.
///
/// @param method the HTTP method; over gRPC always `POST`
/// @param uri the address it was served at, from configuration and never from `Host`
/// @param uriRule how `htu` is compared with it
/// @param noncePolicy whether a nonce of ours is needed
/// @param token the access token that came with the request; null where none did, and then the
///   proof may not speak of one
public record ExpectedRequest(
    String method,
    String uri,
    UriRule uriRule,
    NoncePolicy noncePolicy,
    @Nullable BoundToken token) {

  public ExpectedRequest {
    if (uriRule == UriRule.NORMALISED && HttpUri.normalised(uri) == null) {
      throw new IllegalArgumentException("not an http address");
    }
  }

  /// An access token and the key it is bound to.
  ///
  /// @param hash of the token's text, as `ath` must say it: SHA-256 in base64url
  /// @param holder its `cnf.jkt`; a token without one is never used with a proof
  public record BoundToken(String hash, Thumbprint holder) {}

  /// How two addresses are compared.
  public enum UriRule {
    /// Character by character: the gRPC profile, where the client knows the one spelling.
    STRICT,
    /// After syntax-based and scheme-based normalisation, without query and fragment (RFC 9449
    /// section 4.3, RFC 3986 sections 6.2.2 and 6.2.3).
    NORMALISED
  }
}
