package io.legate.review;

import io.legate.authorize.Reenactment;
import io.legate.authorize.Reenactment.Moment;
import io.legate.authorize.Reenactment.Recordable;
import io.legate.authorize.Reenactment.Remade;
import io.legate.control.ControlState;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.ledger.Control;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.policy.Policy;
import io.legate.review.Finding.About;
import io.legate.task.EventKind;
import io.legate.task.Hop;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One task, decided again while its events go by.
final class TaskReplay implements RecordedTasks.TaskVisitor {

  private static final String KEY_ERASED = "the key of what the task has met was erased";

  private final TaskId task;
  private final Replay replay;
  private final @Nullable WhatIf other;
  private final Period period;
  private final Consumer<Finding> found;

  private final Map<String, Instance> instances = new HashMap<>();
  private final Map<Asked, Instant> goodUntil = new HashMap<>();
  private @Nullable Pending pending;

  /// What the last proof in the present turn has paid for.
  private @Nullable Paid paid;

  TaskReplay(
      TaskId task, Replay replay, @Nullable WhatIf other, Period period, Consumer<Finding> found) {
    this.task = task;
    this.replay = replay;
    this.other = other;
    this.period = period;
    this.found = found;
  }

  /// What makes two questions the same one, asked again.
  private record Asked(HopId hop, ClientId pep, String digest) {
    static Asked of(Decision decision) {
      return new Asked(decision.hop(), decision.pep(), decision.digest());
    }
  }

  /// What the items of a batch share. The first of them holds the proof.
  private record Paid(HopId hop, ClientId pep, String jti, Instant at) {}

  /// A decision that came out the same so far, or not.
  ///
  /// @param expected what must be recorded next
  private record Pending(About about, List<Difference> differences, Deque<Recordable> expected) {}

  @Override
  public void event(TaskState before, RecordedEvent event, TaskEvent read)
      throws LedgerUnavailableException {
    switch (read) {
      case Escalated _, ApprovalSpent _, BreakerTripped _ -> followed(event);
      case Decided(var decision) -> {
        settle();
        decided(before, event, decision, isPaid(event, decision));
        return;
      }
      case Opened opened -> issued(opened.instance());
      case HopIssued(_, var instance, _, _) -> issued(instance);
      case InstanceIssued(var instance, _, _) -> issued(instance);
      case ExchangeRefused _,
          Settled _,
          Contained _,
          HopRevoked _,
          Suspended _,
          Resumed _,
          Ended _,
          EscalationAnswered _ ->
          nextTurn();
    }
    if (other != null) {
      other.event(before, event, read);
    }
  }

  private void nextTurn() {
    settle();
    paid = null;
  }

  /// Whether an agent's proof has paid for it: its own, or that of the batch's first item. What no
  /// agent has asked for would come out the same, since what was asked is taken from the record.
  private boolean isPaid(RecordedEvent event, Decision decision) {
    String jti = String.valueOf(decision.checks().string("jti"));
    var here = new Paid(decision.hop(), decision.pep(), jti, event.at());
    if (decision.proof() != null) {
      paid = here;
      return true;
    }
    return here.equals(paid) || Reenactment.isAskedTooLate(decision);
  }

  private void issued(Instance instance) {
    nextTurn();
    instances.put(instance.jti(), instance);
  }

  private void decided(TaskState before, RecordedEvent event, Decision decision, boolean isPaid)
      throws LedgerUnavailableException {
    if (period.holds(event.at())) {
      Hop hop = before.hops().get(decision.hop());
      ClientId client = hop == null ? null : hop.client();
      var about = new About(task, event.seq(), event.at(), client, decision);
      String lacking = decideAgain(about, before, event, decision, isPaid);
      if (lacking != null) {
        found.accept(new Finding.NotReproducible(about, lacking));
      }
      if (other != null && lacking != null) {
        other.asRecorded(event);
      }
    } else if (other != null) {
      other.asRecorded(event);
    }
    remember(decision);
  }

