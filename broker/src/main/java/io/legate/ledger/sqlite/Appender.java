package io.legate.ledger.sqlite;

import io.legate.control.ControlState;
import io.legate.ledger.AppendResult;
import io.legate.ledger.Batch;
import io.legate.ledger.Bodies;
import io.legate.ledger.Entry;
import io.legate.ledger.Ledger;
import io.legate.ledger.OnceKey;
import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The writing connection with its statements, prepared once. Not safe for use from many threads:
/// the ledger's lock guards it.
///
/// The transaction is `BEGIN IMMEDIATE`: one that reads first and takes the write lock later may be
/// refused for having read what is not the newest.
final class Appender implements AutoCloseable {

  /// How far a writer's clock may be from the ledger's own.
  static final Duration SKEW_MAX = ControlState.CLOCK_SKEW_MAX;

  private final Connection connection;
  private final InstantSource clock;
  private final OnceTables once;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement rollback;
  private final PreparedStatement readHead;
  private final PreparedStatement readControl;
  private final PreparedStatement insert;
  private final PreparedStatement moveHead;
  private final PreparedStatement moveControl;

  Appender(Connection connection, InstantSource clock) throws SQLException {
    this.connection = connection;
    this.clock = clock;
    this.once = new OnceTables(connection);
    this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
    this.commit = connection.prepareStatement("COMMIT");
    this.rollback = connection.prepareStatement("ROLLBACK");
    this.readHead = connection.prepareStatement("SELECT term, size, root FROM log_head");
    this.readControl = connection.prepareStatement("SELECT seq FROM control_head");
    this.insert =
        connection.prepareStatement(
            """
            INSERT INTO event (leaf, stream, seq, control, at, kind, op, hash, body, secret)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?11
             WHERE ?10 IS NULL
                OR EXISTS (SELECT 1 FROM event
                            WHERE stream = ?2 AND seq = ?3 - 1 AND hash = ?10)
            ON CONFLICT (stream, seq) DO NOTHING
            """);
    this.moveHead =
        connection.prepareStatement("UPDATE log_head SET size = ?, root = ?, frontier = ?");
    this.moveControl = connection.prepareStatement("UPDATE control_head SET seq = ?");
  }

  /// Raises the term, which fences off whoever had the log before, and returns it.
  long raiseTerm() throws SQLException {
    Schema.run(connection, "UPDATE log_head SET term = term + 1");
    return Schema.number(connection, "SELECT term FROM log_head");
  }

  /// Commits the batch or names why not.
  ///
  /// @throws SQLException if anything fails; this appender is then of no more use, since it cannot
  ///   be known whether its transaction has ended, and [#standing] of a new one tells what became
  ///   of the batch
  AppendResult append(Batch batch) throws SQLException {
    for (Entry entry : batch.entries()) {
      for (OnceKey key : entry.once()) {
        once.prepare(key);
      }
    }
    begin.execute();
    AppendResult result = write(batch);
    if (result instanceof AppendResult.Appended) {
      commit.execute();
    } else {
      rollback.execute();
    }
    return result;
  }

  private AppendResult write(Batch batch) throws SQLException {
    switch (standing(batch)) {
      case COMMITTED -> {
        return new AppendResult.Already();
      }
      case FENCED -> {
        return new AppendResult.Fenced("the log has another term or another size");
      }
      case NOT_COMMITTED -> {}
    }
    if (isTooFarOff(batch.now())) {
      return new AppendResult.ClockSkew();
    }
    long control = number(readControl);
    if (control != batch.control()) {
      return new AppendResult.ControlMoved(control);
    }
    var taken = claim(batch.entries());
    if (!taken.isEmpty()) {
      return new AppendResult.OnceTaken(taken);
    }
    var losers = insert(batch);
    if (!losers.isEmpty()) {
      return new AppendResult.Conflict(losers);
    }
    move(batch);
    return new AppendResult.Appended();
  }

  /// Writes the log's head as it is, which reaches the disk as an append does.
  Ledger.Trial tryAppend(long term, Instant now) throws SQLException {
    begin.execute();
    boolean ours;
    try (PreparedStatement touch =
        connection.prepareStatement("UPDATE log_head SET term = term WHERE term = ?")) {
      touch.setLong(1, term);
      ours = touch.executeUpdate() == 1;
    }
    commit.execute();
    if (!ours) {
      return Ledger.Trial.FENCED;
    }
    return isTooFarOff(now) ? Ledger.Trial.CLOCK_SKEW : Ledger.Trial.TAKEN;
  }

  private boolean isTooFarOff(Instant now) {
    return Duration.between(clock.instant(), now).abs().compareTo(SKEW_MAX) > 0;
  }

