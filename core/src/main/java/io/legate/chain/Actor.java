package io.legate.chain;

/// One party of a chain. `iss` and `sub` together are who it is.
///
/// @param iss the issuer that knows it by `sub`
/// @param sub its id there; for agents of ours the client id
/// @param subProfile what it is, such as `ai_agent`
public record Actor(String iss, String sub, String subProfile) {

  public Actor {
    if (iss.isEmpty() || sub.isEmpty() || subProfile.isEmpty()) {
      throw new IllegalArgumentException("an actor needs an issuer, a subject and a profile");
    }
  }

  /// Returns whether `other` is the same party; what it is said to be does not count.
  public boolean isSameAs(Actor other) {
    return iss.equals(other.iss) && sub.equals(other.sub);
  }
}
