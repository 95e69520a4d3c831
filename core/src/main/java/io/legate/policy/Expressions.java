package io.legate.policy;

import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.policy.Conditions.Scope;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Compiles the expressions of a bundle and reports those that are none.
///
/// @param lists the names that are declared
record Expressions(Reading reading, Conditions conditions, Catalogue catalogue, Set<String> lists) {

  /// A string literal, which is passed over, or the name of a list.
  private static final Pattern LIST =
      Pattern.compile(
          "(?<![\\w.])lists\\s*(?:\\.\\s*(?<name>\\w+)"
              + "|\\[\\s*(?:\"(?<quoted>[^\"]*)\"|'(?<single>[^']*)')\\s*\\])"
              + "|\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");

  /// Returns the compiled expression, null after reporting that it is none.
  @Nullable Condition compile(String text, String at) {
    requireLists(text, at);
    try {
      return conditions.compile(text, Scope.POLICY, catalogue);
    } catch (InvalidConditionException e) {
      String where = e.column() > 0 ? " (column " + e.column() + ")" : "";
      reading.report(at, Reason.INVALID_VALUE, "is no expression: " + e.getMessage() + where);
      return null;
    }
  }

  /// A list that is not declared has no members, so a rule about it would stop nobody.
  private void requireLists(String text, String at) {
    var found = LIST.matcher(text);
    while (found.find()) {
      String name = first(found.group("name"), found.group("quoted"), found.group("single"));
      if (name != null && !lists.contains(name)) {
        reading.report(
            at, Reason.INVALID_VALUE, "names the list `" + name + "`, which `lists` does not have");
      }
    }
  }

  private static @Nullable String first(@Nullable String... names) {
    for (String name : names) {
      if (name != null) {
        return name;
      }
    }
    return null;
  }
}
