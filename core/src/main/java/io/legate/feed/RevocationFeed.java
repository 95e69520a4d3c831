package io.legate.feed;

import io.legate.control.ControlState;
import io.legate.feed.Derivation.Derived;
import io.legate.ledger.Control;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.LogSizes;
import io.legate.ledger.Logs;
import io.legate.ledger.Removals;
import io.legate.policy.Lifetimes;
import io.legate.stream.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Follows the logs of every node and tells who listens what has changed.
///
/// It reads the ledger once in [#INTERVAL], and at once when it is woken. While the ledger cannot
/// be read nothing is told, and nobody's knowledge grows younger: that is as old as the last read
/// that succeeded, whatever the clock says. What was told lately is kept in memory for those that
/// follow closely ([Recent]); whoever is further behind reads the ledger itself.
///
/// One virtual thread reads; any thread may wake it, or listen.
public final class RevocationFeed implements AutoCloseable {

  /// How often the ledger is read where nobody says that it has changed.
  public static final Duration INTERVAL = Duration.ofMillis(100);

  /// How much longer than it says a token is thought to be accepted: clocks differ.
  static final Duration SLACK = Duration.ofMinutes(2);

  /// How long something that was revoked may be of concern to anyone.
  static final Duration WINDOW = Lifetimes.INSTANCE_MAX.plus(SLACK);

  /// How much of what was told is kept for those that follow closely: about 20 MB.
  public static final int RECENT_MAX = 200_000;

  /// Between two reads, so that a busy ledger that wakes it all the time is read fifty times a
  /// second and no more.
  private static final Duration PAUSE = Duration.ofMillis(20);

  /// Listeners that read the ledger at once. The others wait: everybody else needs it too, and
  /// above all whoever may answer only after a look at it.
  static final int CATCHING_UP_MAX = 4;

  /// How long a listener waits for that. It asks again.
  private static final Duration WAIT_MAX = Duration.ofMillis(500);

  /// For how long listeners begin at the same place: all that it costs is that they are told a
  /// little that is over by then.
  private static final Duration BEGINNING_KEPT = Duration.ofSeconds(10);

  private final RemovalLogs logs;
  private final Derivation derivation;
  private final Supplier<Control<ControlState>> control;
  private final InstantSource clock;
  private volatile Consumer<Exception> onFailure = _ -> {};
  private final Recent recent;
  private final Semaphore woken = new Semaphore(0);
  private final Semaphore catchingUp = new Semaphore(CATCHING_UP_MAX, true);
  private final CopyOnWriteArrayList<Subscription> listeners = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Consumer<ControlState>> onControl =
      new CopyOnWriteArrayList<>();
  private final Thread thread;
  private long controlSeen;
  private boolean failing;
  private @Nullable Beginning beginning;
  private volatile boolean closed;

  /// @param control the newest that this node knows
  /// @param recentMax how much of what was told is kept for those that follow closely
  /// @throws LedgerUnavailableException if the logs cannot be read
  public RevocationFeed(
      Logs logs,
      Tasks tasks,
      Supplier<Control<ControlState>> control,
      InstantSource clock,
      int recentMax)
      throws LedgerUnavailableException {
    this.logs = new RemovalLogs(logs);
    this.derivation = new Derivation(tasks, control);
    this.control = control;
    this.clock = clock;
    Instant at = clock.instant();
    this.recent = new Recent(this.logs.end(), at, recentMax);
    this.controlSeen = control.get().seq();
    this.thread = Thread.ofVirtual().name("revocation-feed").unstarted(this::run);
  }

  /// Begins to read.
  public void start() {
    thread.start();
  }

  /// Says that there may be something new. Never blocks.
  public void wake() {
    if (woken.availablePermits() == 0) {
      woken.release();
    }
  }

  /// Has `told` hear of every change of control that this node learns of, on the feed's thread: it
  /// must neither block nor throw.
  public void onControl(Consumer<ControlState> told) {
    onControl.add(told);
  }

