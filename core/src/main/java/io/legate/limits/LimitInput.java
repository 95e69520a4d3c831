package io.legate.limits;

import io.legate.identity.HopId;

/// An argument that a limit counts and that cannot be counted. The action is denied: what cannot be
/// counted is not free.
///
/// @param hop the hop that carries the limit
/// @param limit the limit's name
/// @param argument the argument
public record LimitInput(HopId hop, String limit, String argument, Problem problem)
    implements Derivation {

  /// Returns a sentence for whoever made the request.
  public String sentence() {
    return "argument `%s`, which limit `%s` counts, %s".formatted(argument, limit, problem.words);
  }

  /// What is wrong with the argument.
  public enum Problem {
    /// Absent, or `null`.
    MISSING("is missing"),
    /// Not a decimal in plain digits, or a number that canonical JSON would change.
    NOT_AN_EXACT_DECIMAL(
        "must be a decimal without exponent, at most 18 digits on either side of the point"),
    /// Below zero.
    NEGATIVE("must not be negative"),
    /// A number that canonical JSON would change.
    NOT_CANONICAL("must be a number in canonical form"),
    /// An array or an object.
    NOT_A_SCALAR("must be a string, a number or a boolean"),
    /// Fewer than one row was asked for.
    NO_ROWS("must be at least 1");

    private final String words;

    Problem(String words) {
      this.words = words;
    }
  }
}
