package io.legate.edge;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Tells what is open for long that this broker is going away. Safe for use from many threads.
public final class Draining {

  private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean begun;

  /// Has `end` run once when draining begins, or at once if it has begun.
  ///
  /// @param end must not block
  /// @return to be run when what it ends has ended by itself
  public Runnable ends(Runnable end) {
    open.add(end);
    if (begun) {
      run(end);
    }
    return () -> open.remove(end);
  }

  /// Ends what is open, and from now on whatever opens.
  public void begin() {
    begun = true;
    open.forEach(this::run);
  }

  /// Of two that meet here one removes it.
  private void run(Runnable end) {
    if (open.remove(end)) {
      end.run();
    }
  }
}
