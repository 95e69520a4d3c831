package io.legate.ledger.postgres;

import io.legate.ledger.Ledger.Precedence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The heads of all logs but one's own, locked, so that only oneself appends.
///
/// An append waits for the head of its own log first, before it holds anything else, and rows are
/// given to those who wait in the order in which they came. The transaction is idle while it holds
/// them, so that the server ends it after a second whatever became of its owner.
final class HeldHeads implements Precedence {

  private static final Logger LOG = LoggerFactory.getLogger(HeldHeads.class);

  private final Connection connection;

  private HeldHeads(Connection connection) {
    this.connection = connection;
  }

  /// Waits until they are had.
  ///
  /// @param connection closed with what is returned, or on failure
  static HeldHeads hold(Connection connection, int node) throws SQLException {
    boolean held = false;
    var heads = new HeldHeads(connection);
    try {
      connection.setAutoCommit(false);
      lock(connection, node);
      held = true;
      return heads;
    } finally {
      if (!held) {
        heads.close();
      }
    }
  }

  /// One at a time: two that held a part each would wait for each other's appends.
  private static void lock(Connection connection, int node) throws SQLException {
    try (Statement wait = connection.createStatement()) {
      wait.execute("SET LOCAL lock_timeout = '2s'");
      wait.execute("SELECT pg_advisory_xact_lock(1279608641, 3)");
    }
    try (PreparedStatement lock =
        connection.prepareStatement(
            "SELECT node FROM legate.log_head WHERE node <> ? ORDER BY node FOR UPDATE")) {
      lock.setInt(1, node);
      lock.execute();
    }
  }

  @Override
  public void close() {
    try (connection) {
      connection.rollback();
    } catch (SQLException e) {
      // It had ended by itself.
      LOG.debug("precedence was lost", e);
    }
  }
}
