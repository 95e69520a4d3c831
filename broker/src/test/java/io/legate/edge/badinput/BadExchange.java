package io.legate.edge.badinput;

import io.legate.refusal.Code;

/// One row of the table: an exchange that must be refused.
///
/// @param code what with
record BadExchange(String name, Code code, Making making) {

  /// Prepares what the row needs, and makes the attempt.
  interface Making {
    Attempt make(Story story) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}
