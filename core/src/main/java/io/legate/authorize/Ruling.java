package io.legate.authorize;

import io.legate.boundary.Boundary;
import io.legate.boundary.Removal;
import io.legate.control.ControlState;
import io.legate.json.Json;
import io.legate.policy.Conditions;
import io.legate.policy.Conditions.Scope;
import io.legate.policy.Policy;
import io.legate.task.Charges;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.Liveness;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The decision: a pure function of state, control, policy, question and time (DESIGN section 7).
///
/// A task or hop that is not live is a denial by itself. Then come four independent checks, each of
/// which can say no, and no permission at all is a denial. Then what is added: deny overrides
/// escalate, escalate overrides rate limit, rate limit overrides allow. An action is decided along
/// one path to the root at a time, in the order of the holder's boundary; the first path that
/// allows is charged and no other.
public final class Ruling {

  private final Conditions conditions;

  /// @param conditions compiles what permissions say; what it does not take is a denial
  public Ruling(Conditions conditions) {
    this.conditions = conditions;
  }

  /// Decides.
  ///
  /// It does NOT verify the agent's token or proof, nor whether the proof was spent.
  public Ruled rule(
      Policy policy, TaskState state, ControlState control, Question question, Instant at) {
    var chain = state.chain(question.instance().hop());
    var faults = new ArrayList<Reason>();
    for (var fault : Liveness.faults(state, control, question.instance().hop(), at)) {
      faults.add(Reason.of(Check.SESSION, fault.code(), fault.sentence()));
    }
    if (!faults.isEmpty() || chain.isEmpty()) {
      var basis = Json.Obj.with("bundle", policy.hash());
      return new Ruled(new Verdict.Deny(faults), basis.build());
    }
    return new Deciding(Matter.of(conditions, policy, state, control, chain, question, at))
        .decide();
  }

  /// One decision under way.
  private static final class Deciding {

    private final Matter matter;
    private final Trace trace = new Trace();
    private final Origins origins;
    private final Map<Check, String> checks = new EnumMap<>(Check.class);

    Deciding(Matter matter) {
      this.matter = matter;
      this.origins = new Origins(matter.recall(), matter.action());
    }

    Ruled decide() {
      Verdict verdict = verdict();
      var basis = Json.Obj.with("bundle", matter.policy().hash());
      var outcomes = new Json.Builder();
      checks.forEach((check, outcome) -> outcomes.with(check.label(), outcome));
      basis.with("checks", outcomes.build());
      trace.write(basis);
      origins.write(basis);
      matter.facts().write(basis);
      return new Ruled(verdict, basis.build());
    }

    private Verdict verdict() {
      var refused = new ArrayList<Reason>();
      CatalogueCheck.addRefusals(matter, refused);
      var ceilings = new Ceilings(matter, trace);
      requireEntitlement(ceilings, refused);
      requireSubject(ceilings, refused);
      addRemovals(refused);
      List<Path> paths = paths(refused);
      note(refused);
      if (!refused.isEmpty()) {
        return new Verdict.Deny(refused);
      }
      if (matter.state().charges().open().size() >= Charges.OPEN_MAX) {
        return new Verdict.RateLimited(
            List.of(
                Reason.of(
                    Check.LIMIT, "too_many_unsettled", "too many decisions wait to be settled")),
            null);
      }
      Rules rules = Rules.of(matter, trace);
      if (!rules.denials.isEmpty()) {
        return new Verdict.Deny(rules.denials);
      }
      return along(paths, new Held(rules, ceilings.additions));
    }

    private void requireEntitlement(Ceilings ceilings, List<Reason> refused) {
      if (matter.policy().isAbsent()) {
        refused.add(Reason.of(Check.ENTITLEMENT, "no_policy", "no policy is in force"));
        return;
      }
      Hop holder = matter.holder();
      ceilings.require(
          matter.policy().mayAct(holder.client()).about(matter.action().action()),
          Scope.POLICY,
          "entitlement:" + holder.client(),
          Reason.of(
              Check.ENTITLEMENT,
              "holder_not_entitled",
              "policy does not entitle `" + holder.client() + "` to this action"),
          refused);
      List<Hop> chain = matter.chain();
      for (Hop ancestor : chain.subList(1, chain.size())) {
        ceilings.require(
            matter.policy().mayDelegate(ancestor.client()).about(matter.action().action()),
            Scope.POLICY,
            "entitlement:" + ancestor.client(),
            Reason.of(
                Check.ENTITLEMENT,
                "ancestor_not_entitled",
                "policy does not let an agent above pass this action on"),
            refused);
      }
    }

