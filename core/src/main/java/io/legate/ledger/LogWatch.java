package io.legate.ledger;

/// Told what becomes of this node's own log. Its methods must neither block nor throw: they are
/// called by the committer's thread, and [#stopped] by whoever finds it out.
public interface LogWatch {

  /// Told nothing.
  LogWatch NONE =
      new LogWatch() {
        @Override
        public void grown(LogHead head) {}

        @Override
        public void stopped(String why) {}
      };

  /// A new head is committed.
  void grown(LogHead head);

  /// This node has stopped for good: it answers nothing that rests on the ledger, until it is
  /// started again. Told once.
  ///
  /// @param why for the operator
  void stopped(String why);
}
