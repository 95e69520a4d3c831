package io.legate.policy;

import io.legate.boundary.ActionPattern;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.Labels;
import io.legate.boundary.Permission;
import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads boundary entries that stand in a bundle, with the boundary's own reader, and checks what
/// it cannot: that actions exist and that expressions compile.
///
/// @param limits how large a boundary may be
record BoundaryEntries(
    Reading reading, BoundaryLimits limits, Catalogue catalogue, Expressions expressions) {

  /// Reads what an agent or a role is entitled to: nothing where it is absent.
  Boundary entitlement(@Nullable Json json, String at) {
    if (json == null || json.equals(new Json.Arr(List.of()))) {
      return Boundary.NOTHING;
    }
    Boundary boundary = boundary(json, at);
    for (int i = 0; i < boundary.permissions().size(); i++) {
      Permission permission = boundary.permissions().get(i);
      String pointer = Reading.child(at, i);
      requireActions(permission.actions(), pointer);
      requireOnlyCeiling(permission, pointer);
    }
    return boundary;
  }

  /// Reads a boundary; without permissions after it has reported why there are none.
  Boundary boundary(Json json, String at) {
    try {
      Boundary boundary = Boundary.parse(json, limits);
      for (int i = 0; i < boundary.permissions().size(); i++) {
        compile(boundary.permissions().get(i), Reading.child(at, i));
      }
      new SourcesCheck(reading, catalogue).requireKnown(boundary, at);
      return boundary;
    } catch (InvalidBoundaryException e) {
      e.problems()
          .forEach(
              problem ->
                  reading.report(at + problem.pointer(), problem.reason(), problem.sentence()));
      return Boundary.NOTHING;
    }
  }

  private void compile(Permission permission, String at) {
    for (int i = 0; i < permission.conditions().size(); i++) {
      expressions.compile(permission.conditions().get(i), Reading.child(at + "/conditions", i));
    }
    var approval = permission.approval();
    if (approval != null && approval.when() != null) {
      expressions.compile(approval.when(), at + "/approval/when");
    }
    for (int i = 0; i < permission.obligations().size(); i++) {
      Obligations.require(
          reading, permission.obligations().get(i), Reading.child(at + "/obligations", i));
    }
  }

  /// An action that the catalogue does not have is one that nobody can ask for.
  void requireActions(List<ActionPattern> actions, String at) {
    for (int i = 0; i < actions.size(); i++) {
      requireAction(reading, catalogue, actions.get(i), Reading.child(at + "/actions", i));
    }
  }

  static void requireAction(
      Reading reading, Catalogue catalogue, ActionPattern pattern, String at) {
    boolean known =
        !catalogue.isClosed()
            || (pattern.family()
                ? catalogue.actions().keySet().stream().anyMatch(pattern::admits)
                : catalogue.get(pattern.name()) != null);
    if (!known) {
      reading.report(
          at, Reason.INVALID_VALUE, "is `" + pattern + "`, which `actions` does not have");
    }
  }

  /// What is counted, remembered, approved or passed on belongs to a task or to a rule. Here it
  /// would be read as a restriction and be none.
  private void requireOnlyCeiling(Permission permission, String at) {
    refuseIf(!permission.limits().isEmpty(), at + "/limits");
    refuseIf(!permission.labels().equals(Labels.NONE), at + "/labels");
    refuseIf(permission.approval() != null, at + "/approval");
    refuseIf(!permission.obligations().isEmpty(), at + "/obligations");
    refuseIf(permission.delegation() != null, at + "/delegation");
    refuseIf(permission.from() != null, at + "/from");
  }

  private void refuseIf(boolean there, String at) {
    if (there) {
      reading.report(
          at,
          Reason.CONFLICT,
          "does not belong in an entitlement: say it in a rule, or in the task's boundary");
    }
  }
}
