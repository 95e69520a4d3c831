package io.legate.ledger.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Moves committed pages from the write-ahead log into the database file, on a thread and a
/// connection of its own.
///
/// Each time in two passes. The first runs beside the writer and does the work. The second holds
/// the writer up for the few pages that came meanwhile, because the log starts over only if nothing
/// is left in it: under steady load a passive pass alone would let it grow for ever.
///
/// A checkpoint that fails loses nothing and is tried again; a full disk is for the writer to
/// report.
final class Checkpoints implements AutoCloseable {

  /// Pages in the log before they are moved. More means fewer writes of a page that keeps changing,
  /// a longer log, and a longer recovery.
  static final long PAGES = 8_000;

  private static final int PAGE_BYTES = 4096;

  private final Connection connection;
  private final ReentrantLock writing;
  private final PreparedStatement count;
  private final PreparedStatement move;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("ledger-checkpoint").unstarted(this::run);

  /// At most how many pages the log may have now.
  private final AtomicLong pages = new AtomicLong();

  private volatile boolean closed;

  /// @param writing held by whoever writes
  Checkpoints(Path file, ReentrantLock writing) throws SQLException {
    this.connection = Schema.checkpointer(file);
    this.writing = writing;
    this.count = connection.prepareStatement("PRAGMA wal_checkpoint(NOOP)");
    this.move = connection.prepareStatement("PRAGMA wal_checkpoint(PASSIVE)");
  }

  void start() {
    thread.start();
  }

  /// Takes note of a commit. Counts a page of the index for each event, which is the most.
  void committed(int events, long bytes) {
    long written = 4 + events + bytes / PAGE_BYTES;
    long now = pages.addAndGet(written);
    if (now >= PAGES && now - written < PAGES) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closed) {
      if (pages.get() < PAGES) {
        LockSupport.park(this);
      } else {
        try {
          long estimated = pages.get();
          long exact = logged(count);
          pages.addAndGet(exact - estimated);
          if (exact >= PAGES) {
            logged(move);
            moveRest();
          }
        } catch (SQLException e) {
          pages.set(PAGES / 2);
        }
      }
    }
  }

  private void moveRest() throws SQLException {
    writing.lock();
    try {
      logged(move);
      pages.set(0);
    } finally {
      writing.unlock();
    }
  }

  /// Runs one of the pragmas and returns how many pages the log has.
  private static long logged(PreparedStatement pragma) throws SQLException {
    try (ResultSet row = pragma.executeQuery()) {
      return Math.max(0, row.getLong(2));
    }
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
