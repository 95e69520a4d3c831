package io.legate.policy;

/// Compiles expressions. The adapter behind it is CEL.
///
/// Safe for concurrent use; compiling the same text for the same scope and catalogue again is
/// cheap.
public interface Conditions {

  /// Takes no expression at all.
  Conditions NONE =
      (text, scope, catalogue) -> {
        throw new InvalidConditionException("cannot be evaluated here", 0);
      };

  /// Who wrote an expression, and so what it may read.
  enum Scope {
    /// Policy and its templates: everything in [Facts].
    POLICY,
    /// A holder's statement or a boundary that came with a request: `action`, `resource`, `args`
    /// and `now` only, so that nobody can probe lists, signals or the session.
    STATEMENT
  }

  /// Compiles an expression that yields a boolean.
  ///
  /// @param catalogue types the arguments of the actions it is about
  /// @throws InvalidConditionException if it does not parse, is not typed, is not a boolean, names
  ///   what its scope does not have, or could cost too much
  Condition compile(String text, Scope scope, Catalogue catalogue) throws InvalidConditionException;
}
