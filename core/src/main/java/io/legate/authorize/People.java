package io.legate.authorize;

import io.legate.approval.Approvals;
import io.legate.approval.Bound;
import io.legate.approval.Consulted;
import io.legate.approval.Escalation;
import io.legate.approval.Ground;
import io.legate.approval.Need;
import io.legate.boundary.ApprovalRule;
import io.legate.identity.HopId;
import io.legate.limits.Demand;
import io.legate.limits.LimitInput;
import io.legate.limits.Outcome;
import io.legate.policy.EscalationDefaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What people have said, or must be asked, about an action for which reasons were raised.
///
/// Reasons that the same rule speaks for are one need; all those that no rule speaks for are
/// another, which policy's defaults name the approvers of.
final class People {

  /// Begins the name of a counter that is an approval's. No limit of a boundary may be called so.
  static final String COUNTER = "approval:";

  private final Matter matter;
  private final List<Ground> grounds = new ArrayList<>();
  private final List<Need> needs = new ArrayList<>();
  private final EscalationDefaults defaults;
  private Duration answerWithin;

  private People(Matter matter) {
    this.matter = matter;
    this.defaults = matter.policy().escalation();
    this.answerWithin = Duration.ZERO;
  }

  /// Returns them for the reasons that were raised; at least one.
  static People of(Matter matter, List<Raised> raised) {
    var people = new People(matter);
    Map<ApprovalRule, Integer> byRule = new LinkedHashMap<>();
    int byDefault = -1;
    for (Raised each : raised) {
      ApprovalRule rule = each.rule();
      int need;
      if (rule != null) {
        Integer known = byRule.get(rule);
        need = known == null ? people.add(rule) : known;
        byRule.put(rule, need);
      } else {
        byDefault = byDefault < 0 ? people.addDefault() : byDefault;
        need = byDefault;
      }
      people.grounds.add(
          new Ground(each.id(), each.reason().code(), each.reason().sentence(), need));
    }
    return people;
  }

  private int add(ApprovalRule rule) {
    needs.add(new Need(rule.approvers(), rule.quorum()));
    answerBy(rule.answerWithin() == null ? defaults.answerWithin() : rule.answerWithin());
    return needs.size() - 1;
  }

  private int addDefault() {
    needs.add(new Need(defaults.approvers(), defaults.quorum()));
    answerBy(defaults.answerWithin());
    return needs.size() - 1;
  }

  private void answerBy(Duration within) {
    if (answerWithin.isZero() || within.compareTo(answerWithin) < 0) {
      answerWithin = within;
    }
  }

  /// Returns what they have said.
  Consulted consult() {
    var question = matter.question();
    return matter
        .state()
        .approvals()
        .consult(
            new Approvals.Matter(
                matter.holder().id(), question.pep(), question.digest(), grounds, needs),
            this::covers,
            matter.at());
  }

  /// Returns what is to be asked for these grounds, which are some of the raised ones.
  ///
  /// @param permission index of the hop's permission that the action is under
  Plea plea(List<Ground> open, int permission) {
    var asked = new ArrayList<Need>();
    var renumbered = new LinkedHashMap<Integer, Integer>();
    var own = new ArrayList<Ground>();
    for (Ground ground : open) {
      Integer known = renumbered.get(ground.need());
      int need = known == null ? asked.size() : known;
      if (known == null) {
        renumbered.put(ground.need(), need);
        asked.add(needs.get(ground.need()));
      }
      own.add(new Ground(ground.id(), ground.code(), ground.sentence(), need));
    }
    return new Plea(permission, own, asked, answerWithin, null);
  }

  /// Returns what is being asked already.
  Plea waiting(long escalation, int permission) {
    return new Plea(permission, grounds, needs, answerWithin, escalation);
  }

  /// A bound covers what the hop that it was given to does, and every hop below that.
  private boolean covers(long seq, Escalation escalation) {
    Bound bound = escalation.bound();
    if (bound == null
        || !matter.state().isWithin(matter.holder().id(), escalation.ask().hop())
        || !bound.permission().admits(matter.action(), matter.occasion())) {
      return false;
    }
    var demands = new ArrayList<Demand>();
    return addDemands(seq, escalation.ask().hop(), bound, demands)
        && matter.state().charges().counters().check(demands, matter.at())
            instanceof Outcome.Within;
  }

  /// Adds what the action takes of the own counts of bounds that cover it.
  void addDemands(List<Long> escalations, List<Demand> demands) {
    for (long seq : escalations) {
      Escalation escalation = matter.state().approvals().get(seq);
      Bound bound = escalation == null ? null : escalation.bound();
      if (escalation == null
          || bound == null
          || !addDemands(seq, escalation.ask().hop(), bound, demands)) {
        throw new IllegalStateException("a bound that covers an action can count it");
      }
    }
  }

  /// Returns false where an argument that is counted is not there to be counted.
  private boolean addDemands(long seq, HopId hop, Bound bound, List<Demand> demands) {
    for (var limit : bound.permission().limits()) {
      var derived =
          Demand.of(
              limit,
              COUNTER + seq + "/" + limit.name(),
              hop,
              matter.action().arguments(),
              matter.question().rowsWanted());
      switch (derived) {
        case Demand demand -> demands.add(demand);
        case LimitInput _ -> {
          return false;
        }
      }
    }
    return true;
  }
}
