package io.legate.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that a ledger holds, as it is read after the fact by whoever appends nothing.
///
/// *Consistency:* each method sees everything that was committed before it was called. What is
/// appended meanwhile may be seen or not, but of one stream nothing is ever skipped. Nothing is
/// written, locked or fenced off: a broker may be at work on the same ledger. *Concurrency:* one
/// thread at a time. Methods block.
///
/// Bodies are NOT checked against their hashes.
public interface Records extends AutoCloseable {

  /// Returns streams that begin with an event of a kind, in the order of their ids: of tasks, that
  /// of their making.
  ///
  /// @param after the last that is known, null for none
  /// @param max the most to return, at least 1
  List<StreamId> streams(int kind, @Nullable StreamId after, int max)
      throws LedgerUnavailableException;

  /// Returns events of a stream in order.
  ///
  /// @param after the sequence number before the first wanted: 0 for all
  /// @param max the most to return, at least 1
  List<StoredEvent> stream(StreamId stream, long after, int max) throws LedgerUnavailableException;

  /// Returns the end of a stream, or null where it has not begun.
  @Nullable StreamHead head(StreamId stream) throws LedgerUnavailableException;

  /// Returns how many events there are, in the logs of all nodes.
  long size() throws LedgerUnavailableException;

  @Override
  void close();
}
