package io.legate.policy;

/// A compiled expression that is true or false of a question.
///
/// Pure and safe for concurrent use. What it costs is bounded when it is compiled.
public interface Condition {

  /// Returns the expression as it was written.
  String text();

  /// Tells whether it holds. Whoever asks treats a failure as the answer that permits least.
  Truth test(Facts facts);

  /// What came of an evaluation.
  sealed interface Truth {
    /// It holds.
    record Holds() implements Truth {}

    /// It does not hold.
    record DoesNot() implements Truth {}

    /// It could not be told.
    ///
    /// @param reason for people: lower case, without internals
    record Failed(String reason) implements Truth {}
  }
}
