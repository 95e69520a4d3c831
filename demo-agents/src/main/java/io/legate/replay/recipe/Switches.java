package io.legate.replay.recipe;

/// Which of the two rules a policy is made with, to show what each does.
///
/// @param seen whether values must have been met where they may come from
/// @param labels whether the task remembers that it has met outsiders' words
public record Switches(boolean seen, boolean labels) {

  /// As it is meant to be.
  public static final Switches BOTH = new Switches(true, true);
}