  /// Has `told` hear why the ledger cannot be read or understood any more, on the feed's thread.
  public void onFailure(Consumer<Exception> told) {
    onFailure = told;
  }

  /// Begins to listen for an audience.
  ///
  /// @param from where it left off; null for everything still in force
  /// @param moved told that there is something to hear, on the feed's thread: must not block
  public Subscription subscribe(String audience, @Nullable LogSizes from, Runnable moved) {
    var subscription = new Subscription(this, audience, from, moved);
    listeners.add(subscription);
    return subscription;
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }

  private void run() {
    while (!closed) {
      try {
        if (woken.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
          woken.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
      advance();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /// Reads what is new, and tells of it. Returns whether the ledger was read to its end.
  boolean advance() {
    try {
      boolean more;
      do {
        more = advanceOnce();
      } while (more && !closed);
      failing = false;
      return true;
    } catch (LedgerUnavailableException | RuntimeException e) {
      // What cannot be read is tried again, and never left out: nobody's knowledge grows younger
      // meanwhile.
      if (!failing) {
        failing = true;
        onFailure.accept(e);
      }
      return false;
    } finally {
      tellOfControl();
    }
  }

  private boolean advanceOnce() throws LedgerUnavailableException {
    // From before the read: what is committed later may not be in it.
    Instant at = clock.instant();
    Removals page = logs.after(recent.position());
    Set<String> audiences =
        listeners.stream().map(Subscription::audience).collect(Collectors.toUnmodifiableSet());
    Derived derived = derivation.derive(page.events(), audiences, at);
    recent.add(derived, audiences, page.upTo(), page.isAll() ? at : null);
    if (!derived.isEmpty()) {
      listeners.forEach(Subscription::moved);
    }
    return !page.isAll();
  }

  private void tellOfControl() {
    var now = control.get();
    if (now.seq() != controlSeen) {
      controlSeen = now.seq();
      onControl.forEach(told -> told.accept(now.state()));
    }
  }

  /// Returns what to tell everybody first.
  List<Told> withdrawnKeys() {
    return control.get().state().nodeKeys().withdrawn().stream()
        .map(ControlStandings::withdrawn)
        .toList();
  }

  RemovalLogs logs() {
    return logs;
  }

  Recent recent() {
    return recent;
  }

  Instant now() {
    return clock.instant();
  }

  void leave(Subscription subscription) {
    listeners.remove(subscription);
  }

  /// A place in the logs before all that was still in force at a time.
  private record Beginning(Instant at, LogSizes place) {}

  /// Returns a place in the logs before all that is still in force. It is looked for once for all
  /// that begin within a while, because that takes many reads.
  synchronized LogSizes beginning() throws LedgerUnavailableException {
    Instant now = clock.instant();
    Beginning known = beginning;
    if (known == null || !now.isBefore(known.at.plus(BEGINNING_KEPT)) || now.isBefore(known.at)) {
      known = new Beginning(now, logs.before(now.minus(WINDOW)));
      beginning = known;
    }
    return known.place;
  }

  /// What a listener reads that has fallen behind.
  interface CatchingUp<R> {
    R read() throws LedgerUnavailableException;
  }

  /// Reads what a listener has fallen behind by. Few do so at once: when many come back together,
  /// decisions go before them.
  ///
  /// @throws LedgerUnavailableException if too many were before it, too: to be tried again
  <R> R catchUp(CatchingUp<R> reading) throws LedgerUnavailableException {
    boolean mine = false;
    try {
      mine = catchingUp.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw new LedgerUnavailableException(Reason.BUSY, "many others are catching up");
      }
      return reading.read();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerUnavailableException(Reason.BUSY, "interrupted while catching up", e);
    } finally {
      if (mine) {
        catchingUp.release();
      }
    }
  }

  /// Derives what a page tells one audience.
  Derived derive(Removals page, String audience, Instant at) throws LedgerUnavailableException {
    return derivation.derive(page.events(), Set.of(audience), at);
  }
}
