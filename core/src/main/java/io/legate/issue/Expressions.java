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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Expressions of boundaries that came with a request or a statement: compiled when they come, so
/// that what would never evaluate is refused to whoever wrote it and not to whoever acts on it.
public final class Expressions {

  private final Conditions conditions;

  public Expressions(Conditions conditions) {
    this.conditions = conditions;
  }

  /// Refuses a boundary with an expression that is none, or that reads what only policy may.
  ///
  /// @param inherited for each permission the one it stands under, whose expressions it may repeat;
  ///   empty for a boundary that stands under none
  /// @throws RefusedException with [Code#INVALID_AUTHORIZATION_DETAILS]
  public void require(Boundary boundary, List<Permission> inherited, Catalogue catalogue)
      throws RefusedException {
    var details = new ArrayList<Detail>();
    for (int i = 0; i < boundary.permissions().size(); i++) {
      Permission parent = inherited.isEmpty() ? null : inherited.get(i);
      addFaults(boundary.permissions().get(i), parent, "/" + i, catalogue, details);
    }
    if (!details.isEmpty()) {
      throw new RefusedException(
          Code.INVALID_AUTHORIZATION_DETAILS,
          "`" + details.getFirst().pointer() + "` " + details.getFirst().sentence(),
          details);
    }
  }

  private void addFaults(
      Permission permission,
      @Nullable Permission parent,
      String at,
      Catalogue catalogue,
      List<Detail> details) {
    List<String> texts = permission.conditions();
    Set<String> repeated = parent == null ? Set.of() : Set.copyOf(parent.conditions());
    for (int i = 0; i < texts.size(); i++) {
      if (!repeated.contains(texts.get(i))) {
        addFault(texts.get(i), at + "/conditions/" + i, catalogue, details);
      }
    }
    ApprovalRule approval = permission.approval();
    if (approval != null
        && approval.when() != null
        && (parent == null || !approval.equals(parent.approval()))) {
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
