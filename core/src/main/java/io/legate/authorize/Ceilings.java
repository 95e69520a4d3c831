package io.legate.authorize;

import io.legate.boundary.Permission;
import io.legate.policy.Conditions.Scope;
import java.util.ArrayList;
import java.util.List;

/// Whether a boundary that is on no path lets an action through: an entitlement of policy, or what
/// the subject's own token delegated.
///
/// The first of its permissions counts that admits the action and against which nothing stands;
/// what it adds is added to that of the path. Limits are not counted there: nobody's hop carries
/// them, so a permission that has any is not met.
final class Ceilings {

  private final Matter matter;
  private final Trace trace;

  /// What the permissions that let the action through add.
  final List<Additions> additions = new ArrayList<>();

  Ceilings(Matter matter, Trace trace) {
    this.matter = matter;
    this.trace = trace;
  }

  /// Adds why none of `permissions` lets the action through, if none does.
  ///
  /// @param otherwise what to say where none of its permissions admits the action
  void require(
      List<Permission> permissions,
      Scope scope,
      String source,
      Reason otherwise,
      List<Reason> refused) {
    Check check = otherwise.check();
    List<Reason> nearest = null;
    for (int i = 0; i < permissions.size(); i++) {
      Permission permission = permissions.get(i);
      if (!permission.admits(matter.action(), matter.occasion())) {
        continue;
      }
      if (isPlain(permission)) {
        return;
      }
      var tried = new Trace();
      var added = new Additions(matter, tried);
      added.add(permission, check, scope, source + "/" + i, "that entitlement");
      if (!permission.limits().isEmpty()) {
        added.denials.add(
            Reason.of(
                check,
                "limit_not_counted",
                "the permission has a limit where nothing is counted; policy's rules have those"));
      }
      if (added.denials.isEmpty()) {
        additions.add(added);
        trace.add(tried);
        return;
      }
      if (nearest == null) {
        nearest = added.denials;
        trace.add(tried);
      }
    }
    if (nearest == null) {
      refused.add(otherwise);
    } else {
      refused.addAll(nearest);
    }
  }

  private static boolean isPlain(Permission permission) {
    return permission.conditions().isEmpty()
        && permission.approval() == null
        && permission.limits().isEmpty()
        && permission.obligations().isEmpty()
        && permission.labels().equals(io.legate.boundary.Labels.NONE);
  }
}
