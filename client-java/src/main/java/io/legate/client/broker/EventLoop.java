package io.legate.client.broker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The one event loop on which a client's I/O happens, on a daemon thread. Callers wait for it on
/// threads of their own.
final class EventLoop implements AutoCloseable {

  /// How long one attempt at anything may take.
  static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setInternalBlockingPoolSize(2)
              .setUseDaemonThread(true));
  private final Context context = vertx.getOrCreateContext();

  Vertx vertx() {
    return vertx;
  }

  /// Runs on the loop, in the order of calls.
  void run(Runnable task) {
    context.runOnContext(_ -> task.run());
  }

  /// Starts `action` on the loop and waits for its outcome.
  ///
  /// @throws IOException with the failure as its cause; [InterruptedIOException] if the waiting
  ///   thread was interrupted
  <T> T await(Supplier<Future<T>> action) throws IOException {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("an event loop must not wait");
    }
    var done = new CompletableFuture<T>();
    run(
        () -> {
          try {
            action.get().onComplete(done::complete, done::completeExceptionally);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    try {
      // What is awaited has a deadline of its own; this one is for a loop that is gone.
      return done.get(2 * DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the request failed", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the request failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("waiting was interrupted").initCause(e);
    }
  }

  @Override
  public void close() {
    vertx.close();
  }
}
