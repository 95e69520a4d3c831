package io.legate.feed;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.StoredEvent;
import java.time.Instant;
import java.util.List;

/// The logs of every node, as far as they remove or restore authority.
///
/// *Consistency:* each answer is of one moment: it holds everything that was committed before the
/// call and stands after `from`, or says that there is more. No log is read beyond what is
/// committed of it. Blocks.
public interface Logs {

  /// Returns events in the order of each log, those that come first in each.
  ///
  /// @param max the most events to return
  Page after(Position from, int max) throws LedgerUnavailableException;

  /// Returns a position before every event that was decided at or after `at`.
  Position before(Instant at) throws LedgerUnavailableException;

  /// Returns where the logs end now.
  Position end() throws LedgerUnavailableException;

  /// Some of what stands in the logs.
  ///
  /// @param end what of the logs has been read with it
  /// @param more whether there was more to read
  record Page(List<StoredEvent> events, Position end, boolean more) {
    public Page {
      events = List.copyOf(events);
    }
  }
}
