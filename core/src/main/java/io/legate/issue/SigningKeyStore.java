package io.legate.issue;

import io.legate.crypto.Signer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// This node's private keys for tokens: the one it signs with and, once an operator has made one,
/// the one that comes next. Port of [NodeSigning].
///
/// What it says survives a crash at any instant: there is always one current key, whole. One node
/// uses it, and one thread of it at a time.
public interface SigningKeyStore {

  /// Returns the key to sign with.
  Signer current();

  /// Returns the key that comes after it, or null where there is none yet.
  ///
  /// @throws IOException if it cannot be read; asking again is safe
  @Nullable Signer next() throws IOException;

  /// Makes the next key the current one. The private half of the one before is gone after that.
  ///
  /// @return the current key now
  /// @throws IOException if that is not done; asking again is safe
  Signer advance() throws IOException;

  /// Returns a store with one key, for ever.
  static SigningKeyStore of(Signer only) {
    return new SigningKeyStore() {
      @Override
      public Signer current() {
        return only;
      }

      @Override
      public @Nullable Signer next() {
        return null;
      }

      @Override
      public Signer advance() {
        throw new IllegalStateException("there is no next key");
      }
    };
  }
}
