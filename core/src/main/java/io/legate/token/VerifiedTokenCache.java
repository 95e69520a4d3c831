package io.legate.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/// Tokens whose signature and claims were checked lately. Bounded by their characters; safe for use
/// from many threads.
///
/// It saves the signature, the parsing and the hashes, nothing else: key, audience and time are
/// checked anew on each use. A token is recognised by the whole of its text, so that one with
/// another signature than the one that was checked is not.
public final class VerifiedTokenCache {

  private final Cache<String, VerifiedToken> tokens;

  /// @param charactersMax how many characters of tokens to keep, about; zero keeps none
  public VerifiedTokenCache(long charactersMax) {
    this.tokens =
        Caffeine.newBuilder()
            .maximumWeight(charactersMax)
            .weigher((String text, VerifiedToken _) -> text.length())
            // Evicting is little work, and the common pool of a small machine has one thread.
            .executor(Runnable::run)
            .build();
  }

  /// Returns the verified token with exactly this text, or null where it is not remembered.
  @Nullable VerifiedToken find(String text) {
    return tokens.getIfPresent(text);
  }

  void add(VerifiedToken token) {
    tokens.put(token.jws().jws().text(), token);
  }
}
