package io.legate.ledger.sqlite;

import io.legate.ledger.AppendResult;
import io.legate.ledger.Batch;
import io.legate.ledger.Bodies;
import io.legate.ledger.Entry;
import io.legate.ledger.EventPlace;
import io.legate.ledger.Heads;
import io.legate.ledger.Ledger;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.LogHead;
import io.legate.ledger.LogSizes;
import io.legate.ledger.OnceKey;
import io.legate.ledger.OutcomeUnknownException;
import io.legate.ledger.Removals;
import io.legate.ledger.Snapshot;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamHead;
import io.legate.ledger.StreamId;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A [Ledger] in one SQLite file, with one writer and a few readers in this process.
///
/// In its folder are `ledger.db` with its `-wal` and `-shm`, `ledger.lock`, and `snapshots.db`,
/// which may be deleted while nothing runs.
public final class SqliteLedger implements Ledger, AutoCloseable {

  private final Path file;
  private final int node;
  private final InstantSource clock;
  private final long bytesMax;
  private final LockFile lock;
  private final Readers readers;
  private final SnapshotFile snapshots;
  private final SqliteBodies bodies;

  /// Held by whoever writes: the committer, or the second pass of a checkpoint.
  private final ReentrantLock writing = new ReentrantLock();

  private final Checkpoints checkpoints;
  private @Nullable Appender appender;
  private boolean closed;
  private final long term;

  private SqliteLedger(Path folder, int node, InstantSource clock, long bytesMax, LockFile lock)
      throws SQLException, LedgerUnavailableException {
    this.file = folder.resolve("ledger.db");
    this.node = node;
    this.clock = clock;
    this.bytesMax = bytesMax;
    this.lock = lock;
    try (Connection first = Schema.writer(file, bytesMax)) {
      Schema.prepare(first, node);
      new Verification(first, node).verifyTail();
    }
    this.readers = new Readers(file, node);
    this.snapshots = new SnapshotFile(folder.resolve("snapshots.db"));
    this.bodies = new SqliteBodies(file, readers, snapshots, this::write, node);
    this.checkpoints = new Checkpoints(file, writing);
    this.appender = newAppender();
    this.term = appender.raiseTerm();
  }

