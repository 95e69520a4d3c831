package io.legate.policy;

import io.legate.boundary.Attenuation;
import io.legate.boundary.Boundary;
import io.legate.boundary.Permission;
import io.legate.boundary.Violation;
import java.util.ArrayList;
import java.util.List;

/// What policy lets a client hold, act on or pass on: a boundary, indexed by action.
///
/// How far a permission may be delegated is not compared here, because an entitlement says what and
/// not to whom. Its conditions are not compared either: they are met at every decision.
public final class Ceiling {

  /// Entitles to nothing.
  public static final Ceiling NOTHING = new Ceiling(Boundary.NOTHING);

  private final Boundary boundary;
  private final ActionIndex<Permission> index;

  public Ceiling(Boundary boundary) {
    this.boundary = boundary;
    this.index = ActionIndex.of(boundary.permissions(), Permission::actions);
  }

  /// Returns the ceiling of both together, this one's permissions first.
  Ceiling and(Ceiling other) {
    if (other.boundary.equals(boundary)) {
      return this;
    }
    var all = new ArrayList<>(boundary.permissions());
    all.addAll(other.boundary.permissions());
    return new Ceiling(new Boundary(all));
  }

  /// Everything there is, in the order of the policy.
  public Boundary boundary() {
    return boundary;
  }

  /// Of that, the permissions that are about `action`. Costs the same however many others there
  /// are.
  public List<Permission> about(String action) {
    return index.about(action);
  }

  /// Returns every way in which `wanted` goes beyond this; empty means within.
  public List<Violation> violations(Boundary wanted) {
    for (Permission permission : wanted.permissions()) {
      var candidates = new Boundary(index.covering(permission.actions().getFirst()));
      if (!violations(candidates, new Boundary(List.of(permission))).isEmpty()) {
        return violations(boundary, wanted);
      }
    }
    return List.of();
  }

  /// Returns every way in which `wanted` goes beyond `ceiling`; empty means within.
  public static List<Violation> violations(Boundary ceiling, Boundary wanted) {
    var bare = wanted.permissions().stream().map(Ceiling::bare).toList();
    return Attenuation.violations(ceiling, new Boundary(bare));
  }

  private static Permission bare(Permission permission) {
    return Permission.of(
        permission.actions(),
        permission.locations(),
        permission.resources(),
        permission.arguments());
  }
}
