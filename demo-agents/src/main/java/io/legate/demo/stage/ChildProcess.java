package io.legate.demo.stage;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A process that was started here: its lines, its log, and its end.
public final class ChildProcess implements AutoCloseable {

  /// A few JVMs start side by side; an idle machine needs a tenth of it.
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  /// How long a process may take to end by itself before it is ended.
  private static final Duration END_WITHIN = Duration.ofSeconds(5);

  private static final String READY = "ready ";

  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedWriter input;
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private ChildProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.input =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /// Starts a process.
  ///
  /// @param log what it writes to standard error goes here
  /// @param lines hears every line of its standard output after the one that starts with `ready`
  /// @param ended hears when there is nothing more to come
  static ChildProcess start(
      String name, List<String> command, Path log, Consumer<String> lines, Runnable ended)
      throws StageException {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      var child = new ChildProcess(name, log, process);
      Thread.ofVirtual().name(name + "-lines").start(() -> child.listen(lines, ended));
      return child;
    } catch (IOException e) {
      throw new StageException("%s did not start: %s".formatted(name, e.getMessage()), e);
    }
  }

  private void listen(Consumer<String> lines, Runnable ended) {
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(READY)) {
          ready.complete(line.substring(READY.length()).strip());
        } else if (ready.isDone()) {
          lines.accept(line);
        }
      }
    } catch (IOException e) {
      // The process is gone, which is what the line below says.
    }
    ready.completeExceptionally(died());
    ended.run();
  }

  /// Waits for the process to be ready and returns where it serves.
  public String awaitReady() throws StageException {
    try {
      return ready.get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw died();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("starting was interrupted", e);
    }
  }

  private StageException died() {
    return new StageException("%s did not get ready; see %s".formatted(name, log));
  }

  /// Says one line to the process.
  void say(String line) throws StageException {
    try {
      synchronized (input) {
        input.write(line);
        input.newLine();
        input.flush();
      }
    } catch (IOException e) {
      throw new StageException("%s is gone; see %s".formatted(name, log), e);
    }
  }

  long pid() {
    return process.pid();
  }

  /// Ends the process at once, as a crash would, with everything it started.
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    await();
  }

  /// Hangs up, and ends the process if it does not end by itself.
  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      // It had hung up first.
    }
    if (!await()) {
      var left = process.descendants().toList();
      process.destroy();
      if (!await()) {
        process.destroyForcibly();
      }
      left.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private boolean await() {
    try {
      return process.waitFor(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
