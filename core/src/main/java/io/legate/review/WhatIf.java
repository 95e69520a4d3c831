package io.legate.review;

import io.legate.approval.Approvals;
import io.legate.authorize.Answer;
import io.legate.authorize.Reason;
import io.legate.authorize.Reenactment;
import io.legate.authorize.Reenactment.Moment;
import io.legate.authorize.Reenactment.Recordable;
import io.legate.authorize.Reenactment.Remade;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.ledger.Control;
import io.legate.ledger.RecordedEvent;
import io.legate.policy.Policy;
import io.legate.review.Finding.About;
import io.legate.stream.TaskFold;
import io.legate.task.Instance;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEvent.ApprovalSpent;
import io.legate.task.TaskEvent.BreakerTripped;
import io.legate.task.TaskEvent.Contained;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.Ended;
import io.legate.task.TaskEvent.Escalated;
import io.legate.task.TaskEvent.EscalationAnswered;
import io.legate.task.TaskEvent.ExchangeRefused;
import io.legate.task.TaskEvent.HopIssued;
import io.legate.task.TaskEvent.HopRevoked;
import io.legate.task.TaskEvent.InstanceIssued;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskEvent.Resumed;
import io.legate.task.TaskEvent.Settled;
import io.legate.task.TaskEvent.Suspended;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One task as it would have gone under another bundle: a fold of its own, in which that bundle's
/// decisions stand in place of the recorded ones.
final class WhatIf {

  private final TaskId task;
  private final Reenactment reenactment;
  private final Policy policy;
  private final TaskFold fold = new TaskFold();
  private TaskState state = TaskState.EMPTY;

  /// Whether the last decision is the recorded one, with what was recorded of it.
  private boolean asRecorded = true;

  WhatIf(TaskId task, Reenactment reenactment, Policy policy) {
    this.task = task;
    this.reenactment = reenactment;
    this.policy = policy;
  }

  /// Takes what happened, as far as it would have.
  ///
  /// @param recorded the state before it as it was
  void event(TaskState recorded, RecordedEvent event, TaskEvent read) {
    switch (read) {
      case Decided _ -> throw new IllegalArgumentException("a decision is decided");
      case Escalated _, ApprovalSpent _, BreakerTripped _ -> foldIf(asRecorded, event);
      case Settled settled ->
          foldIf(state.charges().unsettled(settled.decision(), event.at()) != null, event);
      // It follows from the report, if that was one of more than was reserved.
      case Suspended suspended -> foldIf(!suspended.by().equals(TaskState.OVERRUN), event);
      case EscalationAnswered answered ->
          foldIf(isAskedAlike(answered.escalation(), recorded.approvals()), event);
      case Opened _,
          HopIssued _,
          InstanceIssued _,
          ExchangeRefused _,
          Contained _,
          HopRevoked _,
          Resumed _,
          Ended _ ->
          foldIf(true, event);
    }
  }

  private void foldIf(boolean holds, RecordedEvent event) {
    if (holds) {
      state = fold.apply(state, event);
    }
  }

  /// Somebody who said yes said it to what they were shown.
  private boolean isAskedAlike(long escalation, Approvals recorded) {
    var here = state.approvals().get(escalation);
    var there = recorded.get(escalation);
    return here != null
        && there != null
        && here.ask().reasons().equals(there.ask().reasons())
        && here.ask().needs().equals(there.ask().needs());
  }

  /// Takes a decision as it was recorded: outside the period, and where it cannot be made again.
  void asRecorded(RecordedEvent event) {
    asRecorded = true;
    state = fold.apply(state, event);
  }

  /// Decides, and goes on from there.
  ///
  /// @param recorded the moment as it was
  Finding decide(
      About about,
      Moment recorded,
      Instance instance,
      Decision decision,
      @Nullable Instant goodUntil) {
    asRecorded = false;
    var moment = new Moment(task, state, recorded.control(), recorded.seq(), recorded.at());
    Remade remade = reenactment.decide(moment, policy, instance, decision, goodUntil);
    if (remade instanceof Remade.NotCarried(var missing)) {
      // The broker would have carried them over first, and then decided.
      var control = moment.control();
      var carried = new Control<>(control.seq(), control.state().apply(missing, recorded.at()));
      moment = new Moment(task, state, carried, recorded.seq(), recorded.at());
      remade = reenactment.decide(moment, policy, instance, decision, goodUntil);
    }
    return switch (remade) {
      case Remade.Made(var made, var all) -> {
        long seq = recorded.seq();
        for (Recordable each : all) {
          state = state.apply(each.event(), seq, recorded.at(), null);
          seq++;
        }
        yield compared(about, decision, made);
      }
      case Remade.Waiting _ ->
          decision.outcome().equals(ESCALATE)
              ? new Finding.Unchanged(about)
              : new Finding.Changed(
                  about,
                  decision.outcome(),
                  ESCALATE,
                  List.of("waiting"),
                  List.of("people were being asked about the same already"),
                  List.of());
      case Remade.NotCarried _ ->
          throw new IllegalStateException("labels that are carried are carried");
    };
  }

  private static final String ESCALATE = Answer.Outcome.ESCALATE.label();

  private static Finding compared(About about, Decision recorded, Decision made) {
    var terms =
        recorded.outcome().equals(made.outcome()) ? terms(recorded, made) : List.<Difference>of();
    if (recorded.outcome().equals(made.outcome()) && terms.isEmpty()) {
      return new Finding.Unchanged(about);
    }
    var reasons = Answer.reasons(made.outcome().equals(Decision.ALLOW) ? recorded : made);
    var causes = new LinkedHashSet<String>();
    var sentences = new ArrayList<String>();
    for (Reason reason : reasons) {
      causes.add(reason.rule() == null ? reason.code() : "rule " + reason.rule());
      sentences.add(reason.sentence());
    }
    if (causes.isEmpty()) {
      terms.forEach(term -> causes.add(term.pointer().split("/", 4)[1]));
    }
    return new Finding.Changed(
        about, recorded.outcome(), made.outcome(), List.copyOf(causes), sentences, terms);
  }

  /// What else the caller is told, and who is asked.
  private static List<Difference> terms(Decision recorded, Decision made) {
    var terms = new ArrayList<Difference>();
    for (String name : List.of("reasons", "obligations", "max_rows", "execute_by")) {
      terms.addAll(
          Difference.between("/" + name, recorded.answer().get(name), made.answer().get(name)));
    }
    terms.addAll(
        Difference.between(
            "/labels",
            Json.Arr.ofStrings(recorded.labels().stream().sorted().toList()),
            Json.Arr.ofStrings(made.labels().stream().sorted().toList())));
    terms.addAll(Difference.between("/approvals", approvals(recorded), approvals(made)));
    return terms;
  }

  private static @Nullable Json approvals(Decision decision) {
    return decision.checks().get("basis") instanceof Json.Obj basis ? basis.get("approvals") : null;
  }
}
