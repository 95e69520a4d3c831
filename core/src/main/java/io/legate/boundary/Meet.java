package io.legate.boundary;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The most of what was asked for that the parent, and the ceiling, contain; and what was cut.
///
/// In each dimension the meet is taken where one side contains the other. Where neither does, what
/// cannot be expressed is cut: an action, a location, a resource or a delegate by itself, and with
/// an argument the whole permission, since a constraint cannot be left out. So the result is always
/// contained in the parent, in the ceiling and in the request, and need not be the greatest such.
///
/// Limits, conditions, labels, approval and obligations of the request are kept as they are.
///
/// Where it is not empty it is a boundary to the letter: it can be written down and read back, with
/// the same limits. A meet that cannot is refused.
///
/// @param boundary contained in all sides; each permission names the parent's with `from`
/// @param cuts what the result lacks of the request, in its order; empty if nothing
public record Meet(Boundary boundary, List<Cut> cuts) {

  /// What a permission that was asked for lost.
  ///
  /// @param request the index of that permission in the request
  /// @param whole whether nothing of it is left
  /// @param excesses how it goes beyond the nearest permission of the side that cut it
  public record Cut(int request, boolean whole, List<Excess> excesses) {
    public Cut {
      excesses = List.copyOf(excesses);
    }
  }

  public Meet {
    cuts = List.copyOf(cuts);
  }

  /// Returns the meet of what was asked for with what the parent hop holds.
  ///
  /// @throws InvalidBoundaryException if it would be larger than `limits` let a boundary be
  public static Meet of(Boundary request, Boundary parent, BoundaryLimits limits)
      throws InvalidBoundaryException {
    return of(request, parent, null, limits);
  }

  /// Returns the meet of what was asked for with what the parent hop holds and what policy admits
  /// at most.
  ///
  /// @param ceiling null for none
  /// @param limits no more permissions than these admit are returned; what is over is cut
  /// @throws InvalidBoundaryException if it would otherwise be larger than `limits` let a boundary
  ///   be: a list may have the entries of both sides, and there may be more permissions than were
  ///   asked for
  public static Meet of(
      Boundary request, Boundary parent, @Nullable Boundary ceiling, BoundaryLimits limits)
      throws InvalidBoundaryException {
    var met = new ArrayList<Permission>();
    var cuts = new ArrayList<Cut>();
    for (int index = 0; index < request.permissions().size(); index++) {
      Permission asked = request.permissions().get(index);
      int before = met.size();
      for (Permission part : underParents(asked, parent.permissions())) {
        for (Permission rest : underCeiling(part, ceiling)) {
          if (met.size() < limits.permissionsMax()) {
            met.add(rest);
          }
        }
      }
      var kept = met.subList(before, met.size());
      if (kept.stream().noneMatch(rest -> Attenuation.contains(rest, asked))) {
        cuts.add(new Cut(index, kept.isEmpty(), why(asked, parent, ceiling)));
      }
    }
    var boundary = new Boundary(met);
    if (!met.isEmpty()) {
      Boundary.parse(boundary.toJson(), limits);
    }
    return new Meet(boundary, cuts);
  }

  private static List<Permission> underParents(Permission asked, List<Permission> parents) {
    Integer from = asked.from();
    if (from != null) {
      return from < parents.size()
          ? meets(asked, List.of(parents.get(from))).stream()
              .map(part -> part.withFrom(from))
              .toList()
          : List.of();
    }
    var parts = new ArrayList<Permission>();
    for (int index = 0; index < parents.size(); index++) {
      if (Attenuation.contains(parents.get(index), asked)) {
        return List.of(asked.withFrom(index));
      }
      Permission part = MeetOfPermissions.of(asked, parents.get(index));
      if (part != null) {
        parts.add(part.withFrom(index));
      }
    }
    return parts;
  }

  private static List<Permission> underCeiling(Permission part, @Nullable Boundary ceiling) {
    return ceiling == null ? List.of(part) : meets(part, ceiling.permissions());
  }

  /// The permission itself where one of the others contains it, otherwise a part for each that it
  /// meets.
  private static List<Permission> meets(Permission asked, List<Permission> others) {
    var parts = new ArrayList<Permission>();
    for (Permission other : others) {
      if (Attenuation.contains(other, asked)) {
        return List.of(asked);
      }
      Permission part = MeetOfPermissions.of(asked, other);
      if (part != null) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static List<Excess> why(Permission asked, Boundary parent, @Nullable Boundary ceiling) {
    var alone = new Boundary(List.of(asked));
    var violations = new ArrayList<>(Attenuation.violations(parent, alone));
    if (violations.isEmpty() && ceiling != null) {
      violations.addAll(Attenuation.beyond(ceiling, alone));
    }
    for (Violation violation : violations) {
      if (violation instanceof Violation.NotContained(_, var against, _) && !against.isEmpty()) {
        return against.getFirst().excesses();
      }
    }
    return List.of();
  }
}
