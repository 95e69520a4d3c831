package io.legate.chaos;

import io.legate.chaos.stage.Namespaces;
import io.legate.chaos.stage.Seat;
import io.legate.chaos.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The process around the harness: it makes the network namespaces, runs the harness within that of
/// the clients, and removes everything, however the harness ends.
final class Surroundings {

  private static final long END_SECONDS = 20;

  /// Runs the same command within and returns its exit code.
  int run(List<String> arguments) throws StageException, IOException, InterruptedException {
    Namespaces.removeLeftovers();
    Namespaces network = Namespaces.make();
    try {
      Process within = start(network, arguments);
      var cleaning = new Thread(() -> clean(within, network), "cleaning");
      Runtime.getRuntime().addShutdownHook(cleaning);
      int code = within.waitFor();
      Runtime.getRuntime().removeShutdownHook(cleaning);
      return code;
    } finally {
      network.remove();
    }
  }

  private static Process start(Namespaces network, List<String> arguments) throws IOException {
    var command = new ArrayList<>(network.at(Seat.CLIENTS));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--inside",
            network.prefix()));
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start();
  }

  /// When this process is told to end: the one within was told too, or is told now.
  private static void clean(Process within, Namespaces network) {
    within.destroy();
    try {
      if (!within.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        within.destroyForcibly();
      }
      network.remove();
    } catch (StageException e) {
      System.err.println("network namespaces are left: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
