package io.legate.client.agent;

import java.time.Instant;

/// A token of one hop for one audience, as its holder keeps it.
///
/// @param token the compact token, a credential of the holder's; useless without its key
/// @param audience its only `aud`
/// @param expiresAt by the holder's clock
public record TokenInstance(String token, String audience, Instant expiresAt) {

  /// Never the token: logs are read by others.
  @Override
  public String toString() {
    return "TokenInstance[audience=" + audience + ", expiresAt=" + expiresAt + "]";
  }
}
