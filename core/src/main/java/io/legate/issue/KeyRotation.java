package io.legate.issue;

import io.legate.ledger.LedgerUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Looks every few seconds whether there is another key to sign with.
///
/// What goes wrong is told once until it goes well again, and tried again; only a key that was
/// withdrawn ends it.
public final class KeyRotation implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final NodeSigning signing;
  private final InstantSource clock;
  private final Consumer<Exception> onFailure;
  private final Thread thread = Thread.ofVirtual().name("key-rotation").unstarted(this::run);
  private volatile boolean closed;

  /// @param onFailure told what is in the way, and at last that the key was withdrawn
  public KeyRotation(NodeSigning signing, InstantSource clock, Consumer<Exception> onFailure) {
    this.signing = signing;
    this.clock = clock;
    this.onFailure = onFailure;
  }

  /// Starts it, once.
  public void start() {
    thread.start();
  }

  private void run() {
    boolean failing = false;
    while (!closed) {
      try {
        signing.step(clock.instant());
        failing = false;
      } catch (WithdrawnKeyException e) {
        onFailure.accept(e);
        return;
      } catch (LedgerUnavailableException | IOException | RuntimeException e) {
        if (!failing) {
          onFailure.accept(e);
        }
        failing = true;
      }
      LockSupport.parkNanos(PERIOD.toNanos());
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
