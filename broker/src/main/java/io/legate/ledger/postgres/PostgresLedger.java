package io.legate.ledger.postgres;

import io.legate.ledger.AppendResult;
import io.legate.ledger.Batch;
import io.legate.ledger.Bodies;
import io.legate.ledger.EventPlace;
import io.legate.ledger.Heads;
import io.legate.ledger.Ledger;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.LogHead;
import io.legate.ledger.LogSizes;
import io.legate.ledger.OutcomeUnknownException;
import io.legate.ledger.Removals;
import io.legate.ledger.Snapshot;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamHead;
import io.legate.ledger.StreamId;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A [Ledger] in a PostgreSQL database, which other nodes may write to at the same time.
///
/// Nodes have different numbers and a log each. Whoever opens the log of a node fences off who had
/// it before. The ledger's own clock is the database's.
public final class PostgresLedger implements Ledger, AutoCloseable {

  private final int node;
  private final Pools pools;
  private final Appender appender;
  private final long term;
  private volatile boolean closed;

  private PostgresLedger(int node, Pools pools, boolean lossAccepted)
      throws SQLException, LedgerUnavailableException {
    this.node = node;
    this.pools = pools;
    this.appender = new Appender(pools);
    try (Connection connection = pools.writer()) {
      Durability.check(connection, lossAccepted);
      new Verification(connection, node).verifyTail();
      this.term = raiseTerm(connection, node);
    }
  }

  /// Opens the ledger, brings its tables to this version and raises the term of this node's log.
  ///
  /// The end of that log is recomputed first; [#verify] recomputes all of it.
  ///
  /// @param node the number of this node, which no other has
  /// @throws LedgerUnavailableException if the database cannot be reached, is of another version or
  ///   a replica, may lose what it acknowledges, or is damaged
  public static PostgresLedger open(PostgresTarget target, int node)
      throws LedgerUnavailableException {
    Migrations.run(Pools.single(target));
    var pools = new Pools(target);
    boolean opened = false;
    try {
      var ledger = new PostgresLedger(node, pools, target.lossAccepted());
      opened = true;
      return ledger;
    } catch (SQLException e) {
      throw unavailable(e);
    } finally {
      if (!opened) {
        pools.close();
      }
    }
  }

