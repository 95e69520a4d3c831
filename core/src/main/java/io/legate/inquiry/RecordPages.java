package io.legate.inquiry;

import io.legate.ledger.LedgerUnavailableException;
import java.util.List;

/// Records, a page at a time. Methods block; one thread at a time.
public interface RecordPages {

  /// Returns the next records, in an order in which those of one stream follow each other; empty
  /// when there are no more.
  ///
  /// @throws LedgerUnavailableException if they cannot be read
  List<LoggedRecord> next() throws LedgerUnavailableException;

  /// Returns whether all records of one stream come together, and none of another between them.
  boolean isByStream();
}
