package io.legate.task;

/// How much of what a task has met is kept. A value counts once for each record that holds it.
///
/// @param literals of the instruction
/// @param perTask values in all, beside the instruction's
/// @param perField values of one field of a source
/// @param perRecord values of one record
/// @param perReport values of one settlement
public record SightingBounds(
    int literals, int perTask, int perField, int perRecord, int perReport) {

  /// What holds unless the configuration says otherwise.
  public static final SightingBounds DEFAULT = new SightingBounds(2_000, 10_000, 2_000, 64, 1_000);

  /// The longest literal, in UTF-16 code units.
  public static final int LITERAL_CHARS_MAX = 1_024;

  /// Values that a task has written to sources and that are remembered; then the source is closed.
  public static final int WRITTEN_MAX = 2_000;

  /// Values of no standing that are kept to explain refusals; more are not.
  public static final int UNTRUSTED_MAX = 2_000;
}