  private static long raiseTerm(Connection connection, int node) throws SQLException {
    var empty = Frontier.empty();
    try (PreparedStatement raise =
        connection.prepareStatement(
            """
            INSERT INTO legate.log_head AS h (node, term, size, root, frontier)
            VALUES (?, 1, 0, ?, ?)
            ON CONFLICT (node) DO UPDATE SET term = h.term + 1 RETURNING term
            """)) {
      raise.setInt(1, node);
      raise.setBytes(2, empty.root().bytes());
      raise.setBytes(3, empty.bytes());
      try (ResultSet row = raise.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Override
  public AppendResult append(Batch batch)
      throws OutcomeUnknownException, LedgerUnavailableException {
    requireOpen();
    return appender.append(batch);
  }

  @Override
  public List<StoredEvent> stream(StreamId stream, long after, int max)
      throws LedgerUnavailableException {
    return read(
        stream.isControl() ? pools::looker : pools::reader,
        reader -> reader.stream(stream, after, max));
  }

  @Override
  public @Nullable StoredEvent event(StreamId stream, long seq) throws LedgerUnavailableException {
    var found = stream(stream, seq - 1, 1);
    return found.isEmpty() || found.getFirst().seq() != seq ? null : found.getFirst();
  }

  @Override
  public @Nullable StreamHead head(StreamId stream) throws LedgerUnavailableException {
    return read(reader -> Optional.ofNullable(reader.head(stream))).orElse(null);
  }

  @Override
  public List<StoredEvent> log(LeafIndex from, int max) throws LedgerUnavailableException {
    return read(reader -> reader.log(node, from, max));
  }

  @Override
  public List<StoredEvent> log(int of, LeafIndex from, int max) throws LedgerUnavailableException {
    return read(reader -> reader.log(of, from, max));
  }

  @Override
  public List<Hash> leafHashes(int of, LeafIndex from, int max) throws LedgerUnavailableException {
    return read(reader -> reader.leafHashes(of, from, max));
  }

  @Override
  public @Nullable String checkpoint(int of) throws LedgerUnavailableException {
    return read(reader -> Optional.ofNullable(reader.checkpoint(of))).orElse(null);
  }

  @Override
  public void putCheckpoint(String note) throws LedgerUnavailableException {
    write(KeptNotes.PUT_CHECKPOINT, put -> KeptNotes.put(put, node, note));
  }

  @Override
  public List<String> cosigned(int of) throws LedgerUnavailableException {
    return read(reader -> reader.cosigned(of));
  }

  @Override
  public void putCosigned(int of, String witness, String note) throws LedgerUnavailableException {
    write(KeptNotes.PUT_COSIGNED, put -> KeptNotes.put(put, of, witness, note));
  }

  @Override
  public List<LogHead> logHeads() throws LedgerUnavailableException {
    return readLogs(LogsReader::logHeads);
  }

  @Override
  public List<StoredEvent> listed(@Nullable EventPlace before, int max)
      throws LedgerUnavailableException {
    return readLogs(logs -> logs.listed(before, max));
  }

  @Override
  public Removals removals(LogSizes after, int max) throws LedgerUnavailableException {
    return readLogs(logs -> logs.removals(after, max));
  }

  /// Even where one node is configured: another process may have taken its number.
  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public Heads heads(StreamId stream) throws LedgerUnavailableException {
    return readLogs(pools::looker, logs -> logs.heads(node, stream));
  }

  @Override
  public Precedence precede() throws LedgerUnavailableException {
    requireOpen();
    try {
      return HeldHeads.hold(pools.precedence(), node);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Trial tryAppend(Instant now) throws LedgerUnavailableException {
    requireOpen();
    try (Connection connection = pools.writer()) {
      return Trials.run(connection, node, term, now);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  @Override
  public LogHead logHead() throws LedgerUnavailableException {
    LogHead head =
        read(reader -> Optional.ofNullable(reader.logHead(node)))
            .orElseThrow(
                () -> new LedgerUnavailableException(Reason.DAMAGED, "the log's head is gone"));
    return new LogHead(node, term, head.frontier());
  }

  @Override
  public long controlSeq() throws LedgerUnavailableException {
    return read(Reader::controlSeq);
  }

  @Override
  public @Nullable Claim claim(int bucket, byte[] key) throws LedgerUnavailableException {
    return read(reader -> Optional.ofNullable(reader.claim(bucket, key))).orElse(null);
  }

  /// What is below counts as taken as soon as the floor is raised. The tables go one by one, each
  /// when nobody is using any; where that does not come to pass, the rest goes another time.
  @Override
  public void dropOnceBefore(int bucket) throws LedgerUnavailableException {
    write(
        "SELECT legate.raise_once_floor(?)",
        raise -> {
          raise.setInt(1, bucket);
          raise.execute();
        });
    write(
        "SELECT legate.drop_once_below_floor()",
        drop -> {
          boolean more = true;
          while (more) {
            try (ResultSet row = drop.executeQuery()) {
              more = row.next() && row.getBoolean(1);
            }
          }
        });
  }

  /// Deletes them. The bytes leave the tables at once and the files when the database next cleans
  /// up; its write-ahead log, replicas and backups are left to the operator.
  @Override
  public void eraseSecrets(StreamId stream) throws LedgerUnavailableException {
    write(
        "DELETE FROM legate.event_secret WHERE stream = ?",
        erase -> {
          erase.setObject(1, stream.value());
          erase.executeUpdate();
        });
  }

  @Override
  public void putSnapshot(Snapshot snapshot) throws LedgerUnavailableException {
    requireOpen();
    try (Connection connection = pools.reader()) {
      connection.setAutoCommit(false);
      // The last ones may go with the power.
      run(connection, "SET LOCAL synchronous_commit = off");
      PostgresBodies.put(connection, snapshot);
      connection.commit();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Bodies bodies() {
    return new PostgresBodies(pools);
  }

  @Override
  public @Nullable Snapshot snapshot(StreamId stream) throws LedgerUnavailableException {
    return read(reader -> Optional.ofNullable(reader.snapshot(stream))).orElse(null);
  }

  /// Recomputes every hash, every chain and the root of this node's log, reading it once. Appends
  /// may go on meanwhile; what they add is not looked at. Other nodes' logs are theirs to verify.
  ///
  /// @return the tree as recomputed
  /// @throws LedgerUnavailableException with the first event that is not as it should be
  public Frontier verify() throws LedgerUnavailableException {
    requireOpen();
    try (Connection connection = pools.reader()) {
      return new Verification(connection, node).verify();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /// Returns a secret key that all nodes on this database have in common, made by the first that
  /// asks for it.
  ///
  /// @param bytes how long it is where it is made now
  public byte[] sharedKey(String name, int bytes) throws LedgerUnavailableException {
    requireOpen();
    try (Connection connection = pools.writer()) {
      return SharedKeys.of(connection, name, bytes);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /// Something to read.
  @FunctionalInterface
  private interface Query<R> {
    R run(Reader reader) throws SQLException;
  }

  private <R> R read(Query<R> query) throws LedgerUnavailableException {
    return read(pools::reader, query);
  }

  private <R> R read(Pools.Way way, Query<R> query) throws LedgerUnavailableException {
    requireOpen();
    try (Connection connection = way.connection()) {
      return query.run(new Reader(connection));
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /// Something to read across logs.
  @FunctionalInterface
  private interface LogsQuery<R> {
    R run(LogsReader logs) throws SQLException;
  }

  private <R> R readLogs(LogsQuery<R> query) throws LedgerUnavailableException {
    return readLogs(pools::reader, query);
  }

  private <R> R readLogs(Pools.Way way, LogsQuery<R> query) throws LedgerUnavailableException {
    requireOpen();
    try (Connection connection = way.connection()) {
      return query.run(new LogsReader(connection));
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /// Something to write beside the log.
  @FunctionalInterface
  private interface Write {
    void run(PreparedStatement statement) throws SQLException;
  }

  private void write(String sql, Write write) throws LedgerUnavailableException {
    requireOpen();
    try (Connection connection = pools.writer();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      write.run(statement);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void requireOpen() throws LedgerUnavailableException {
    if (closed) {
      throw new LedgerUnavailableException(Reason.STOPPED, "the ledger was closed");
    }
  }

  /// Closes every connection. Append nothing meanwhile.
  @Override
  public void close() {
    closed = true;
    pools.close();
  }

  /// Says what failed without SQL and without addresses, which belong to the log.
  static LedgerUnavailableException unavailable(SQLException e) {
    return new LedgerUnavailableException(Reason.NOT_WRITTEN, "the database failed", e);
  }
}
