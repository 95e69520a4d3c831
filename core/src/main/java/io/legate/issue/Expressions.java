package io.legate.issue;

import io.legate.boundary.ApprovalRule;
import io.legate.boundary.Boundary;
import io.legate.boundary.Permission;
import io.legate.policy.Catalogue;
import io.legate.policy.Conditions;
import io.legate.policy.Conditions.Scope;
import io.legate.policy.InvalidConditionException;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.refusal.RefusedException.Detail;
import io.legate.task.Hop;
import java.util.ArrayList;
import java.util.List;

/// Expressions of boundaries that came with a request or a statement: compiled when they come, so
/// that what would never evaluate is refused to whoever wrote it and not to whoever acts on it.
public final class Expressions {

  private final Conditions conditions;

  public Expressions(Conditions conditions) {
    this.conditions = conditions;
  }

  /// Refuses a boundary that stands under none with an expression that is none, or that reads what
  /// only policy may.
  ///
  /// @throws RefusedException with [Code#INVALID_AUTHORIZATION_DETAILS]
  public void require(Boundary boundary, Catalogue catalogue) throws RefusedException {
    require(boundary, List.of(), List.of(), catalogue);
  }

  /// Refuses a boundary likewise. What repeats an expression above it is that one, and is not asked
  /// for again.
  ///
  /// @param parents for each permission the index of the one of the first hop's that it stands
  ///   under
  /// @param chain the hop that it stands under and every ancestor, the root last
  /// @throws RefusedException with [Code#INVALID_AUTHORIZATION_DETAILS]
  public void require(
      Boundary boundary, List<Integer> parents, List<Hop> chain, Catalogue catalogue)
      throws RefusedException {
    var details = new ArrayList<Detail>();
    for (int i = 0; i < boundary.permissions().size(); i++) {
      var above = chain.isEmpty() ? List.<Permission>of() : above(chain, parents.get(i));
      addFaults(boundary.permissions().get(i), above, "/" + i, catalogue, details);
    }
    if (!details.isEmpty()) {
      throw new RefusedException(
          Code.INVALID_AUTHORIZATION_DETAILS,
          "`" + details.getFirst().pointer() + "` " + details.getFirst().sentence(),
          details);
    }
  }

  private static List<Permission> above(List<Hop> chain, int parent) {
    var above = new ArrayList<Permission>();
    int at = parent;
    for (Hop hop : chain) {
      above.add(hop.boundary().permissions().get(at));
      if (hop.parent() != null) {
        at = hop.parents().get(at);
      }
    }
    return above;
  }

  private void addFaults(
      Permission permission,
      List<Permission> above,
      String at,
      Catalogue catalogue,
      List<Detail> details) {
    List<String> texts = permission.conditions();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (above.stream().noneMatch(each -> each.conditions().contains(text))) {
        addFault(text, at + "/conditions/" + i, catalogue, details);
      }
    }
    ApprovalRule approval = permission.approval();
    if (approval != null
        && approval.when() != null
        && above.stream().noneMatch(each -> approval.equals(each.approval()))) {
      addFault(approval.when(), at + "/approval/when", catalogue, details);
    }
  }

  private void addFault(String text, String at, Catalogue catalogue, List<Detail> details) {
    try {
      conditions.compile(text, Scope.STATEMENT, catalogue);
    } catch (InvalidConditionException e) {
      String where = e.column() == 0 ? "" : " (column " + e.column() + ")";
      details.add(
          new Detail("/authorization_details" + at, "invalid_condition", e.getMessage() + where));
    }
  }
}
