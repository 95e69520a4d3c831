package io.legate.feed;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LogHead;
import io.legate.ledger.LogSizes;
import io.legate.ledger.Logs;
import io.legate.ledger.Removals;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.LeafIndex;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// The logs of every node, as far as they remove or restore authority. Blocks.
final class RemovalLogs {

  /// Events that are read of each log at once.
  private static final int PAGE = 256;

  private final Logs logs;

  RemovalLogs(Logs logs) {
    this.logs = logs;
  }

  /// Returns what comes next in each log.
  Removals after(LogSizes read) throws LedgerUnavailableException {
    return logs.removals(read, PAGE);
  }

  /// Returns where the logs end now.
  LogSizes end() throws LedgerUnavailableException {
    var end = new TreeMap<Integer, Long>();
    for (LogHead head : logs.logHeads()) {
      end.put(head.node(), head.frontier().size().leaves());
    }
    return new LogSizes(end);
  }

  /// Returns a place before whatever was decided at or after `at`, but for what was decided within
  /// a few seconds of it: a log is in the order of commits, not of clocks.
  LogSizes before(Instant at) throws LedgerUnavailableException {
    var place = new TreeMap<Integer, Long>();
    for (var log : end().leaves().entrySet()) {
      place.put(log.getKey(), before(at, log.getKey(), log.getValue()));
    }
    return new LogSizes(place);
  }

  private long before(Instant at, int node, long size) throws LedgerUnavailableException {
    long from = 0;
    long to = size;
    while (from < to) {
      long middle = (from + to) >>> 1;
      List<StoredEvent> found = logs.log(node, new LeafIndex(middle), 1);
      if (!found.isEmpty() && found.getFirst().at().isBefore(at)) {
        from = found.getFirst().leaf().value() + 1;
      } else {
        to = middle;
      }
    }
    return Math.min(from, size);
  }
}
