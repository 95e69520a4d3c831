package io.legate.chaos.client;

import io.legate.json.Jcs;
import io.legate.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// What all clients asked and were answered, one JSON object a line, each on disk before its writer
/// goes on: an attempt is in the file before it is made.
///
/// Members: `t` (milliseconds since the epoch), `phase`, `attempt` (the number that an `invoke` and
/// its end share), and of an `invoke` also `act` (what is meant to happen once, however often it is
/// tried), `op`, `broker`, `request` and `asked`; of its end `answered`. A `mark` says what was
/// done to the brokers.
public final class History implements AutoCloseable {

  private final FileChannel channel;
  private final BlockingQueue<Line> queue = new LinkedBlockingQueue<>();
  private final AtomicLong attempts = new AtomicLong();
  private final Thread writer;
  private volatile boolean closed;

  /// What a line is about.
  public enum Phase {
    INVOKE,
    OK,
    FAIL,
    UNKNOWN,
    MARK;

    /// How it is written.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Line(String text, CompletableFuture<Void> written) {}

  public History(Path file) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    this.writer = Thread.ofPlatform().name("history").start(this::write);
  }

  /// Writes that an attempt is about to be made, and returns its number.
  long invoke(String act, String op, int broker, String request, Json.Obj asked) {
    long attempt = attempts.incrementAndGet();
    append(
        begin(Phase.INVOKE)
            .with("attempt", attempt)
            .with("act", act)
            .with("op", op)
            .with("broker", broker)
            .with("request", request)
            .with("asked", asked));
    return attempt;
  }

  /// Writes what came of an attempt.
  void end(long attempt, Phase phase, Json.Obj answered) {
    append(begin(phase).with("attempt", attempt).with("answered", answered));
  }

  /// Writes what was done to the brokers, and returns when it was.
  ///
  /// @param about which of them
  public long mark(String what, Json about) {
    long now = System.currentTimeMillis();
    append(
        Json.Obj.with("t", now)
            .with("phase", Phase.MARK.word())
            .with("what", what)
            .with("about", about));
    return now;
  }

  private static Json.Builder begin(Phase phase) {
    return Json.Obj.with("t", System.currentTimeMillis()).with("phase", phase.word());
  }

  private void append(Json.Builder line) {
    var written = new CompletableFuture<Void>();
    queue.add(new Line(Jcs.text(line.build()) + "\n", written));
    written.join();
  }

  private void write() {
    try (channel) {
      while (!closed || !queue.isEmpty()) {
        Line first = queue.poll(100, java.util.concurrent.TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        var batch = new ArrayList<>(List.of(first));
        queue.drainTo(batch);
        var text = new StringBuilder();
        batch.forEach(line -> text.append(line.text));
        var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        batch.forEach(line -> line.written.complete(null));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes what is left and closes the file.
  @Override
  public void close() {
    closed = true;
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
