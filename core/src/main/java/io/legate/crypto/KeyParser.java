package io.legate.crypto;

import io.legate.json.Json.Obj;

/// Turns a JWK (RFC 7517) into a key that may be used. Safe for use from many threads.
public interface KeyParser {

  /// Returns the key, with the one algorithm that its kind allows.
  ///
  /// It does NOT say whose key it is.
  ///
  /// @throws UnusableKeyException if it is private, symmetric, off its curve, too small, of another
  ///   kind, or meant for another use
  VerificationKey parse(Obj jwk) throws UnusableKeyException;
}
