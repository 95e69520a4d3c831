package io.legate.demo.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// One SQLite file. Values reach SQL as parameters only. Safe for use from many threads, one
/// statement at a time.
public final class Database implements AutoCloseable {

  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();

  private Database(Connection connection) {
    this.connection = connection;
  }

  /// Opens or creates the file.
  ///
  /// @param schema statements that may run on every opening
  static Database open(Path file, List<String> schema) throws SQLException {
    var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA foreign_keys = ON");
      for (String sql : schema) {
        statement.execute(sql);
      }
    }
    return new Database(connection);
  }

  /// Opens a file that another process writes, to look at it only.
  public static Database openToRead(Path file) throws SQLException {
    return new Database(
        DriverManager.getConnection("jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro"));
  }

  /// Runs a statement that changes rows, and returns how many.
  int update(String sql, Object... parameters) throws SQLException {
    lock.lock();
    try (var statement = prepare(sql, parameters)) {
      return statement.executeUpdate();
    } finally {
      lock.unlock();
    }
  }

  /// Inserts a row and returns its number.
  long insert(String sql, Object... parameters) throws SQLException {
    lock.lock();
    try (var statement = prepare(sql, parameters)) {
      statement.executeUpdate();
      try (var keys = statement.getGeneratedKeys()) {
        keys.next();
        return keys.getLong(1);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Returns every row, read by `reader`.
  public <T> List<T> query(String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    lock.lock();
    try (var statement = prepare(sql, parameters);
        var rows = statement.executeQuery()) {
      var all = new ArrayList<T>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  /// Hands the result of a query over as it is, for whoever may look at it row by row.
  <T, X extends Exception> T select(String sql, Results<T, X> results, Object... parameters)
      throws SQLException, X {
    lock.lock();
    try (var statement = prepare(sql, parameters);
        var rows = statement.executeQuery()) {
      return results.read(rows);
    } finally {
      lock.unlock();
    }
  }

  /// Makes something of a result.
  @FunctionalInterface
  interface Results<T, X extends Exception> {
    /// Reads from before the first row on.
    T read(ResultSet rows) throws SQLException, X;
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  /// Makes a value of one row.
  @FunctionalInterface
  public interface RowReader<T> {
    /// Reads the row at the cursor, and does not move it.
    T read(ResultSet row) throws SQLException;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