  /// Returns what is missing to decide it again, null where nothing is.
  private @Nullable String decideAgain(
      About about, TaskState before, RecordedEvent event, Decision decision, boolean isPaid)
      throws LedgerUnavailableException {
    Control<ControlState> control;
    try {
      control = replay.control().at(event.control());
    } catch (LedgerUnavailableException e) {
      if (e.reason() != Reason.DAMAGED) {
        throw e;
      }
      return String.valueOf(e.getMessage());
    }
    var moment = new Moment(task, before, control, event.seq(), event.at());
    Instance instance = instances.get(String.valueOf(decision.checks().string("jti")));
    if (instance == null) {
      return unaskable(event, about, "/checks/jti", decision.checks().get("jti"));
    }
    Policy policy = replay.inForce(control.state());
    Instant until = goodUntil.get(Asked.of(decision));
    Remade remade;
    try {
      remade = replay.reenactment().decide(moment, policy, instance, decision, until);
    } catch (IllegalArgumentException e) {
      return unaskable(event, about, "/action", decision.action());
    }
    var differences = differences(event, remade);
    if (!differences.isEmpty()) {
      String lacking = lacking(before, control.state(), policy, decision);
      if (lacking != null) {
        return lacking;
      }
    }
    var expected = new ArrayDeque<Recordable>();
    if (remade instanceof Remade.Made(_, var all)) {
      expected.addAll(all.subList(1, all.size()));
    }
    var all = new ArrayList<>(differences);
    if (!isPaid) {
      all.add(
          new Difference("/proof", null, new Json.Str("the agent's, or before it its batch's")));
    }
    pending = new Pending(about, all, expected);
    if (other != null) {
      found.accept(other.decide(about, moment, instance, decision, until));
    }
    return null;
  }

  /// A record that nothing can be asked by is not what any decision leaves.
  private @Nullable String unaskable(
      RecordedEvent event, About about, String pointer, @Nullable Json recorded) {
    found.accept(new Finding.Different(about, List.of(new Difference(pointer, recorded, null))));
    if (other != null) {
      other.asRecorded(event);
    }
    return null;
  }

  private static List<Difference> differences(RecordedEvent event, Remade remade) {
    return switch (remade) {
      case Remade.Made(_, var all) -> Difference.between("", event.data(), all.getFirst().data());
      case Remade.Waiting(var seq) ->
          List.of(
              new Difference(
                  "/outcome",
                  event.data().get("outcome"),
                  new Json.Str("nothing: people were being asked, by event " + seq)));
      case Remade.NotCarried(var missing) ->
          List.of(
              new Difference(
                  "/outcome",
                  event.data().get("outcome"),
                  new Json.Str(
                      "nothing: `" + missing.labels().getFirst() + "` was not carried over yet")));
    };
  }

  /// Why a decision that comes out otherwise may do so although nothing is wrong with it.
  private static @Nullable String lacking(
      TaskState before, ControlState control, Policy policy, Decision decision) {
    if (policy.isAbsent() && control.policy() != null) {
      return "the bundle `" + policy.hash() + "` is not understood by this version";
    }
    boolean askedTheKey =
        decision.written() != null
            || decision.pointedAt()
            || (decision.checks().get("basis") instanceof Json.Obj basis
                && basis.get("seen") != null);
    return before.sightings().key() == null && askedTheKey ? KEY_ERASED : null;
  }

  /// Of an ALLOW that was asked for again, the earliest there was can have been too late.
  private void remember(Decision decision) {
    if (decision.outcome().equals(Decision.ALLOW)
        && decision.answer().get("execute_by") instanceof Json.Num(var millis)) {
      Instant until = Instant.ofEpochMilli(Long.parseLong(millis));
      goodUntil.merge(Asked.of(decision), until, (one, two) -> one.isBefore(two) ? one : two);
    }
  }

  /// Holds what was recorded after a decision, in its turn, against what should have been.
  private void followed(RecordedEvent event) {
    if (pending == null) {
      return;
    }
    String pointer = "/then/" + name(event.kind());
    Recordable next = pending.expected.poll();
    if (next == null) {
      pending.differences.add(new Difference(pointer, event.data(), null));
    } else {
      Json remade = kind(next) == event.kind() ? next.data() : null;
      pending.differences.addAll(Difference.between(pointer, event.data(), remade));
    }
  }

  /// Nothing more was recorded in the turn of the last decision.
  private void settle() {
    if (pending == null) {
      return;
    }
    for (Recordable missing : pending.expected) {
      String pointer = "/then/" + name(kind(missing));
      pending.differences.add(new Difference(pointer, null, missing.data()));
    }
    found.accept(
        pending.differences.isEmpty()
            ? new Finding.Reproduced(pending.about)
            : new Finding.Different(pending.about, pending.differences));
    pending = null;
  }

  private static int kind(Recordable recordable) {
    return io.legate.task.TaskEventJson.kind(recordable.event()).number();
  }

  private static String name(int kind) {
    return EventKind.of(kind).name().toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public void unreadable(StoredEvent event, String why) {
    settle();
    if (event.kind() == EventKind.DECIDED.number() && period.holds(event.at())) {
      var about = new About(task, event.seq(), event.at(), null, null);
      found.accept(new Finding.NotReproducible(about, why));
    }
  }

  @Override
  public void end() {
    settle();
  }
}
