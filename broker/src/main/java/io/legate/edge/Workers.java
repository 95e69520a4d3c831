package io.legate.edge;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// The virtual threads on which calls are carried out, because a use case blocks and an event loop
/// must not. Safe for use from many threads.
public final class Workers implements AutoCloseable {

  private final ExecutorService threads;
  private final Semaphore places;

  private Workers(ExecutorService threads, int most) {
    this.threads = threads;
    this.places = new Semaphore(most);
  }

  /// Returns workers.
  ///
  /// @param name of the threads, for logs and dumps
  /// @param most how much may be under way at once
  public static Workers named(String name, int most) {
    var factory = Thread.ofVirtual().name(name + "-", 0).factory();
    return new Workers(Executors.newThreadPerTaskExecutor(factory), most);
  }

  /// Carries out `work` on a thread of its own and returns at once.
  ///
  /// @param work must not throw
  /// @return false if as much as may be is under way, and then it is not carried out
  public boolean tryWork(Runnable work) {
    if (!places.tryAcquire()) {
      return false;
    }
    threads.execute(
        () -> {
          try {
            work.run();
          } finally {
            places.release();
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
