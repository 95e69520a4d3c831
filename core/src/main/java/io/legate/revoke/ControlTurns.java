package io.legate.revoke;

import io.legate.caller.Caller;
import io.legate.caller.Spending;
import io.legate.control.ControlState;
import io.legate.ledger.ControlJournal;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceKey;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Takes changes of control together: whatever has gathered since the turn before, and a few turns
/// a second at most.
///
/// Every turn of control makes each decision that is under way be made again. One turn for each
/// change would let a burst of them starve all decisions; together they cost one. The first change
/// after a pause waits for nobody. Safe for use from many threads; blocks its callers.
public final class ControlTurns {

  /// The least time from one turn to the next.
  public static final Duration PACE = Duration.ofMillis(200);

  /// The most changes of one turn.
  static final int TOGETHER_MAX = 256;

  private final ControlJournal<ControlState> control;
  private final ReentrantLock turns = new ReentrantLock(true);
  private final Queue<Waiting<?>> waiting = new ConcurrentLinkedQueue<>();
  private long nextAtNanos = System.nanoTime();

  public ControlTurns(ControlJournal<ControlState> control) {
    this.control = control;
  }

  /// One change. May be decided again from the start; what it refuses, it refuses before it appends
  /// anything.
  interface Change<R> {
    R decide(Turn<ControlState, ControlState> turn) throws RefusedException;
  }

  /// Makes a change and returns its answer once it is committed, and so in force.
  ///
  /// @throws RefusedException the change's own, that of a proof that was spent, or
  ///   [Code#TEMPORARILY_UNAVAILABLE]
  <R> R change(Caller caller, Change<R> change) throws RefusedException {
    var mine = new Waiting<>(caller, change);
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
    return mine.give();
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

  private List<Waiting<?>> gathered() {
    var together = new ArrayList<Waiting<?>>();
    while (together.size() < TOGETHER_MAX) {
      Waiting<?> next = waiting.poll();
      if (next == null) {
        break;
      }
      together.add(next);
    }
    return together;
  }

  private void carryOut(List<Waiting<?>> together) {
    List<Waiting<?>> left = together;
    try {
      while (!left.isEmpty()) {
        left = attempt(left);
      }
    } catch (LedgerUnavailableException e) {
      // Told below.
    } finally {
      left.forEach(Waiting::fail);
    }
  }

  /// Returns those that have to be decided again without one that spends what was spent.
  private List<Waiting<?>> attempt(List<Waiting<?>> together) throws LedgerUnavailableException {
    try {
      control.<Boolean, RuntimeException>decide(
          turn -> {
            together.forEach(each -> each.decide(turn));
            return true;
          });
      together.forEach(Waiting::settle);
      return List.of();
    } catch (OnceTakenException e) {
      var spending = together.stream().filter(each -> each.spends(e.key())).toList();
      if (spending.isEmpty()) {
        throw new IllegalStateException("a change spends what nobody claimed", e);
      }
      // Of several the first may be in order, and the others its replays.
      var refused = spending.subList(Math.min(1, spending.size() - 1), spending.size());
      refused.forEach(each -> each.refuse(e.key()));
      var rest = new ArrayList<Waiting<?>>(together);
      rest.removeAll(refused);
      return rest;
    }
  }

  /// A change and its answer. Guarded by the lock of the turns.
  private static final class Waiting<R> {
    private final Caller caller;
    private final Change<R> change;
    private @Nullable R answer;
    private @Nullable RefusedException refusal;
    private boolean settled;

    Waiting(Caller caller, Change<R> change) {
      this.caller = caller;
      this.change = change;
    }

    void decide(Turn<ControlState, ControlState> turn) {
      answer = null;
      refusal = null;
      try {
        answer = change.decide(turn);
      } catch (RefusedException e) {
        refusal = e;
      }
    }

    void settle() {
      settled = true;
    }

    boolean spends(OnceKey key) {
      return caller.once().contains(key);
    }

    void refuse(OnceKey key) {
      refusal = Spending.refusal(key, caller);
      settled = true;
    }

    void fail() {
      answer = null;
      refusal =
          new RefusedException(
              Code.TEMPORARILY_UNAVAILABLE,
              "the ledger did not answer; ask again with the same id");
      settled = true;
    }

    R give() throws RefusedException {
      if (refusal != null) {
        throw refusal;
      }
      return java.util.Objects.requireNonNull(answer, "a change that is settled has an answer");
    }
  }
}
