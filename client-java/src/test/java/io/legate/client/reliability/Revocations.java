package io.legate.client.reliability;

import io.legate.identity.HopId;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.HopRevoked;
import io.legate.task.TaskEvent.InstanceIssued;
import io.legate.v1.AuthorizeResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/// No revoked hop is accepted: not in the ledger after its revocation, and not by any answer to
/// what was asked after the revocation was acknowledged, in whichever life of the broker.
final class Revocations {

  private Revocations() {}

  static List<String> violations(History history, Recorded recorded) {
    var violations = new ArrayList<String>();
    for (String task : recorded.tasks().keySet()) {
      inTheLedger(task, recorded, violations);
    }
    var told = new HashMap<HopId, Long>();
    history.revoked().forEach(revoked -> told.merge(revoked.hop(), revoked.told(), Math::min));
    for (var question : history.questions()) {
      HopId hop = question.held().hop();
      for (var answer : question.answers()) {
        if (answer.sent() > told.getOrDefault(hop, Long.MAX_VALUE) && isAllow(answer.response())) {
          violations.add("an action of revoked hop " + hop + " was allowed");
        }
      }
    }
    for (var issued : history.issued()) {
      if (issued.sent() > told.getOrDefault(issued.hop(), Long.MAX_VALUE)) {
        violations.add("revoked hop " + issued.hop() + " got an instance");
      }
    }
    return violations;
  }

  /// The hops of these tests have none below them.
  private static void inTheLedger(String task, Recorded recorded, List<String> violations) {
    var gone = new HashSet<HopId>();
    for (var event : recorded.of(task)) {
      HopId acting = null;
      if (event.what() instanceof HopRevoked revoked) {
        gone.add(revoked.hop());
      } else if (event.what() instanceof Decided(var decision)
          && decision.outcome().equals(Decision.ALLOW)) {
        acting = decision.hop();
      } else if (event.what() instanceof InstanceIssued issued) {
        acting = issued.instance().hop();
      }
      if (acting != null && gone.contains(acting)) {
        violations.add("event " + event.seq() + " of task " + task + " is by a revoked hop");
      }
    }
  }

  private static boolean isAllow(AuthorizeResponse response) {
    return response.getDecision() == io.legate.v1.Decision.DECISION_ALLOW;
  }
}
