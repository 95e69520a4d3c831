package io.legate.answer;

import io.legate.approval.ApprovalClaims;
import io.legate.approval.Ask;
import io.legate.approval.Bound;
import io.legate.boundary.ActionRequest;
import io.legate.boundary.Attenuation;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidActionException;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.Labels;
import io.legate.boundary.Limit;
import io.legate.boundary.Occasion;
import io.legate.boundary.Permission;
import io.legate.json.Json;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.refusal.RefusedException.Detail;
import io.legate.task.Hop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads what a bounded approval covers, and holds it against the permission that escalated.
///
/// @param limits of every boundary
record Bounds(BoundaryLimits limits) {

  /// Returns what it covers; null where the approval is for the one action only.
  ///
  /// @param hop that asked
  /// @param location of the resource server that would act
  /// @throws RefusedException with [Code#INVALID_APPROVAL] if it is malformed, not contained, says
  ///   more than what is covered and how often, or does not cover what was asked
  @Nullable Bound bound(ApprovalClaims claims, Ask ask, Hop hop, String location, Instant at)
      throws RefusedException {
    Json.Obj written = claims.permission();
    Instant until = claims.until();
    if (written == null || until == null) {
      return null;
    }
    if (!until.isAfter(at) || until.isAfter(hop.endsAt())) {
      throw invalid("`until` must lie ahead, and not after the hop's end");
    }
    Permission permission = read(written);
    requirePlain(permission);
    requireContained(hop.boundary().permissions().get(ask.permission()), permission);
    if (!permission.admits(action(ask, location), Occasion.at(at))) {
      throw invalid("`permission` does not cover the action that was asked for");
    }
    return new Bound(permission, until);
  }

  private Permission read(Json.Obj written) throws RefusedException {
    try {
      return Boundary.parse(new Json.Arr(List.of(written)), limits).permissions().getFirst();
    } catch (InvalidBoundaryException e) {
      var details = new ArrayList<Detail>();
      e.problems()
          .forEach(
              problem ->
                  details.add(
                      new Detail(
                          "/permission" + problem.pointer().replaceFirst("^/0", ""),
                          problem.reason().code(),
                          problem.sentence())));
      throw new RefusedException(Code.INVALID_APPROVAL, "`permission` is not acceptable", details);
    }
  }

  /// What is added along the chain stays in force without it; here it would be lost.
  private static void requirePlain(Permission permission) throws RefusedException {
    if (!permission.conditions().isEmpty()
        || !permission.labels().equals(Labels.NONE)
        || permission.approval() != null
        || !permission.obligations().isEmpty()
        || permission.delegation() != null
        || permission.from() != null) {
      throw invalid(
          "`permission` says what is covered and how often: actions, locations, resources,"
              + " arguments and limits");
    }
    boolean counted =
        permission.limits().stream()
            .anyMatch(limit -> limit instanceof Limit.Count count && count.by() == null);
    if (!counted) {
      throw invalid("`permission` needs a limit of the kind `count`: how often it may be used");
    }
  }

  private static void requireContained(Permission parent, Permission child)
      throws RefusedException {
    var violations =
        Attenuation.violations(new Boundary(List.of(parent)), new Boundary(List.of(child)));
    if (!violations.isEmpty()) {
      throw invalid("`permission` is not contained in the one that escalated");
    }
  }

  private static ActionRequest action(Ask ask, String location) {
    Json.Obj action = ask.action();
    try {
      return ActionRequest.parse(
          Objects.requireNonNull(action.string("action")),
          location,
          Objects.requireNonNull(action.string("resource")),
          Objects.requireNonNull(action.get("arguments")),
          BoundaryLimits.DEFAULT);
    } catch (InvalidActionException e) {
      throw new IllegalStateException("a recorded action is not one", e);
    }
  }

  private static RefusedException invalid(String sentence) {
    return new RefusedException(Code.INVALID_APPROVAL, sentence);
  }
}
