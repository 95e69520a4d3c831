package io.legate.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/// Tokens whose signature and claims were checked lately, by their signing-input hash. Bounded by
/// their characters; safe for use from many threads.
///
/// It saves the signature and the parsing, nothing else: key, audience and time are checked anew on
/// each use. A token with another signature than the one that was checked is not recognised.
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
  @Nullable VerifiedToken find(String signingInputHash, String text) {
    var token = tokens.getIfPresent(signingInputHash);
    return token != null && token.jws().jws().text().equals(text) ? token : null;
  }

  void add(String signingInputHash, VerifiedToken token) {
    tokens.put(signingInputHash, token);
  }
}