    private void requireSubject(Ceilings ceilings, List<Reason> refused) {
      Boundary subject = matter.state().requireHeader().subjectBoundary();
      if (subject == null) {
        checks.put(Check.SUBJECT, "not_stated");
        return;
      }
      ceilings.require(
          subject.permissions(),
          Scope.STATEMENT,
          "subject",
          Reason.of(
              Check.SUBJECT,
              "subject_did_not_delegate",
              "the subject did not delegate this action"),
          refused);
    }

    private void addRemovals(List<Reason> refused) {
      List<Hop> chain = matter.chain();
      for (int i = 0; i < chain.size(); i++) {
        for (Removal removal : chain.get(i).removals()) {
          if (removal.matches(matter.action())) {
            refused.add(
                Reason.of(
                    i == 0 ? Check.HOP_BOUNDARY : Check.TASK_BOUNDARY,
                    "permission_removed",
                    "the permission for this action was removed from the task"));
          }
        }
      }
    }

    /// Returns the paths whose permissions all admit the action; where none does, the caller hears
    /// why of the nearest.
    private List<Path> paths(List<Reason> refused) {
      Instance instance = matter.question().instance();
      Boundary held =
          instance.narrowed() == null ? matter.holder().boundary() : instance.narrowed();
      var admitting = new ArrayList<Path>();
      for (int i = 0; i < held.permissions().size(); i++) {
        if (held.permissions().get(i).admits(matter.action(), matter.occasion())) {
          Path path = Path.of(matter.chain(), instance, i);
          if (path.admits(matter.action(), matter.occasion())) {
            admitting.add(path);
          }
        }
      }
      if (admitting.isEmpty()) {
        refused.addAll(nearest(held, instance));
        addFull(refused);
      }
      return admitting;
    }

    /// A value that was not met in a source may have been in what there was no room for.
    private void addFull(List<Reason> refused) {
      for (Reason reason : List.copyOf(refused)) {
        if (reason.code().equals("value_not_seen")) {
          for (String source : origins.full(matter.state().sightings())) {
            refused.add(
                Reason.of(
                    reason.check(),
                    "source_full",
                    "`"
                        + source
                        + "` had more for this task than it has room for, which was not kept"));
          }
          return;
        }
      }
    }

    private List<Reason> nearest(Boundary held, Instance instance) {
      List<Reason> nearest = null;
      for (int i = 0; i < held.permissions().size(); i++) {
        var reasons =
            Path.of(matter.chain(), instance, i).refusals(matter.action(), matter.occasion());
        if (nearest == null || Path.distance(reasons) < Path.distance(nearest)) {
          nearest = reasons;
        }
      }
      return nearest == null
          ? List.of(Reason.of(Check.HOP_BOUNDARY, "no_permission", "the hop may do nothing"))
          : nearest;
    }

    private void note(List<Reason> refused) {
      checks.putIfAbsent(Check.ENTITLEMENT, "held");
      checks.putIfAbsent(Check.SUBJECT, "held");
      checks.put(Check.TASK_BOUNDARY, matter.chain().size() == 1 ? "own" : "held");
      checks.put(Check.HOP_BOUNDARY, "held");
      for (Reason reason : refused) {
        checks.put(reason.check(), "refused");
      }
    }

    private Verdict along(List<Path> paths, Held held) {
      Verdict best = null;
      Trace bestTrace = null;
      for (Path path : paths) {
        var tried = new Trace();
        Verdict verdict = path.rule(matter, held, tried);
        if (best == null || distance(verdict) < distance(best)) {
          best = verdict;
          bestTrace = tried;
        }
        if (verdict instanceof Verdict.Allow) {
          break;
        }
      }
      if (best == null || bestTrace == null) {
        throw new IllegalStateException("an action that is admitted has a path");
      }
      trace.add(bestTrace);
      return best;
    }
  }

  /// Of the paths that do not allow, the caller hears of the nearest: one that only has to wait,
  /// then one that a person can open, else the one with the fewest reasons against it.
  private static int distance(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow _ -> -4;
      case Verdict.RateLimited limited -> limited.retryAt() == null ? -1 : -3;
      case Verdict.Escalate _ -> -2;
      case Verdict.Deny(var reasons) -> Path.distance(reasons);
    };
  }
}
