package io.legate.client.reliability;

import io.legate.client.reliability.Question.Told;
import io.legate.task.TaskEvent.Consent.ByStatement;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.HopIssued;
import io.legate.task.TaskEvent.HopRevoked;
import io.legate.task.TaskEvent.InstanceIssued;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskEvent.Settled;
import io.legate.v1.SettleRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/// No acknowledged event is missing, and none stands there twice.
final class Acknowledged {

  private final Recorded recorded;
  private final List<String> violations = new ArrayList<>();

  private Acknowledged(Recorded recorded) {
    this.recorded = recorded;
  }

  static List<String> violations(History history, Recorded recorded) {
    var check = new Acknowledged(recorded);
    for (var question : history.questions()) {
      question.answers().forEach(told -> check.decision(question, told));
    }
    history.opened().forEach((task, root) -> check.opening(task, root.toString()));
    history.issued().forEach(check::instance);
    history.revoked().forEach(check::revocation);
    history.settled().forEach(check::settlement);
    recorded.tasks().keySet().forEach(check::once);
    return check.violations;
  }

  private void decision(Question question, Told told) {
    String id = told.response().getDecisionId();
    Decision decision = recorded.decision(id);
    if (decision == null) {
      violations.add("acknowledged decision " + id + " is missing");
      return;
    }
    String outcome = told.response().getDecision().name().substring("DECISION_".length());
    boolean same =
        outcome.equalsIgnoreCase(decision.outcome())
            && decision.digest().equals(told.response().getDigest())
            && decision.hop().equals(question.held().hop());
    if (!same) {
      violations.add("decision " + id + " was acknowledged as something else");
    }
  }

  private void opening(String task, String root) {
    var first = recorded.event(task, 1);
    if (first == null
        || !(first.what() instanceof Opened opened)
        || !opened.root().id().toString().equals(root)) {
      violations.add("acknowledged opening of task " + task + " is missing");
    }
  }

  private void instance(History.Issued issued) {
    for (var event : recorded.of(issued.task())) {
      String made =
          event.what() instanceof HopIssued hop
              ? hop.instance().hash()
              : event.what() instanceof InstanceIssued another ? another.instance().hash() : "";
      if (made.equals(issued.hash())) {
        return;
      }
    }
    violations.add("acknowledged instance of hop " + issued.hop() + " is missing");
  }

  private void revocation(History.Revoked revoked) {
    var event = recorded.event(revoked.task(), revoked.seq());
    if (event == null
        || !(event.what() instanceof HopRevoked there)
        || !there.hop().equals(revoked.hop())) {
      violations.add("acknowledged revocation of hop " + revoked.hop() + " is missing");
    }
  }

  private void settlement(SettleRequest request) {
    String id = request.getDecisionId();
    for (var event : recorded.of(id.substring(0, id.lastIndexOf('.')))) {
      if (event.what() instanceof Settled settled && settled.decision() == Recorded.seq(id)) {
        return;
      }
    }
    violations.add("acknowledged settlement of decision " + id + " is missing");
  }

  /// A request, a statement and a decision each have one answer, one hop, one settlement.
  private void once(String task) {
    var operations = new HashMap<String, Long>();
    var statements = new HashSet<String>();
    var settled = new HashSet<Long>();
    for (var event : recorded.of(task)) {
      String op = event.op();
      if (op != null && operations.putIfAbsent(op, event.seq()) != null) {
        violations.add("event " + event.seq() + " of task " + task + " answers a request again");
      }
      if (event.what() instanceof HopIssued made
          && made.consent() instanceof ByStatement by
          && !statements.add(by.hash())) {
        violations.add("a statement of task " + task + " made two hops");
      }
      if (event.what() instanceof Settled settlement && !settled.add(settlement.decision())) {
        violations.add("decision " + settlement.decision() + " of task " + task + " settled twice");
      }
    }
  }
}
