package io.legate.ledger;

import io.legate.ledger.LedgerUnavailableException.Reason;

/// Looks at where the ledger ends before anything is told from memory, where others may write.
///
/// Every look also asks whether this node's log is still its own and has not become shorter. If it
/// is not, the node has no right to answer, whatever it has in memory, and stops.
final class Lookout {

  private final Ledger ledger;
  private final Committer committer;
  private final ControlJournal<?> control;
  private final boolean needed;

  Lookout(Ledger ledger, Committer committer, ControlJournal<?> control) {
    this.ledger = ledger;
    this.committer = committer;
    this.control = control;
    this.needed = ledger.isShared();
  }

  /// Returns whether memory can be behind the ledger at all.
  boolean isNeeded() {
    return needed;
  }

  /// Returns where everything ends, at a moment after the call began.
  ///
  /// @throws LedgerUnavailableException if the ledger gives no answer, or this node has stopped
  Heads look(StreamId stream) throws LedgerUnavailableException {
    committer.requireRunning();
    LogHead own = committer.head();
    Tip<?> known = control.tip();
    Heads heads = ledger.heads(stream);
    if (heads.term() > own.term()) {
      throw stop("another process has opened the log of node " + own.node());
    }
    if (heads.term() < own.term() || heads.size() < own.frontier().size().leaves()) {
      throw stop(
          "the ledger went back: the log of node %s has term %s and %s leaves, known are %s and %s"
              .formatted(
                  own.node(),
                  heads.term(),
                  heads.size(),
                  own.term(),
                  own.frontier().size().leaves()));
    }
    if (!heads.hasControl(known)) {
      throw stop(
          "the ledger went back: control ends at %s and not with event %s as it is known"
              .formatted(heads.control(), known.seq()));
    }
    return heads;
  }

  /// Refuses a stream that ends before an event that was committed, or with another one.
  void requireNotBack(StreamId stream, Heads heads, Tip<?> committed)
      throws LedgerUnavailableException {
    var head = heads.stream();
    long seq = head == null ? 0 : head.seq();
    if (seq < committed.seq() || (seq == committed.seq() && !heads.isAt(committed))) {
      throw stop(
          "the ledger went back: stream %s ends at %s, known is %s"
              .formatted(stream, seq, committed.seq()));
    }
  }

  private LedgerUnavailableException stop(String why) {
    committer.stop(why);
    return new LedgerUnavailableException(Reason.STOPPED, why);
  }
}
