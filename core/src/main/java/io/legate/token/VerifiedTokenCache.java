package io.legate.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/// Tokens whose signature and claims were checked lately. Bounded by their characters; safe for use
/// from many threads.
///
/// It saves the signature, the parsing and the hashes of the text, nothing else: key, audience and
/// time are checked anew on each use. A token is found by its signature, which costs less to look
/// up than any hash of it all, and is the verified one only if the whole text is the same.
public final class VerifiedTokenCache {

  private final Cache<String, VerifiedToken> tokens;

  /// @param charactersMax how many characters of tokens to keep, about; zero keeps none
  public VerifiedTokenCache(long charactersMax) {
    this.tokens =
        Caffeine.newBuilder()
            .maximumWeight(charactersMax)
            .weigher((String signature, VerifiedToken token) -> token.jws().jws().text().length())
            // Evicting is little work, and the common pool of a small machine has one thread.
            .executor(Runnable::run)
            .build();
  }

  /// Returns the verified token with exactly this text, or null where it is not remembered.
  @Nullable VerifiedToken find(String text) {
    VerifiedToken token = tokens.getIfPresent(signature(text));
    return token != null && token.jws().jws().text().equals(text) ? token : null;
  }

  void add(VerifiedToken token) {
    tokens.put(signature(token.jws().jws().text()), token);
  }

  private static String signature(String text) {
    return text.substring(text.lastIndexOf('.') + 1);
  }
}
