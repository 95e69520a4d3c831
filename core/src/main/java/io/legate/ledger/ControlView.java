package io.legate.ledger;

/// What the committer needs of the control stream's fold.
interface ControlView {

  /// Returns the control sequence that decisions are made under now.
  long seq();

  /// Reads what others appended to the control stream.
  void catchUp() throws LedgerUnavailableException;
}
