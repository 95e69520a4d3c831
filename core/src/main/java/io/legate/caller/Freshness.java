package io.legate.caller;

import io.legate.ledger.LedgerUnavailableException;

/// Brings what this node knows of control up to date, for calls that append nothing: what is
/// appended the ledger checks itself. Port of [CallerAuthentication].
///
/// *Consistency:* once it has returned, control is known as it was at some moment after the call
/// began, or later. *Concurrency:* safe for use from many threads, which share what it costs;
/// blocks, so it is called from virtual threads.
@FunctionalInterface
public interface Freshness {

  /// Waits until control is known as it is.
  ///
  /// @throws LedgerUnavailableException if it cannot be known, or if this node has stopped for good
  void await() throws LedgerUnavailableException;
}
