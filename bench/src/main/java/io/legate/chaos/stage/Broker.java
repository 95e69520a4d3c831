package io.legate.chaos.stage;

import io.legate.crypto.SignatureAlgorithm;
import io.legate.jose.CryptoProviders;
import io.legate.jose.NodeKeyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One broker: a process that is started, paused, killed and started again, over the same files.
public final class Broker {

  /// Where other brokers pass calls on to it.
  public static final int PEER_PORT = 8_444;

  /// Where members of the cluster connect to it.
  public static final int MEMBER_PORT = 5_701;

  private static final long READY_SECONDS = 90;

  /// Small and quick to start: three of them share a machine with everything else.
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          // As `./legate server` has it for Hazelcast.
          "--add-modules=java.se",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  private static final String USUAL_HEAP = "-Xmx320m";
  private static final String MAIN = "io.legate.app.Main";

  /// Named by the launcher: the broker's own class path. Without it this process's does.
  private static final @Nullable String CLASS_PATH = System.getenv("LEGATE_BROKER_CLASSPATH");

  private final int node;
  private final Seat seat;
  private final Network network;
  private final Path folder;
  private @Nullable Process process;
  private @Nullable Launching again;
  private int failedStarts;

  /// How it was started last.
  private interface Launching {
    void start() throws StageException;
  }

  /// @param node its number, from 1
  /// @param folder with its `legate.yaml`
  Broker(int node, Network network, Path folder) {
    this.node = node;
    this.seat = Seat.BROKERS.get(node - 1);
    this.network = network;
    this.folder = folder;
  }

  public int node() {
    return node;
  }

  public Seat seat() {
    return seat;
  }

  public String address() {
    return network.address(seat);
  }

  /// Everything it ever wrote to standard error.
  public Path log() {
    return folder.resolve("broker.log");
  }

  private Path output() {
    return folder.resolve("broker.out");
  }

  /// Starts it. Follow with [#awaitReady].
  public void launch() throws StageException {
    launch(List.of(USUAL_HEAP));
  }

  /// Starts it with options of the JVM's.
  public void launch(List<String> jvm) throws StageException {
    String own = System.getProperty("java.class.path");
    launch(jvm, CLASS_PATH == null ? own : CLASS_PATH, List.of(MAIN));
  }

  /// Starts it with a clock that jumps.
  ///
  /// @param by how many seconds it jumps
  /// @param after how many seconds after the broker is ready
  public void launchWithClock(int by, int after) throws StageException {
    launch(
        List.of(USUAL_HEAP),
        System.getProperty("java.class.path"),
        List.of(ShiftedBroker.class.getName(), Integer.toString(by), Integer.toString(after)));
  }

  /// Takes its signing key away, so that it starts with another one.
  public void forgetKey() throws IOException {
    Files.delete(data().resolve("node-key.jwk"));
  }

  /// What tokens call its signing key.
  public String kid() throws IOException {
    return NodeKeyFiles.open(data(), SignatureAlgorithm.ES256, CryptoProviders.install())
        .current()
        .publicKey()
        .thumbprint()
        .value();
  }

  /// Gives it another signing key, as its operator would.
  public void replaceKey() throws IOException {
    NodeKeyFiles.replace(data(), CryptoProviders.install());
  }

  private Path data() {
    return folder.resolve("data");
  }

  /// Starts it in another way.
  ///
  /// @param jvm further options
  /// @param main the main class, and what comes before the usual arguments
  private void launch(List<String> jvm, String classPath, List<String> main) throws StageException {
    again = () -> launch(jvm, classPath, main);
    var command = new ArrayList<>(network.at(seat));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath));
    command.addAll(main);
    command.addAll(List.of("server", "--config", folder.resolve("legate.yaml").toString()));
    try {
      Files.deleteIfExists(output());
      process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(output().toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new StageException("broker " + node + " does not start", e);
    }
  }

  /// Returns when it says that it answers. One that ends before is started again, as its supervisor
  /// would; [#failedStarts] counts that.
  public void awaitReady() throws StageException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (!isReady()) {
      if (!isAlive() && again != null) {
        failedStarts++;
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        again.start();
      }
      if (System.nanoTime() > deadline) {
        throw new StageException("broker %s did not get ready; see %s".formatted(node, log()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /// Returns how often it ended while it started, since this was last asked.
  public int failedStarts() {
    int failed = failedStarts;
    failedStarts = 0;
    return failed;
  }

  private boolean isReady() throws StageException {
    try {
      return Files.exists(output())
          && Files.readString(output(), StandardCharsets.UTF_8)
              .lines()
              .anyMatch(line -> line.startsWith("ready "));
    } catch (IOException e) {
      throw new StageException("broker " + node + " cannot be heard", e);
    }
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  private Process process() {
    return Objects.requireNonNull(process, "the broker was never started");
  }

  /// Ends it at once, as a crash would.
  public void kill() {
    process().destroyForcibly();
    awaitEnd();
  }

  /// Asks it to end, and waits until it has.
  public void stop() {
    process().destroy();
    awaitEnd();
  }

  /// Holds it where it is.
  public void pause() throws StageException {
    Shell.signal("STOP", process().pid());
  }

  /// Lets it go on.
  public void resume() throws StageException {
    Shell.signal("CONT", process().pid());
  }

  private void awaitEnd() {
    Process ending = process();
    try {
      if (!ending.waitFor(30, TimeUnit.SECONDS)) {
        ending.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      ending.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
