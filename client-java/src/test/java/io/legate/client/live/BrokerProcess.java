package io.legate.client.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `legate dev` in a process of its own, on the class path of this one.
public final class BrokerProcess implements AutoCloseable {

  /// Quick to start rather than quick for long.
  private static final List<String> JVM =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-Xmx256m");

  private static final String READY = "ready ";

  private final Process process;
  private final String issuer;

  private BrokerProcess(Process process, String issuer) {
    this.process = process;
    this.issuer = issuer;
  }

  /// What to start.
  ///
  /// @param config `legate.yaml`
  /// @param data the folder that a broker leaves behind and the next one takes over
  /// @param port 0 for any
  /// @param log what the process says on standard error, added to what is there
  public record Start(Path config, Path data, int port, Path log) {}

  /// Returns a broker that answers.
  ///
  /// @throws IOException if it ends before it is ready; the message has its log
  public static BrokerProcess start(Start start) throws IOException {
    var process = begin(start);
    String line = firstLine(process);
    if (line != null && line.startsWith(READY)) {
      return new BrokerProcess(process, line.substring(READY.length()));
    }
    stop(process);
    throw new IOException("the broker did not start:\n" + Files.readString(start.log));
  }

  /// Starts a broker, and kills it that long after its process began, whether it is ready or not.
  public static void startAndKill(Start start, long millis) throws IOException {
    var process = begin(start);
    try {
      if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
        throw new IOException("the broker did not start:\n" + Files.readString(start.log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stop(process);
    }
  }

  private static Process begin(Start start) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.legate.app.Main"));
    command.addAll(List.of("dev", "--config", start.config.toString()));
    command.addAll(List.of("--data", start.data.toString()));
    command.addAll(List.of("--port", Integer.toString(start.port)));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(start.log.toFile()))
        .start();
  }

  private static @Nullable String firstLine(Process process) throws IOException {
    return process.inputReader().readLine();
  }

  /// The issuer, which is also where it listens.
  public String issuer() {
    return issuer;
  }

  /// Kills the process as `kill -9` does, and returns once it is gone.
  public void kill() {
    stop(process);
  }

  private static void stop(Process process) {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stops the process as an operator would.
  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(20, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop(process);
  }
}
