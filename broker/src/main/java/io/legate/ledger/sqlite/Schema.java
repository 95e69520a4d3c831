package io.legate.ledger.sqlite;

import io.legate.ledger.Bodies;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.Logs;
import io.legate.ledger.RemovedBodies;
import io.legate.merkle.Frontier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/// The tables, their version, and how a connection is set up.
///
/// `once` keys have a table for each bucket, `once_bucket_<n>`, made when first needed and dropped
/// whole.
final class Schema {

  private static final int VERSION = 3;

  /// Waits for a lock held by a checkpoint; nobody else writes.
  private static final int BUSY_MILLIS = 5_000;

  /// Which records [Bodies#oldest] looks at, as a condition that the index over them has too.
  static final String KEPT = "seq = 1 AND body IS NOT NULL AND kind <> " + RemovedBodies.KIND;

  private Schema() {}

  /// Opens the writing connection.
  static Connection writer(Path file, long bytesMax) throws SQLException {
    var connection = open(file);
    run(connection, "PRAGMA journal_mode = WAL");
    // A commit is on the disk when it returns. NORMAL would lose the last commits with the power.
    run(connection, "PRAGMA synchronous = FULL");
    run(connection, "PRAGMA wal_autocheckpoint = 0");
    run(connection, "PRAGMA cache_size = -32768");
    run(connection, "PRAGMA max_page_count = " + Math.max(1, bytesMax / pageSize(connection)));
    return connection;
  }

  /// Opens a connection that checkpoints.
  static Connection checkpointer(Path file) throws SQLException {
    var connection = open(file);
    run(connection, "PRAGMA synchronous = FULL");
    run(connection, "PRAGMA wal_autocheckpoint = 0");
    return connection;
  }

  /// Opens a connection that cannot write.
  static Connection reader(Path file) throws SQLException {
    var connection = open(file);
    run(connection, "PRAGMA query_only = 1");
    return connection;
  }

  /// Opens the file for reading only: for a process that does not hold the ledger.
  static Connection readOnly(Path file) throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  static Connection open(Path file) throws SQLException {
    var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    run(connection, "PRAGMA busy_timeout = " + BUSY_MILLIS);
    return connection;
  }

  /// Makes the tables in an empty file, or checks that they are of this version.
  static void prepare(Connection writer, int node) throws SQLException, LedgerUnavailableException {
    int version = number(writer, "PRAGMA user_version");
    if (version == 0) {
      create(writer, node);
    }
    requireVersion(writer);
    complete(writer);
    int owner = number(writer, "SELECT node FROM log_head");
    if (owner != node) {
      throw new LedgerUnavailableException(
          Reason.IN_USE, "the ledger is that of node " + owner + ", not of node " + node);
    }
  }

  static void requireVersion(Connection connection)
      throws SQLException, LedgerUnavailableException {
    int version = number(connection, "PRAGMA user_version");
    if (version != VERSION) {
      throw new LedgerUnavailableException(
          Reason.DAMAGED, "the ledger has version " + version + ", known is " + VERSION);
    }
  }

  /// What came later and needs no other version: indexes over the few events that are looked for
  /// across streams, which the others do not touch, and places for the last checkpoint and for
  /// those cosigned.
  private static void complete(Connection writer) throws SQLException {
    run(
        writer,
        "CREATE TABLE IF NOT EXISTS checkpoint (id INTEGER PRIMARY KEY CHECK (id = 0),"
            + " note TEXT NOT NULL) STRICT");
    run(
        writer,
        "CREATE TABLE IF NOT EXISTS cosigned (witness TEXT PRIMARY KEY, note TEXT NOT NULL)"
            + " STRICT");
    run(writer, "DROP INDEX IF EXISTS listed");
    run(
        writer,
        "CREATE INDEX IF NOT EXISTS asked ON event (at, leaf) WHERE kind = " + Logs.LISTED_KIND);
    run(writer, "CREATE INDEX IF NOT EXISTS kept ON event (stream) WHERE " + KEPT);
    run(writer, "CREATE INDEX IF NOT EXISTS removal ON event (leaf) WHERE " + Logs.REMOVAL_KINDS);
  }

  private static void create(Connection writer, int node) throws SQLException {
    run(writer, "BEGIN IMMEDIATE");
    run(
        writer,
        """
        CREATE TABLE event (
          leaf    INTEGER PRIMARY KEY,
          stream  BLOB    NOT NULL,
          seq     INTEGER NOT NULL CHECK (seq > 0),
          control INTEGER NOT NULL,
          at      INTEGER NOT NULL,
          kind    INTEGER NOT NULL,
          op      BLOB,
          hash    BLOB    NOT NULL,
          body    BLOB,
          secret  BLOB,
          UNIQUE (stream, seq)) STRICT
        """);
    run(
        writer,
        """
        CREATE TABLE log_head (
          id       INTEGER PRIMARY KEY CHECK (id = 0),
          node     INTEGER NOT NULL,
          term     INTEGER NOT NULL,
          size     INTEGER NOT NULL,
          root     BLOB    NOT NULL,
          frontier BLOB    NOT NULL) STRICT
        """);
    run(
        writer,
        """
        CREATE TABLE control_head (
          id  INTEGER PRIMARY KEY CHECK (id = 0),
          seq INTEGER NOT NULL) STRICT
        """);
    run(
        writer,
        """
        CREATE TABLE once_floor (
          id     INTEGER PRIMARY KEY CHECK (id = 0),
          bucket INTEGER NOT NULL) STRICT
        """);
    run(writer, "INSERT INTO control_head VALUES (0, 0)");
    run(writer, "INSERT INTO once_floor VALUES (0, 0)");
    var empty = Frontier.empty();
    try (PreparedStatement head =
        writer.prepareStatement("INSERT INTO log_head VALUES (0, ?, 0, 0, ?, ?)")) {
      head.setInt(1, node);
      head.setBytes(2, empty.root().bytes());
      head.setBytes(3, empty.bytes());
      head.executeUpdate();
    }
    run(writer, "PRAGMA user_version = " + VERSION);
    run(writer, "COMMIT");
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getInt(1);
    }
  }

  private static int pageSize(Connection connection) throws SQLException {
    return number(connection, "PRAGMA page_size");
  }
}
