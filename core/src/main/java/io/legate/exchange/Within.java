package io.legate.exchange;

import io.legate.boundary.ApprovalRule;
import io.legate.boundary.Attenuation;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.Labels;
import io.legate.boundary.Permission;
import io.legate.issue.Widening;
import io.legate.refusal.Code;
import io.legate.task.Hop;
import io.legate.task.Instance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is chosen within a boundary that is no hop's own: within what a statement grants, or within
/// what a narrowed instance carries.
///
/// Such a boundary is not met on the path to the root. So whatever is chosen within it takes over
/// what it adds (limits, conditions, labels, approval, obligations) and the permission of the
/// parent's that it stands under: leaving something out must not shake it off.
final class Within {

  private Within() {}

  /// Returns what an instance carries, each permission naming with `from` the one of its hop's that
  /// it stands under. The limits of a narrowed instance are its hop's, and counted there.
  static Boundary held(Hop hop, Instance instance) {
    Boundary narrowed = instance.narrowed();
    var held = new ArrayList<Permission>();
    if (narrowed == null) {
      for (int i = 0; i < hop.boundary().permissions().size(); i++) {
        held.add(hop.boundary().permissions().get(i).withFrom(i));
      }
      return new Boundary(held);
    }
    for (int i = 0; i < narrowed.permissions().size(); i++) {
      Permission permission = narrowed.permissions().get(i);
      int from = instance.parents().get(i);
      held.add(with(permission, Added.of(permission).withoutLimits(), from));
    }
    return new Boundary(held);
  }

  /// Returns the same boundary, each permission under the first of the parent's that contains it,
  /// where it names none and one does.
  static Boundary placed(Boundary parent, Boundary boundary) {
    var placed = new ArrayList<Permission>();
    for (Permission permission : boundary.permissions()) {
      var alone = new Boundary(List.of(permission));
      placed.add(
          permission.from() == null && Attenuation.violations(parent, alone).isEmpty()
              ? permission.withFrom(Attenuation.parents(parent, alone).getFirst())
              : permission);
    }
    return new Boundary(placed);
  }

  /// Returns `inner` with what `outer` adds to it.
  ///
  /// @param outer each permission naming the parent's that it stands under
  /// @param whose what `outer` is, such as "what the statement grants"
  /// @throws Denial if `inner` goes beyond `outer`, or cannot be joined with what that adds
  static Boundary take(Boundary outer, Boundary inner, String whose, BoundaryLimits limits)
      throws Denial {
    var violations = Attenuation.beyond(outer, inner);
    if (!violations.isEmpty()) {
      throw Denial.of(Widening.refusal(violations, whose));
    }
    var taken = new ArrayList<Permission>();
    for (Permission permission : inner.permissions()) {
      Permission giver = giver(outer, permission);
      taken.add(with(permission, Added.of(giver).and(Added.of(permission)), giver.from()));
    }
    try {
      return Boundary.parse(new Boundary(taken).toJson(), limits);
    } catch (InvalidBoundaryException e) {
      throw Denial.of(Widening.refusal(e));
    }
  }

  private static Permission giver(Boundary outer, Permission inner) throws Denial {
    var alone = new Boundary(List.of(inner));
    for (Permission each : outer.permissions()) {
      boolean same = inner.from() == null || inner.from().equals(each.from());
      if (same && Attenuation.beyond(new Boundary(List.of(each)), alone).isEmpty()) {
        return each;
      }
    }
    throw Denial.of(
        Code.INVALID_AUTHORIZATION_DETAILS,
        "`from` names another permission than the one that was granted");
  }

  private static Permission with(Permission permission, Added added, @Nullable Integer from) {
    return new Permission(
        permission.actions(),
        permission.locations(),
        permission.resources(),
        permission.arguments(),
        added.limits,
        added.conditions,
        added.labels,
        added.approval,
        added.obligations,
        permission.delegation(),
        from);
  }

  /// What a permission adds to those above it.
  private record Added(
      List<io.legate.boundary.Limit> limits,
      List<String> conditions,
      Labels labels,
      @Nullable ApprovalRule approval,
      List<io.legate.json.Json.Obj> obligations) {

    static Added of(Permission permission) {
      return new Added(
          permission.limits(),
          permission.conditions(),
          permission.labels(),
          permission.approval(),
          permission.obligations());
    }

    Added withoutLimits() {
      return new Added(List.of(), conditions, labels, approval, obligations);
    }

    Added and(Added more) throws Denial {
      if (approval != null && more.approval != null && !approval.equals(more.approval)) {
        throw Denial.of(
            Code.INVALID_AUTHORIZATION_DETAILS, "`approval` differs from the one that was granted");
      }
      return new Added(
          union(limits, more.limits),
          union(conditions, more.conditions),
          new Labels(
              union(labels.adds(), more.labels.adds()),
              union(labels.refuses(), more.labels.refuses()),
              union(labels.escalates(), more.labels.escalates())),
          approval == null ? more.approval : approval,
          union(obligations, more.obligations));
    }

    private static <T> List<T> union(List<T> one, List<T> other) {
      var both = new LinkedHashSet<T>(one);
      both.addAll(other);
      return List.copyOf(both);
    }
  }
}
