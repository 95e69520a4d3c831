package io.legate.carry;

import io.legate.control.CarriedLabels;
import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.control.ControlState;
import io.legate.ledger.ControlJournal;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.Turn;
import io.legate.policy.Policies;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Drafts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Records labels that are carried over, before the ALLOW that adds them is given.
///
/// First the control event is committed, then the action is decided anew under a control state that
/// has it. In between a process may die: then a label is carried for an ALLOW that was never given,
/// which takes authority away and gives none. Each turn of control makes all decisions that are
/// under way be made again, so what comes in a burst shares turns, a few a second at most; the
/// first waits for nobody. Safe for use from many threads; blocks its callers.
public final class LabelCarrying {

  /// The least time from one turn to the next.
  static final Duration PACE = Duration.ofMillis(200);

  private static final int TOGETHER_MAX = 256;

  /// Once is enough unless policy or the task has changed in between.
  private static final int ATTEMPTS_MAX = 4;

  private final ControlJournal<ControlState> control;
  private final Policies policies;
  private final ReentrantLock turns = new ReentrantLock(true);
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private long nextAtNanos = System.nanoTime();

  public LabelCarrying(ControlJournal<ControlState> control, Policies policies) {
    this.control = control;
    this.policies = policies;
  }

  /// A decision on a task, which may throw [NotCarriedException] out of its turn.
  ///
  /// @param <R> what comes of it
  public interface Deciding<R> {
    R decide() throws RefusedException;
  }

  /// Decides; where labels have to be carried first, records that and decides anew.
  ///
  /// @throws RefusedException the decision's own, or [Code#TEMPORARILY_UNAVAILABLE] where it cannot
  ///   be recorded
  public <R> R around(Deciding<R> deciding) throws RefusedException {
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      try {
        return deciding.decide();
      } catch (NotCarriedException first) {
        carry(first.missing(), first.at());
      }
    }
    throw unavailable();
  }

  private void carry(LabelsCarried missing, Instant at) throws RefusedException {
    var mine = new Waiting(missing, at);
    waiting.add(mine);
    turns.lock();
    try {
      while (!mine.settled) {
        keepPace();
        carryOut(gathered());
      }
    } finally {
      turns.unlock();
    }
    if (!mine.recorded) {
      throw unavailable();
    }
  }

  /// Waits, so that more can gather.
  private void keepPace() {
    for (long left = nextAtNanos - System.nanoTime();
        left > 0;
        left = nextAtNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    nextAtNanos = System.nanoTime() + PACE.toNanos();
  }

  private List<Waiting> gathered() {
    var together = new ArrayList<Waiting>();
    while (together.size() < TOGETHER_MAX) {
      Waiting next = waiting.poll();
      if (next == null) {
        break;
      }
      together.add(next);
    }
    return together;
  }

  private void carryOut(List<Waiting> together) {
    try {
      control.<Boolean, RuntimeException>decide(
          turn -> {
            together.forEach(each -> append(turn, each));
            return true;
          });
      together.forEach(each -> each.recorded = true);
    } catch (OnceTakenException e) {
      throw new IllegalStateException("carrying a label claims no key", e);
    } catch (LedgerUnavailableException e) {
      // Nobody is told that it is recorded.
    } finally {
      together.forEach(each -> each.settled = true);
    }
  }

  /// Others may have recorded it since, policy may have changed, and where there is no room the
  /// decision that comes next says so.
  private void append(Turn<ControlState, ControlState> turn, Waiting each) {
    CarriedLabels carried = turn.state().facts().carried();
    var asked = each.missing;
    LabelsCarried missing =
        policies
            .inForce(turn.state())
            .carryOver()
            .missing(carried, asked.opener(), asked.subject(), asked.labels(), each.at);
    if (missing != null && carried.hasRoomFor(missing, turn.at())) {
      turn.append(Drafts.of(missing, List.of()));
    }
  }

  private static RefusedException unavailable() {
    return new RefusedException(
        Code.TEMPORARILY_UNAVAILABLE, "the ledger did not answer; ask again with the same id");
  }

  /// What one decision waits for. Guarded by the lock of the turns.
  private static final class Waiting {
    private final LabelsCarried missing;
    private final Instant at;
    private boolean recorded;
    private boolean settled;

    Waiting(LabelsCarried missing, Instant at) {
      this.missing = missing;
      this.at = at;
    }
  }
}
