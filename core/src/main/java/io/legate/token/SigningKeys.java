package io.legate.token;

import io.legate.crypto.VerificationKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys whose tokens are trusted, by `kid`. Safe for use from many threads; answers from
/// memory.
///
/// A key that was withdrawn is not found any more, and every token it signed is refused from then
/// on.
public interface SigningKeys {

  /// Returns the key that `kid` names, or null where none is trusted under that name.
  @Nullable VerificationKey find(String kid);

  /// Returns fixed keys.
  static SigningKeys of(Map<String, VerificationKey> keys) {
    return Map.copyOf(keys)::get;
  }
}
