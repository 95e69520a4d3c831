package io.legate.trust;

import io.legate.control.ControlEvent.TrustMoved;
import io.legate.control.ControlState;
import io.legate.identity.ClientId;
import io.legate.ledger.ControlJournal;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.Turn;
import io.legate.policy.Policies;
import io.legate.policy.Trust;
import io.legate.stream.Drafts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Moves trust scores by outcomes, across all tasks.
///
/// Nobody waits for it: outcomes are added up in memory, and once a second at most the scores that
/// they move go into one event of the control stream. So a score is up to [#STALENESS] and a commit
/// behind what happened, and a process that is killed loses that much of it. What is in the ledger
/// survives restarts. Bounded by the number of agents there are. Safe for use from many threads.
public final class TrustScores {

  /// How long an outcome may wait before it counts.
  public static final Duration STALENESS = Duration.ofSeconds(1);

  private final ControlJournal<ControlState> control;
  private final Policies policies;
  private final ReentrantLock lock = new ReentrantLock();
  private Map<ClientId, Tally> waiting = new HashMap<>();
  private boolean scheduled;

  public TrustScores(ControlJournal<ControlState> control, Policies policies) {
    this.control = control;
    this.policies = policies;
  }

  /// What an agent did, or was kept from doing.
  public enum Outcome {
    DENIED,
    /// More was spent than was reserved.
    OVERRUN,
    EXECUTED
  }

  /// Takes note of a committed outcome that the agent has signed for. Returns at once.
  public void happened(ClientId agent, Outcome outcome) {
    lock.lock();
    try {
      waiting.merge(agent, Tally.of(outcome), Tally::plus);
      if (!scheduled) {
        scheduled = true;
        Thread.ofVirtual().name("trust-scores").start(this::moveLater);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Records what has gathered so far. If the ledger does not take it, it is recorded with what
  /// comes next.
  public void move() {
    Map<ClientId, Tally> gathered;
    lock.lock();
    try {
      gathered = waiting;
      waiting = new HashMap<>();
      scheduled = false;
    } finally {
      lock.unlock();
    }
    if (gathered.isEmpty()) {
      return;
    }
    try {
      control.<Boolean, RuntimeException>decide(turn -> append(turn, gathered));
    } catch (OnceTakenException e) {
      throw new IllegalStateException("a score claims no key", e);
    } catch (LedgerUnavailableException e) {
      keep(gathered);
    }
  }

  private boolean append(Turn<ControlState, ControlState> turn, Map<ClientId, Tally> gathered) {
    Trust trust = policies.inForce(turn.state()).trust();
    if (trust == null) {
      return false;
    }
    Map<ClientId, BigDecimal> before = turn.state().facts().trust();
    var moved = new TreeMap<ClientId, BigDecimal>();
    gathered.forEach(
        (agent, tally) -> {
          BigDecimal old = trust.read(before.get(agent));
          BigDecimal now = trust.after(old, tally.denials, tally.overruns, tally.executions);
          if (now.compareTo(old) != 0) {
            moved.put(agent, now);
          }
        });
    if (!moved.isEmpty()) {
      turn.append(Drafts.of(new TrustMoved(moved), List.of()));
    }
    return true;
  }

  private void keep(Map<ClientId, Tally> gathered) {
    lock.lock();
    try {
      gathered.forEach((agent, tally) -> waiting.merge(agent, tally, Tally::plus));
    } finally {
      lock.unlock();
    }
  }

  private void moveLater() {
    long at = System.nanoTime() + STALENESS.toNanos();
    for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
    }
    move();
  }

  /// Outcomes of one agent that have not counted yet.
  private record Tally(long denials, long overruns, long executions) {
    static Tally of(Outcome outcome) {
      return switch (outcome) {
        case DENIED -> new Tally(1, 0, 0);
        case OVERRUN -> new Tally(0, 1, 0);
        case EXECUTED -> new Tally(0, 0, 1);
      };
    }

    Tally plus(Tally other) {
      return new Tally(
          denials + other.denials, overruns + other.overruns, executions + other.executions);
    }
  }
}
