package io.legate.authorize;

import io.legate.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What holds whichever path an action is decided along: policy's rules, and what the entitlements
/// and the subject's delegation add.
record Held(Rules rules, List<Additions> ceilings) {

  List<Raised> escalations() {
    var all = new ArrayList<Raised>(rules.escalations);
    ceilings.forEach(each -> all.addAll(each.escalations));
    return all;
  }

  List<Verdict.Approval> approvals() {
    var all = new ArrayList<Verdict.Approval>(rules.approvals);
    ceilings.forEach(each -> all.addAll(each.approvals));
    return all;
  }

  Set<String> labels() {
    var all = new LinkedHashSet<String>(rules.labels);
    ceilings.forEach(each -> all.addAll(each.labels));
    return all;
  }

  Set<Json.Obj> obligations() {
    var all = new LinkedHashSet<Json.Obj>(rules.obligations);
    ceilings.forEach(each -> all.addAll(each.obligations));
    return all;
  }
}
