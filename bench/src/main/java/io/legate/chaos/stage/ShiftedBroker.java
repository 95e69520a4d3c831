package io.legate.chaos.stage;

import io.legate.app.config.ConfigReader;
import io.legate.app.config.LegateConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/// A broker whose clock jumps. It is the product's own, started with another clock: nothing in the
/// product has a switch for that.
final class ShiftedBroker {

  private ShiftedBroker() {}

  /// Takes by how many seconds the clock jumps, how many seconds after the start, and then the
  /// usual arguments, of which the last is the configuration.
  public static void main(String[] arguments) throws Exception {
    System.setProperty("vertx.disableDnsResolver", "true");
    var clock = new Jumping(Duration.ofSeconds(Long.parseLong(arguments[0])));
    var config = ConfigReader.read(Path.of(arguments[arguments.length - 1]));
    var start =
        Class.forName("io.legate.app.Broker")
            .getDeclaredMethod("start", LegateConfig.class, Clock.class);
    start.setAccessible(true);
    start.invoke(null, config, clock);
    System.out.println("ready with another clock");
    System.out.flush();
    Thread.sleep(Duration.ofSeconds(Long.parseLong(arguments[1])));
    clock.jump();
    Thread.currentThread().join();
  }

  /// The system's clock until it jumps.
  private static final class Jumping extends Clock {
    private final Clock system = Clock.systemUTC();
    private final Duration by;
    private volatile Duration off = Duration.ZERO;

    Jumping(Duration by) {
      this.by = by;
    }

    void jump() {
      off = by;
    }

    @Override
    public Instant instant() {
      return system.instant().plus(off);
    }

    @Override
    public ZoneId getZone() {
      return system.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
