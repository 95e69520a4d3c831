package io.legate.policy;

import io.legate.boundary.ActionPattern;
import io.legate.boundary.ApprovalRule;
import io.legate.boundary.Limit;
import io.legate.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One rule of policy: what follows for the actions it is about, where its condition holds.
///
/// A rule never allows: it denies, holds back, adds or obliges.
///
/// @param id stable, named in records
/// @param actions it is about; empty for every action
/// @param when null for always
/// @param reason for people: what to do about it
public record Rule(
    String id,
    List<ActionPattern> actions,
    @Nullable Condition when,
    Effect effect,
    String reason) {

  public Rule {
    actions = List.copyOf(actions);
  }

  /// What follows.
  public sealed interface Effect {
    /// The action is denied.
    record Deny() implements Effect {}

    /// A person must approve; the approval's own `when` is not used here.
    record Escalate(ApprovalRule approval) implements Effect {}

    /// The action counts against a limit.
    ///
    /// @param perHop whether each hop has a counter of its own; otherwise the task has one
    record Restrict(Limit limit, boolean perHop) implements Effect {}

    /// An ALLOW puts labels on the task.
    record Label(List<String> adds) implements Effect {
      public Label {
        adds = List.copyOf(adds);
      }
    }

    /// An ALLOW comes with obligations.
    record Oblige(List<Json.Obj> obligations) implements Effect {
      public Oblige {
        obligations = List.copyOf(obligations);
      }
    }
  }
}
