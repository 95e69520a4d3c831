package io.legate.ledger.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// The connections: two for what must not wait behind reads, some for reads, some for the looks
/// that come before every answer which is not recorded and must not wait behind those either, and
/// one for who takes precedence and then waits for a writer.
///
/// Every statement ends by itself, at the server after five seconds and here after ten, so that
/// nothing waits for a server that is gone. Each is its own transaction at READ COMMITTED.
final class Pools implements AutoCloseable {

  private static final int WRITERS = 2;
  private static final int READERS = 8;
  private static final int LOOKERS = 4;

  /// How long to wait for a connection before the database counts as gone.
  private static final int CONNECT_MILLIS = 2_000;

  private static final String TIMEOUTS =
      "SET statement_timeout = '5s'; SET idle_in_transaction_session_timeout = '1s'";

  private final PostgresTarget target;
  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private final HikariDataSource lookers;
  private final HikariDataSource precedence;

  Pools(PostgresTarget target) {
    this.target = target;
    this.writers = pool("ledger-write", source(target), WRITERS);
    this.readers = pool("ledger-read", source(target), READERS);
    this.lookers = pool("ledger-look", source(target), LOOKERS);
    this.precedence = pool("ledger-precedence", source(target), 1);
  }

  /// Returns what opens one connection at a time, without a limit on its statements.
  static DataSource single(PostgresTarget target) {
    var single = source(target);
    single.setSocketTimeout(0);
    return single;
  }

  private static PGSimpleDataSource source(PostgresTarget target) {
    var source = new PGSimpleDataSource();
    source.setUrl(target.with("targetServerType", "primary").url());
    if (target.user() != null) {
      source.setUser(target.user());
    }
    if (target.password() != null) {
      source.setPassword(target.password());
    }
    source.setApplicationName("legate");
    source.setConnectTimeout(2);
    source.setLoginTimeout(2);
    source.setSocketTimeout(10);
    source.setTcpKeepAlive(true);
    // What a server says about a failed statement may hold what was in it.
    source.setLogServerErrorDetail(false);
    return source;
  }

  private static HikariDataSource pool(String name, DataSource source, int size) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(Math.min(size, 2));
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setValidationTimeout(1_000);
    config.setInitializationFailTimeout(-1);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionInitSql(TIMEOUTS);
    return new HikariDataSource(config);
  }

  Connection writer() throws SQLException {
    return writers.getConnection();
  }

  /// The only one of its sort: whoever else wants it waits.
  Connection precedence() throws SQLException {
    return precedence.getConnection();
  }

  Connection reader() throws SQLException {
    return readers.getConnection();
  }

  /// For short questions where the ledger ends, and for control.
  Connection looker() throws SQLException {
    return lookers.getConnection();
  }

  /// One of the ways in.
  @FunctionalInterface
  interface Way {
    Connection connection() throws SQLException;
  }

  /// Returns a connection of one's own, whose statements take as long as they take. To be closed.
  Connection single() throws SQLException {
    return single(target).getConnection();
  }

  @Override
  public void close() {
    writers.close();
    readers.close();
    lookers.close();
    precedence.close();
  }
}
