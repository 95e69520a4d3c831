package io.legate.audit;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LogHead;
import io.legate.ledger.StoredEvent;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One node's log in a database, read as it stands: nothing is opened for writing, no term is
/// raised, and a broker may be at work on it.
///
/// Its methods block. Everything may be a lie, and nothing is checked here.
public interface KeptLog {

  /// Returns whose log it is.
  int node();

  /// Returns where it says to end.
  ///
  /// @throws LedgerUnavailableException if that cannot be read
  LogHead head() throws LedgerUnavailableException;

  /// Returns the checkpoint that is kept beside it, or null.
  @Nullable String checkpoint() throws LedgerUnavailableException;

  /// Returns the checkpoints that were cosigned, the last of each witness.
  List<String> cosigned() throws LedgerUnavailableException;

  /// Shows every record below `end`, by rising leaf.
  ///
  /// @throws LedgerUnavailableException if the database fails
  void read(long end, Reader reader) throws LedgerUnavailableException;

  /// Returns the leaf of the first record that stands at or behind where the log says to end, both
  /// as of one moment. Nothing covers such a record, and who reads a stream meets it all the same.
  ///
  /// @throws LedgerUnavailableException if the database fails
  OptionalLong beyond() throws LedgerUnavailableException;

  /// Is shown records.
  interface Reader {

    /// Takes a record, with what stands before it in its stream on this database, null where
    /// nothing does.
    void record(StoredEvent row, @Nullable Before before);

    /// Takes the place of a record that cannot be read.
    void unreadable(long leaf);
  }
}