  /// Opens the ledger in a folder, which is made if it is not there, and raises its term.
  ///
  /// The end of the log is recomputed first; [#verify] recomputes all of it.
  ///
  /// @param node the number of this node; a ledger belongs to one
  /// @param clock what the clock of a batch is held against; in production a [MonotonicClock]
  /// @param bytesMax the most that the database file may grow to; what does not fit is refused
  /// @throws LedgerUnavailableException if another process holds it, it belongs to another node, it
  ///   is damaged or of another version, or the disk fails
  public static SqliteLedger open(Path folder, int node, InstantSource clock, long bytesMax)
      throws LedgerUnavailableException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new LedgerUnavailableException(
          Reason.NOT_WRITTEN, "the folder `" + folder + "` cannot be made", e);
    }
    LockFile lock = LockFile.take(folder);
    boolean opened = false;
    try {
      var ledger = new SqliteLedger(folder, node, clock, bytesMax, lock);
      ledger.checkpoints.start();
      opened = true;
      return ledger;
    } catch (SQLException e) {
      throw unavailable(e);
    } finally {
      if (!opened) {
        lock.release();
      }
    }
  }

  private Appender newAppender() throws SQLException {
    return new Appender(Schema.writer(file, bytesMax), clock);
  }

  @Override
  public AppendResult append(Batch batch)
      throws OutcomeUnknownException, LedgerUnavailableException {
    writing.lock();
    try {
      requireOpen();
      Appender open = appender;
      if (open == null) {
        open = newAppender();
        appender = open;
      }
      AppendResult result = open.append(batch);
      if (result instanceof AppendResult.Appended) {
        checkpoints.committed(batch.entries().size(), bodyBytes(batch));
      }
      return result;
    } catch (SQLException e) {
      return settle(batch, e);
    } finally {
      writing.unlock();
    }
  }

  private static long bodyBytes(Batch batch) {
    long bytes = 0;
    for (Entry entry : batch.entries()) {
      bytes += entry.body().length;
    }
    return bytes;
  }

  /// Finds out what became of a batch whose append failed, on a connection of its own: the one that
  /// failed may still be inside its transaction and would see what is not committed.
  private AppendResult settle(Batch batch, SQLException cause)
      throws OutcomeUnknownException, LedgerUnavailableException {
    try {
      discard();
      Appender fresh = newAppender();
      appender = fresh;
      return switch (fresh.standing(batch)) {
        case COMMITTED -> new AppendResult.Already();
        case NOT_COMMITTED -> throw unavailable(cause);
        case FENCED -> new AppendResult.Fenced("the log has another term or another size");
      };
    } catch (SQLException e) {
      e.addSuppressed(cause);
      throw new OutcomeUnknownException("the database cannot be read", e);
    }
  }

  private void discard() throws SQLException {
    Appender failed = appender;
    appender = null;
    if (failed != null) {
      failed.close();
    }
  }

  @Override
  public List<StoredEvent> stream(StreamId stream, long after, int max)
      throws LedgerUnavailableException {
    return readers.read(reader -> reader.stream(stream, after, max));
  }

  @Override
  public @Nullable StoredEvent event(StreamId stream, long seq) throws LedgerUnavailableException {
    var found = stream(stream, seq - 1, 1);
    return found.isEmpty() || found.getFirst().seq() != seq ? null : found.getFirst();
  }

  @Override
  public @Nullable StreamHead head(StreamId stream) throws LedgerUnavailableException {
    return readers.read(reader -> java.util.Optional.ofNullable(reader.head(stream))).orElse(null);
  }

  @Override
  public List<StoredEvent> log(LeafIndex from, int max) throws LedgerUnavailableException {
    return readers.read(reader -> reader.log(from, max));
  }

  @Override
  public List<StoredEvent> log(int of, LeafIndex from, int max) throws LedgerUnavailableException {
    return of == node ? log(from, max) : List.of();
  }

  @Override
  public List<Hash> leafHashes(int of, LeafIndex from, int max) throws LedgerUnavailableException {
    return of == node ? readers.read(reader -> reader.leafHashes(from, max)) : List.of();
  }

  @Override
  public @Nullable String checkpoint(int of) throws LedgerUnavailableException {
    return of == node ? readers.read(Reader::checkpoint).orElse(null) : null;
  }

  @Override
  public void putCheckpoint(String note) throws LedgerUnavailableException {
    write(appender -> appender.putCheckpoint(note));
  }

  @Override
  public List<String> cosigned(int of) throws LedgerUnavailableException {
    return of == node ? readers.read(Reader::cosigned) : List.of();
  }

  /// Nobody else's log is in the file.
  @Override
  public void putCosigned(int of, String witness, String note) throws LedgerUnavailableException {
    if (of == node) {
      write(appender -> appender.putCosigned(witness, note));
    }
  }

  @Override
  public List<LogHead> logHeads() throws LedgerUnavailableException {
    return List.of(logHead());
  }

  @Override
  public List<StoredEvent> listed(@Nullable EventPlace before, int max)
      throws LedgerUnavailableException {
    return readers.read(reader -> reader.listed(before, max));
  }

  @Override
  public Removals removals(LogSizes after, int max) throws LedgerUnavailableException {
    return readers.read(reader -> reader.removals(after, max));
  }

  /// Nobody else can: the lock file is this process's.
  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public Heads heads(StreamId stream) throws LedgerUnavailableException {
    return readers.read(reader -> reader.heads(stream));
  }

  /// Nobody else appends.
  @Override
  public Precedence precede() {
    return () -> {};
  }

  @Override
  public Trial tryAppend(Instant now) throws LedgerUnavailableException {
    return answered(appender -> appender.tryAppend(term, now));
  }

  @Override
  public LogHead logHead() throws LedgerUnavailableException {
    LogHead head = readers.read(Reader::logHead);
    return new LogHead(head.node(), term, head.frontier());
  }

  @Override
  public long controlSeq() throws LedgerUnavailableException {
    return readers.read(Reader::controlSeq);
  }

  @Override
  public @Nullable Claim claim(int bucket, byte[] key) throws LedgerUnavailableException {
    return readers
        .read(reader -> java.util.Optional.ofNullable(reader.claim(bucket, key)))
        .orElse(null);
  }

  @Override
  public void dropOnceBefore(int bucket) throws LedgerUnavailableException {
    write(appender -> appender.dropOnceBefore(Math.min(bucket, OnceKey.floorAt(clock.instant()))));
  }

  @Override
  public void eraseSecrets(StreamId stream) throws LedgerUnavailableException {
    write(appender -> appender.eraseSecrets(stream));
  }

  @Override
  public Bodies bodies() {
    return bodies;
  }

  private void write(SqliteBodies.Write write) throws LedgerUnavailableException {
    boolean _ =
        answered(
            appender -> {
              write.run(appender);
              return true;
            });
  }

  /// Something to write that has an answer.
  @FunctionalInterface
  private interface Answered<R> {
    R run(Appender appender) throws SQLException;
  }

  private <R> R answered(Answered<R> write) throws LedgerUnavailableException {
    writing.lock();
    try {
      requireOpen();
      Appender open = appender;
      if (open == null) {
        open = newAppender();
        appender = open;
      }
      return write.run(open);
    } catch (SQLException e) {
      discardQuietly(e);
      throw unavailable(e);
    } finally {
      writing.unlock();
    }
  }

  private void discardQuietly(SQLException cause) {
    try {
      discard();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void putSnapshot(Snapshot snapshot) throws LedgerUnavailableException {
    bodies.put(snapshot);
  }

  @Override
  public @Nullable Snapshot snapshot(StreamId stream) throws LedgerUnavailableException {
    return snapshots.get(stream);
  }

  /// Recomputes every hash, every chain and the root, reading the whole log once. Appends may go on
  /// meanwhile; what they add is not looked at.
  ///
  /// @return the tree as recomputed
  /// @throws LedgerUnavailableException with the first event that is not as it should be
  public Frontier verify() throws LedgerUnavailableException {
    try (Connection connection = Schema.reader(file)) {
      // One transaction: the head must be that of the events that were read.
      Schema.run(connection, "BEGIN");
      return new Verification(connection, node).verify();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private void requireOpen() throws LedgerUnavailableException {
    if (closed) {
      throw new LedgerUnavailableException(Reason.STOPPED, "the ledger was closed");
    }
  }

  /// Closes every connection and releases the lock. Append nothing meanwhile.
  @Override
  public void close() throws LedgerUnavailableException {
    writing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      writing.unlock();
    }
    try {
      checkpoints.close();
      readers.close();
      snapshots.close();
      discard();
    } catch (SQLException e) {
      throw unavailable(e);
    } finally {
      lock.release();
    }
  }

  /// Says what failed without SQL and without paths, which belong to the log.
  static LedgerUnavailableException unavailable(SQLException e) {
    return new LedgerUnavailableException(Reason.NOT_WRITTEN, "the database failed", e);
  }
}
