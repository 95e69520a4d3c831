package io.legate.chaos.client;

/// How the clients work.
///
/// @param tasks how many tasks are worked on at once
/// @param perSecond attempts of all clients together, as long as nothing is slow
/// @param forgets share of the answers that a client forgets as soon as they come, so that it must
///   ask again: the crash of a client between an answer and its use
/// @param keepsRequestIds whether a client that does not know what came of an attempt tries again
///   under the same `request_id`, as it must; false only to see what happens otherwise
/// @param seed of every choice
public record Habits(
    int tasks, double perSecond, double forgets, boolean keepsRequestIds, long seed) {

  public Habits {
    if (tasks < 1 || perSecond <= 0 || forgets < 0 || forgets > 1) {
      throw new IllegalArgumentException("nobody works like that");
    }
  }
}
