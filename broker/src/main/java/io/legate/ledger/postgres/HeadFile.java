package io.legate.ledger.postgres;

import io.legate.crypto.Base64Url;
import io.legate.ledger.Ledger;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.LogHead;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.TreeSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a node's log ended, kept outside the database, so that a database that went back (a
/// replica that was promoted without the last commits, a backup that was put in its place) is
/// noticed at the next start.
///
/// Written at most once a second and beside the request path, so that it may be about a second
/// behind what was acknowledged: a database that went back by less than that after an unclean end
/// of the broker is NOT noticed here. While a broker runs, each of its looks compares with what it
/// has in memory.
public final class HeadFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HeadFile.class);

  private static final long PAUSE_NANOS = 1_000_000_000;
  private static final int PAGE = 512;
  private static final Pattern FORM =
      Pattern.compile(
          "node ([0-9]{1,4})\nterm ([0-9]{1,18})\nsize ([0-9]{1,18})\nfrontier ([A-Za-z0-9_-]*)\n");

  private final Path file;
  private final Thread thread;
  private volatile @Nullable LogHead newest;
  private volatile boolean closed;

  private HeadFile(Path file) {
    this.file = file;
    this.thread = Thread.ofPlatform().daemon().name("log-head-file").unstarted(this::run);
  }

  /// Compares what is kept in the folder with the ledger, and goes on keeping it.
  ///
  /// @throws LedgerUnavailableException if the node's log is shorter than it was, or another one
  /// @throws IOException if the file cannot be read
  public static HeadFile open(Path folder, Ledger ledger)
      throws LedgerUnavailableException, IOException {
    LogHead head = ledger.logHead();
    Files.createDirectories(folder);
    var kept = new HeadFile(folder.resolve("log-head-" + head.node()));
    if (Files.exists(kept.file)) {
      kept.requireGrown(head, ledger);
    }
    kept.write(head);
    kept.thread.start();
    return kept;
  }

  private void requireGrown(LogHead head, Ledger ledger)
      throws LedgerUnavailableException, IOException {
    LogHead before = read();
    long known = before.frontier().size().leaves();
    long there = head.frontier().size().leaves();
    if (head.term() <= before.term() || there < known) {
      throw wentBack(
          "ends at %s under term %s, and was at %s under term %s"
              .formatted(there, head.term(), known, before.term()));
    }
    Frontier grown = before.frontier();
    while (grown.size().leaves() < there) {
      List<Hash> hashes =
          ledger.log(new LeafIndex(grown.size().leaves()), PAGE).stream()
              .limit(there - grown.size().leaves())
              .map(StoredEvent::hash)
              .toList();
      if (hashes.isEmpty()) {
        throw wentBack("has a gap at " + grown.size().leaves());
      }
      grown = grown.plus(hashes);
    }
    if (!grown.root().equals(head.frontier().root())) {
      throw wentBack("does not begin with the " + known + " leaves that it had");
    }
  }

  private LedgerUnavailableException wentBack(String how) {
    return new LedgerUnavailableException(
        Reason.DAMAGED,
        ("the ledger went back: by `%s` this node's log %s. Events that were acknowledged are"
                + " gone; deal with what they allowed, then begin a new log with a `cluster.node`"
                + " that was never used (see docs/configuration.md)")
            .formatted(file, how));
  }

  private LogHead read() throws LedgerUnavailableException, IOException {
    var match = FORM.matcher(Files.readString(file));
    byte[] frontier = match.matches() ? Base64Url.decode(match.group(4)) : null;
    try {
      if (frontier != null) {
        return new LogHead(
            Integer.parseInt(match.group(1)),
            Long.parseLong(match.group(2)),
            Frontier.of(new TreeSize(Long.parseLong(match.group(3))), frontier));
      }
    } catch (IllegalArgumentException e) {
      // Told below, as every other form that is none of ours.
    }
    throw new LedgerUnavailableException(
        Reason.DAMAGED,
        "`%s` is not where a log ended: without it nobody knows whether the ledger went back"
            .formatted(file));
  }

  /// Takes note of a new head. Returns at once.
  public void keep(LogHead head) {
    newest = head;
  }

  private void run() {
    LogHead written = null;
    while (!closed) {
      LockSupport.parkNanos(PAUSE_NANOS);
      LogHead head = newest;
      if (head != null && !head.equals(written)) {
        writeOrWarn(head);
        written = head;
      }
    }
  }

  private void writeOrWarn(LogHead head) {
    try {
      write(head);
    } catch (IOException e) {
      LOG.warn("`{}` cannot be written, a ledger that went back may go unnoticed: {}", file, e);
    }
  }

  /// Replaces the file whole: what is in it was true at some moment.
  private void write(LogHead head) throws IOException {
    String text =
        "node %s\nterm %s\nsize %s\nfrontier %s\n"
            .formatted(
                head.node(),
                head.term(),
                head.frontier().size().leaves(),
                Base64Url.encode(head.frontier().bytes()));
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Writes the last head and ends.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LogHead head = newest;
    if (head != null) {
      writeOrWarn(head);
    }
  }
}
