package io.legate.edge;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// The virtual threads on which calls are carried out, because a use case blocks and an event loop
/// must not. Safe for use from many threads.
public final class Workers implements AutoCloseable {

  private final ExecutorService threads;
  private final Semaphore places;
  private final Semaphore urgent;

  private Workers(ExecutorService threads, int most, int spare) {
    this.threads = threads;
    this.places = new Semaphore(most);
    this.urgent = new Semaphore(spare);
  }

  /// Returns workers.
  ///
  /// @param name of the threads, for logs and dumps
  /// @param most how much may be under way at once
  public static Workers named(String name, int most) {
    return named(name, most, 0);
  }

  /// Returns workers.
  ///
  /// @param name of the threads, for logs and dumps
  /// @param most how much may be under way at once
  /// @param spare how much beside it that is urgent
  public static Workers named(String name, int most, int spare) {
    var factory = Thread.ofVirtual().name(name + "-", 0).factory();
    return new Workers(Executors.newThreadPerTaskExecutor(factory), most, spare);
  }

  /// Carries out `work` on a thread of its own and returns at once.
  ///
  /// @param work must not throw
  /// @return false if as much as may be is under way, and then it is not carried out
  public boolean tryWork(Runnable work) {
    return tryWork(places, work);
  }

  /// Carries out `work` likewise, in the places of all or else in those for what is urgent: what
  /// removes authority must not wait until there is less to do.
  public boolean tryUrgentWork(Runnable work) {
    return tryWork(places, work) || tryWork(urgent, work);
  }

  private boolean tryWork(Semaphore room, Runnable work) {
    if (!room.tryAcquire()) {
      return false;
    }
    threads.execute(
        () -> {
          try {
            work.run();
          } finally {
            room.release();
          }
        });
    return true;
  }

  /// Waits for what is under way.
  @Override
  public void close() {
    threads.close();
  }
}
