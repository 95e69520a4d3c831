package io.legate.crypto;

import io.legate.json.Json.Obj;

/// A token whose signature was checked with [#key]. Only [CompactJws#verifiedBy] makes one.
///
/// What its claims mean, whether they hold now, and whether the key is one to be trusted here is
/// NOT settled by this type.
public final class VerifiedJws {

  private final CompactJws jws;
  private final VerificationKey key;

  VerifiedJws(CompactJws jws, VerificationKey key) {
    this.jws = jws;
    this.key = key;
  }

  /// The token.
  public CompactJws jws() {
    return jws;
  }

  /// The key that signed it.
  public VerificationKey key() {
    return key;
  }

  /// The claims.
  public Obj claims() {
    return jws.payload();
  }

  @Override
  public String toString() {
    return "verified token " + jws.signingInputHash();
  }
}
