package io.legate.policy;

import io.legate.boundary.Arguments;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import org.jspecify.annotations.Nullable;

/// How large a task's boundary, or a hop's, may be. Policy can only be stricter than the broker's
/// own configuration, which is checked while reading.
///
/// @param permissions in a boundary
/// @param arguments that one permission names
public record Sizes(int permissions, int arguments) {

  /// As much as the broker reads.
  public static final Sizes DEFAULT =
      new Sizes(BoundaryLimits.DEFAULT.permissionsMax(), BoundaryLimits.DEFAULT.argumentsMax());

  /// Returns what is too large about `boundary`, as a sentence without a full stop; null for
  /// nothing.
  public @Nullable String excess(Boundary boundary) {
    if (boundary.permissions().size() > permissions) {
      return "the boundary has more permissions than policy allows, which is " + permissions;
    }
    boolean tooMany =
        boundary.permissions().stream()
            .anyMatch(
                each ->
                    each.arguments() instanceof Arguments.Named(var named)
                        && named.size() > arguments);
    return tooMany
        ? "a permission names more arguments than policy allows, which is " + arguments
        : null;
  }
}
