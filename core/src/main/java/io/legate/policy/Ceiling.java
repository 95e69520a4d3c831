package io.legate.policy;

import io.legate.boundary.Attenuation;
import io.legate.boundary.Boundary;
import io.legate.boundary.Permission;
import io.legate.boundary.Violation;
import java.util.ArrayList;
import java.util.List;

/// What policy lets a client hold: everything it may do and everything it may pass on.
///
/// How far a permission may be delegated is not compared here, because an entitlement says what and
/// not to whom.
public final class Ceiling {

  private Ceiling() {}

  /// Returns the boundary of everything that `policy` lets `client` hold.
  public static Boundary of(Policy policy, io.legate.identity.ClientId client) {
    var all = new ArrayList<Permission>(policy.mayAct(client).permissions());
    all.addAll(policy.mayDelegate(client).permissions());
    return new Boundary(all);
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
