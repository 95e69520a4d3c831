package io.legate.feed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How one thing that tokens depend on stands now.
///
/// It says how things are, not what happened: told twice it means the same, and of the same thing
/// the newest counts.
///
/// @param id of what it is about, as it stands in tokens
/// @param cutoff tokens issued up to then are what it says something of; null for all tokens
/// @param forgetAt from then on no token that it concerns can be unexpired; the end of time for a
///   signing key
public record Told(
    Matter matter, String id, Standing standing, @Nullable Instant cutoff, Instant forgetAt) {

  /// What the id names.
  public enum Matter {
    /// A task: `txn`.
    TASK,
    /// A hop: `hop`.
    HOP,
    /// A holder's key: `cnf.jkt`.
    HOLDER_KEY,
    /// A client anywhere in the chain: `sub` of an `act`.
    CLIENT,
    /// A node's key: `kid`.
    SIGNING_KEY
  }

  /// How it stands.
  public enum Standing {
    /// For good.
    ENDED,
    /// Until it is told otherwise.
    HELD,
    /// It may have been held, and is not any more.
    RELEASED
  }

  /// What it is about, by which the newest replaces the others.
  public record About(Matter matter, String id) {}

  /// Returns what it is about.
  public About about() {
    return new About(matter, id);
  }
}
