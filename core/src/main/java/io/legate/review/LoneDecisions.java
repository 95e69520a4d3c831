package io.legate.review;

import io.legate.authorize.TasklessAuthorization;
import io.legate.json.Json;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.Records;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The decisions of a ledger about what was asked outside of any task: each alone in its stream.
final class LoneDecisions {

  private static final int PAGE = 256;

  private LoneDecisions() {}

  /// Who wants to see them.
  interface Visitor {
    /// Sees one.
    ///
    /// @param data what was recorded, null where it cannot be read
    void decision(StoredEvent event, Json.@Nullable Obj data);
  }

  /// Shows those of the period; none where it is one of named tasks.
  ///
  /// @throws LedgerUnavailableException if the ledger does not answer
  static void visit(Records records, Period period, Visitor visitor)
      throws LedgerUnavailableException {
    if (!period.tasks().isEmpty()) {
      return;
    }
    StreamId after = null;
    List<StreamId> page;
    do {
      page = records.streams(TasklessAuthorization.DECIDED, after, PAGE);
      for (StreamId stream : page) {
        for (StoredEvent event : records.stream(stream, 0, 1)) {
          if (period.holds(event.at()) && event.body() != null) {
            visitor.decision(event, data(event));
          }
        }
        after = stream;
      }
    } while (page.size() == PAGE);
  }

  private static Json.@Nullable Obj data(StoredEvent event) throws LedgerUnavailableException {
    try {
      return RecordedEvent.of(event).data();
    } catch (LedgerUnavailableException e) {
      if (e.reason() != Reason.DAMAGED) {
        throw e;
      }
      return null;
    }
  }
}
