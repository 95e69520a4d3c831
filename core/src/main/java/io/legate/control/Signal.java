package io.legate.control;

import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import java.math.BigDecimal;
import java.time.Instant;

/// A value that holds for a while, such as a risk score.
///
/// @param value exact
/// @param setAt when it came into force
/// @param expiresAt from when on it is absent
/// @param by who set it
/// @param request the request that set it, by which a retry and one that came too late are told
public record Signal(
    BigDecimal value, Instant setAt, Instant expiresAt, ClientId by, RequestId request) {

  /// What a signal is about.
  ///
  /// @param name such as `risk`
  /// @param about such as a client id
  public record Key(String name, String about) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byName = name.compareTo(other.name);
      return byName == 0 ? about.compareTo(other.about) : byName;
    }
  }
}
