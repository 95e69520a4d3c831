package io.legate.ledger.sqlite;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A few reading connections, lent to one thread each. Whoever finds none free waits in turn.
final class Readers implements AutoCloseable {

  /// Enough for the cores; a read that must go to the disk is short here.
  private static final int COUNT = 4;

  private final Path file;
  private final int node;
  private final Semaphore free = new Semaphore(COUNT, true);
  private final Deque<Reader> idle = new ArrayDeque<>();
  private boolean closed;

  Readers(Path file, int node) {
    this.file = file;
    this.node = node;
  }

  /// Runs a query.
  ///
  /// @throws LedgerUnavailableException if it fails or the ledger was closed
  <R> R read(Query<R> query) throws LedgerUnavailableException {
    free.acquireUninterruptibly();
    Reader reader = null;
    try {
      reader = take();
      R result = query.run(reader);
      giveBack(reader);
      reader = null;
      return result;
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    } finally {
      closeQuietly(reader);
      free.release();
    }
  }

  private Reader take() throws SQLException, LedgerUnavailableException {
    synchronized (idle) {
      if (closed) {
        throw new LedgerUnavailableException(Reason.STOPPED, "the ledger was closed");
      }
      Reader reader = idle.pollFirst();
      if (reader != null) {
        return reader;
      }
    }
    return new Reader(Schema.reader(file), node);
  }

  private void giveBack(Reader reader) throws SQLException {
    synchronized (idle) {
      if (!closed) {
        idle.addFirst(reader);
        return;
      }
    }
    reader.close();
  }

  /// A reader whose query failed is not used again.
  private static void closeQuietly(@Nullable Reader reader) {
    if (reader != null) {
      try {
        reader.close();
      } catch (SQLException e) {
        // It failed already, and that was said.
      }
    }
  }

  @Override
  public void close() throws SQLException {
    synchronized (idle) {
      closed = true;
      for (Reader reader : idle) {
        reader.close();
      }
      idle.clear();
    }
  }

  /// Something to read.
  @FunctionalInterface
  interface Query<R> {
    R run(Reader reader) throws SQLException;
  }
}
