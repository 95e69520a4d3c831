package io.legate.authorize;

import io.legate.approval.Ask;
import io.legate.approval.EscalationId;
import io.legate.control.ControlState;
import io.legate.identity.TaskId;
import io.legate.ledger.Turn;
import io.legate.stream.Tasks;
import io.legate.task.Hop;
import io.legate.task.TaskEvent.ApprovalSpent;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.Escalated;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a decision does to the task's escalations, in its own turn: it asks people, joins those who
/// ask already, or uses approvals up. A dry run does none of it.
///
/// @param dryRun whether the question is what would be
record Escalating(
    Turn<TaskState, ControlState> turn, TaskId task, boolean dryRun, Verdict verdict) {

  /// Returns the decision that asked people already, null where this one is to be recorded.
  @Nullable Long waiting() {
    return dryRun || !(verdict instanceof Verdict.Escalate escalate)
        ? null
        : escalate.plea().waiting();
  }

  /// Returns the answer with the handle of the escalation: named after the decision about to be
  /// recorded. A dry run asks nobody, and names only what is waiting anyway.
  Answer handle(Answer answer) {
    if (!(verdict instanceof Verdict.Escalate escalate)) {
      return answer;
    }
    Long waiting = escalate.plea().waiting();
    if (waiting == null && dryRun) {
      return answer;
    }
    long seq = waiting == null ? turn.nextSeq() : waiting;
    return answer.withEscalation(new EscalationId(task, seq).toString());
  }

  /// Appends what follows from the decision that was just appended as entry `seq`.
  void after(long seq, Decision decision) {
    if (decision.dryRun()) {
      return;
    }
    switch (verdict) {
      case Verdict.Escalate escalate ->
          Tasks.append(turn, new Escalated(seq, ask(decision, escalate.plea())), null, List.of());
      case Verdict.Allow allow -> {
        if (!allow.spends().isEmpty()) {
          Tasks.append(turn, new ApprovalSpent(seq, allow.spends()), null, List.of());
        }
      }
      case Verdict.Deny _, Verdict.RateLimited _ -> {}
    }
  }

  private Ask ask(Decision decision, Plea plea) {
    return new Ask(
        decision.hop(),
        decision.pep(),
        decision.action(),
        decision.digest(),
        plea.permission(),
        plea.grounds(),
        plea.needs(),
        turn.state().labels().stream().sorted().toList(),
        lapsesAt(decision, plea));
  }

  /// Nobody is waited for longer than the hop lives.
  private Instant lapsesAt(Decision decision, Plea plea) {
    TaskState state = turn.state();
    Instant lapsesAt = turn.at().plus(plea.answerWithin());
    for (Hop hop : state.chain(decision.hop())) {
      lapsesAt = hop.endsAt().isBefore(lapsesAt) ? hop.endsAt() : lapsesAt;
    }
    return lapsesAt;
  }
}
