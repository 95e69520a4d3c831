package io.legate.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.legate.crypto.Sha256;
import org.jspecify.annotations.Nullable;

/// Tokens whose signature and claims were checked lately. Bounded by their characters; safe for use
/// from many threads.
///
/// It saves the signature, the parsing and the hash of the text, nothing else: key, audience and
/// time are checked anew on each use. A token is found by the hash of its signing input, under
/// which the ledger knows it too, and is the verified one only if its signature is the same as
/// well.
public final class VerifiedTokenCache {

  private final Cache<String, VerifiedToken> tokens;

  /// @param charactersMax how many characters of tokens to keep, about; zero keeps none
  public VerifiedTokenCache(long charactersMax) {
    this.tokens =
        Caffeine.newBuilder()
            .maximumWeight(charactersMax)
            .weigher((String hash, VerifiedToken token) -> token.jws().jws().text().length())
            // Evicting is little work, and the common pool of a small machine has one thread.
            .executor(Runnable::run)
            .build();
  }

  /// Returns the verified token with exactly this text, or null where it is not remembered.
  @Nullable VerifiedToken find(String text) {
    int signature = text.lastIndexOf('.');
    if (signature < 0) {
      return null;
    }
    VerifiedToken token = tokens.getIfPresent(Sha256.base64Url(text.substring(0, signature)));
    return token != null && token.jws().jws().text().equals(text) ? token : null;
  }

  void add(VerifiedToken token) {
    tokens.put(token.jws().jws().signingInputHash(), token);
  }
}
