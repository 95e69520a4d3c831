package io.legate.client.testing;

import io.legate.client.broker.BrokerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The broker itself, in a process of its own, on a free port of the loopback address.
public final class RealBroker implements AutoCloseable {

  private static final String READY = "ready ";

  private final Path folder;
  private Process process;
  private final BrokerAddress address;

  private RealBroker(Path folder, Process process, BrokerAddress address) {
    this.folder = folder;
    this.process = process;
    this.address = address;
  }

  /// Starts one and waits until it answers.
  ///
  /// @param folder for its configuration, ledger and keys
  public static RealBroker start(Path folder, String configuration) throws Exception {
    Files.writeString(folder.resolve("legate.yaml"), configuration);
    Process process = launch(folder, 0);
    String url = awaitReady(folder, process);
    return new RealBroker(
        folder, process, new BrokerAddress(URI.create(url), data(folder).resolve("ca.pem")));
  }

  /// Kills it without warning, and starts it again on its data and its port.
  public void killAndStartAgain() throws Exception {
    kill();
    startAgain();
  }

  /// Kills it without warning.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Starts it again on its data and its port.
  public void startAgain() throws Exception {
    process = launch(folder, address.places().getFirst().port());
    awaitReady(folder, process);
  }

  private static Path data(Path folder) {
    return folder.resolve("data");
  }

  private static Process launch(Path folder, int port) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.legate.app.Main",
            "dev",
            "--config",
            folder.resolve("legate.yaml").toString(),
            "--data",
            data(folder).toString(),
            "--port",
            Integer.toString(port))
        .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile()))
        .start();
  }

  private static String awaitReady(Path folder, Process process) throws Exception {
    try {
      return ready(process).get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException(Files.readString(folder.resolve("broker.log")), e);
    }
  }

  private static CompletableFuture<String> ready(Process process) {
    var url = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (var out =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                // To the end, so that the broker never waits for a reader.
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                  if (line.startsWith(READY)) {
                    url.complete(line.substring(READY.length()).trim());
                  }
                }
                url.completeExceptionally(new IOException("the broker has ended"));
              } catch (IOException e) {
                url.completeExceptionally(e);
              }
            });
    return url;
  }

  /// Where it is.
  public BrokerAddress address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
