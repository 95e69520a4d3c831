package io.legate.feed;

import io.legate.identity.HopId;
import io.legate.policy.Breaker;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEvent.ApprovalSpent;
import io.legate.task.TaskEvent.BreakerTripped;
import io.legate.task.TaskEvent.Contained;
import io.legate.task.TaskEvent.Decided;
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
import java.util.HashSet;
import java.util.Set;

/// Of what in a task the standing may have changed.
///
/// @param tops hops that it may have changed of, with everything below them
/// @param everyHop whether it may have changed of any hop
/// @param restores whether something may have been released
record Scope(Set<HopId> tops, boolean everyHop, boolean restores) {

  /// Nothing has changed that anyone hears of.
  static final Scope NOTHING = new Scope(Set.of(), false, false);

  Scope {
    tops = Set.copyOf(tops);
  }

  /// Returns what an event may have changed.
  ///
  /// @param state after it
  static Scope of(TaskEvent event, TaskState state) {
    return switch (event) {
      case HopRevoked revoked -> below(revoked.hop(), false);
      case Suspended suspended -> below(suspended.hop(), false);
      // An operator lifts the breakers of the hop's client, wherever in the task it is.
      case Resumed resumed ->
          resumed.all() ? new Scope(Set.of(), true, true) : below(resumed.hop(), true);
      case BreakerTripped tripped ->
          tripped.effect() == Breaker.Trip.SUSPEND_AGENT
              ? new Scope(Set.of(), true, false)
              : NOTHING;
      // The task as a whole, which is always told.
      case Ended _ -> state.root() == null ? NOTHING : below(state.root(), false);
      case Opened _,
          HopIssued _,
          InstanceIssued _,
          ExchangeRefused _,
          Decided _,
          Settled _,
          Contained _,
          Escalated _,
          EscalationAnswered _,
          ApprovalSpent _ ->
          NOTHING;
    };
  }

  private static Scope below(HopId top, boolean restores) {
    return new Scope(Set.of(top), false, restores);
  }

  /// Returns both.
  Scope and(Scope other) {
    var both = new HashSet<>(tops);
    both.addAll(other.tops);
    return new Scope(both, everyHop || other.everyHop, restores || other.restores);
  }

  boolean isNothing() {
    return tops.isEmpty() && !everyHop;
  }

  /// Returns whether a hop lies in it by more than what it says of the whole task.
  boolean covers(TaskState state, HopId hop) {
    return everyHop
        || tops.stream().anyMatch(top -> !top.equals(state.root()) && state.isWithin(hop, top));
  }

  /// Returns whether it says something of the task as a whole.
  boolean coversTask(TaskState state) {
    return everyHop || (state.root() != null && tops.contains(state.root()));
  }
}
