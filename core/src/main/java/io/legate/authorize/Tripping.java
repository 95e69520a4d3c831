package io.legate.authorize;

import io.legate.control.ControlState;
import io.legate.identity.ClientId;
import io.legate.ledger.Turn;
import io.legate.policy.Breaker;
import io.legate.stream.Tasks;
import io.legate.task.Hop;
import io.legate.task.TaskEvent.BreakerTripped;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskState;
import java.util.List;

/// Trips circuit breakers in the turn of the denial that was one too many, so that no decision
/// comes between the two.
final class Tripping {

  private Tripping() {}

  /// Appends what follows from a decision that was just appended.
  static void after(Turn<TaskState, ControlState> turn, List<Breaker> breakers, Decision decision) {
    Hop hop = turn.state().hops().get(decision.hop());
    if (hop == null || !decision.countsAgainstAgent()) {
      return;
    }
    ClientId client = hop.client();
    for (Breaker breaker : breakers) {
      if (turn.state().breakers().trips(breaker, client, turn.at())) {
        var tripped = new BreakerTripped(breaker.id(), client, breaker.then());
        Tasks.append(turn, tripped, null, List.of());
      }
    }
  }
}
