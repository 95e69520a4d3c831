package io.legate.boundary;

/// How large a boundary, or an action, may be. Checked while reading, so that comparing two
/// boundaries has a bounded cost.
///
/// @param permissionsMax permissions in a boundary
/// @param argumentsMax arguments a permission names, or an action has
/// @param entriesMax entries of any list: actions, values of a set, conditions, clauses
/// @param entriesTotalMax entries of all lists of a boundary together, which bounds what a
///   comparison of two boundaries costs
/// @param charsMax UTF-16 code units of a name, a resource or any other string of a boundary
/// @param valueCharsMax UTF-16 code units of a string in an action's arguments
/// @param valuesMax JSON values in an action's arguments, nested ones included
/// @param constraintDepthMax constraints within constraints (`all`, `any`), the outermost being 1
/// @param hopDepthMax the greatest depth that `delegation.max_depth` may name
public record BoundaryLimits(
    int permissionsMax,
    int argumentsMax,
    int entriesMax,
    int entriesTotalMax,
    int charsMax,
    int valueCharsMax,
    int valuesMax,
    int constraintDepthMax,
    int hopDepthMax) {

  /// What holds unless the configuration says otherwise.
  public static final BoundaryLimits DEFAULT =
      new BoundaryLimits(200, 64, 200, 2_048, 131_072, 10_000, 8, 16);

  public BoundaryLimits {
    requirePositive(permissionsMax, "permissions");
    requirePositive(argumentsMax, "arguments");
    requirePositive(entriesMax, "entries");
    requirePositive(entriesTotalMax, "entries of all lists");
    requirePositive(charsMax, "characters");
    requirePositive(valueCharsMax, "characters of a value");
    requirePositive(valuesMax, "values");
    requirePositive(constraintDepthMax, "nested constraints");
    requirePositive(hopDepthMax, "hops");
  }

  /// Limits that let all lists together have twenty times what one may have.
  public BoundaryLimits(
      int permissionsMax,
      int argumentsMax,
      int entriesMax,
      int charsMax,
      int valueCharsMax,
      int valuesMax,
      int constraintDepthMax,
      int hopDepthMax) {
    this(
        permissionsMax,
        argumentsMax,
        entriesMax,
        (int) Math.min(Integer.MAX_VALUE, 20L * entriesMax),
        charsMax,
        valueCharsMax,
        valuesMax,
        constraintDepthMax,
        hopDepthMax);
  }

  private static void requirePositive(int max, String what) {
    if (max < 1) {
      throw new IllegalArgumentException("the most " + what + " must be at least one");
    }
  }
}