  /// Returns where the log stands as seen from this batch.
  Standing standing(Batch batch) throws SQLException {
    try (ResultSet row = readHead.executeQuery()) {
      if (!row.next() || row.getLong(1) != batch.before().term()) {
        return Standing.FENCED;
      }
      long size = row.getLong(2);
      byte[] root = row.getBytes(3);
      if (size == batch.after().size().leaves() && isRoot(batch.after().root(), root)) {
        return Standing.COMMITTED;
      }
      var before = batch.before().frontier();
      return size == before.size().leaves() && isRoot(before.root(), root)
          ? Standing.NOT_COMMITTED
          : Standing.FENCED;
    }
  }

  private static boolean isRoot(Hash root, byte[] stored) {
    return Arrays.equals(root.bytes(), stored);
  }

  private List<AppendResult.Taken> claim(List<Entry> entries) throws SQLException {
    var taken = new ArrayList<AppendResult.Taken>();
    for (int i = 0; i < entries.size(); i++) {
      for (OnceKey key : entries.get(i).once()) {
        OnceKey lost = once.claim(key);
        if (lost != null) {
          taken.add(new AppendResult.Taken(i, lost));
          break;
        }
      }
    }
    return taken;
  }

  private List<Integer> insert(Batch batch) throws SQLException {
    var losers = new ArrayList<Integer>();
    long leaf = batch.before().frontier().size().leaves();
    var entries = batch.entries();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      insert.setLong(1, leaf + i);
      insert.setBytes(2, Rows.bytes(entry.stream()));
      insert.setLong(3, entry.seq());
      insert.setLong(4, batch.control());
      insert.setLong(5, entry.at().toEpochMilli());
      insert.setInt(6, entry.kind());
      insert.setBytes(7, entry.op());
      insert.setBytes(8, entry.hash().bytes());
      insert.setBytes(9, entry.body());
      Hash prev = entry.prev();
      insert.setBytes(10, prev == null ? null : prev.bytes());
      insert.setBytes(11, entry.secret());
      if (insert.executeUpdate() == 0) {
        losers.add(i);
      }
    }
    return losers;
  }

  private void move(Batch batch) throws SQLException {
    moveHead.setLong(1, batch.after().size().leaves());
    moveHead.setBytes(2, batch.after().root().bytes());
    moveHead.setBytes(3, batch.after().bytes());
    moveHead.executeUpdate();
    if (batch.isControl()) {
      moveControl.setLong(1, batch.controlAfter());
      moveControl.executeUpdate();
    }
  }

  private static long number(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.getLong(1);
    }
  }

  void dropOnceBefore(int bucket) throws SQLException {
    begin.execute();
    once.dropBefore(bucket);
    commit.execute();
  }

  void putCheckpoint(String note) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO checkpoint VALUES (0, ?)")) {
      put.setString(1, note);
      put.executeUpdate();
    }
  }

  void putCosigned(String witness, String note) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO cosigned VALUES (?, ?)")) {
      put.setString(1, witness);
      put.setString(2, note);
      put.executeUpdate();
    }
  }

  /// Overwrites the secrets of a stream with zeros. What the write-ahead log holds of them is gone
  /// once it has started over.
  void eraseSecrets(StreamId stream) throws SQLException {
    Schema.run(connection, "PRAGMA secure_delete = ON");
    try (PreparedStatement erase =
        connection.prepareStatement(
            "UPDATE event SET secret = NULL WHERE stream = ? AND secret IS NOT NULL")) {
      erase.setBytes(1, Rows.bytes(stream));
      erase.executeUpdate();
    }
    Schema.run(connection, "PRAGMA secure_delete = OFF");
  }

  /// Overwrites bodies and what is kept beside them with zeros, in one transaction.
  void removeBodies(List<Bodies.RecordId> records) throws SQLException {
    Schema.run(connection, "PRAGMA secure_delete = ON");
    begin.execute();
    try (PreparedStatement remove =
        connection.prepareStatement(
            "UPDATE event SET body = NULL, op = NULL, secret = NULL"
                + " WHERE stream = ? AND seq = ? AND body IS NOT NULL")) {
      for (Bodies.RecordId record : records) {
        remove.setBytes(1, Rows.bytes(record.stream()));
        remove.setLong(2, record.seq());
        remove.executeUpdate();
      }
    }
    commit.execute();
    Schema.run(connection, "PRAGMA secure_delete = OFF");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /// Whether a batch is in the log.
  enum Standing {
    /// The log ends with it.
    COMMITTED,
    /// The log ends where it begins.
    NOT_COMMITTED,
    /// The log ends elsewhere.
    FENCED
  }
}
