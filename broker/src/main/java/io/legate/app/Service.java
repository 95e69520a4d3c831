package io.legate.app;

import io.legate.app.config.InvalidConfigException;
import io.legate.app.config.LegateConfig;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/// Runs a broker until the process is told to stop.
final class Service {

  private Service() {}

  /// Starts a broker, says so in one line on standard output, and drains it when a signal comes.
  ///
  /// @return the exit code; a signal ends the process from within, after the broker has closed
  static int run(LegateConfig config) throws InvalidConfigException, StartException {
    var broker = Broker.start(config, Clock.systemUTC());
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  broker.close();
                  stopped.countDown();
                },
                "drain"));
    System.out.println("ready " + broker.url());
    System.out.flush();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      broker.close();
    }
    return 0;
  }
}
