package io.legate.ledger.postgres;

import io.legate.control.ControlState;
import io.legate.ledger.Batch;
import io.legate.ledger.Entry;
import io.legate.ledger.OnceKey;
import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A batch as the arguments of `legate.append`.
final class AppendCall {

  /// How far a writer's clock may be from the database's.
  static final Duration SKEW_MAX = ControlState.CLOCK_SKEW_MAX;

  private static final String SQL =
      "SELECT legate.append(" + String.join(", ", java.util.Collections.nCopies(26, "?")) + ")";

  private final Batch batch;
  private final List<OnceKey> keys;
  private final boolean clashing;
  private final @Nullable Hash[] prevs;

  AppendCall(Batch batch, OnceClaims once) {
    this.batch = batch;
    this.keys = once.distinct();
    this.clashing = once.isClashing();
    this.prevs = outerPredecessors(batch.entries());
  }

  /// The predecessors that the database must look for: those that do not stand in the batch itself.
  private static @Nullable Hash[] outerPredecessors(List<Entry> entries) {
    var last = new HashMap<StreamId, Entry>();
    var prevs = new @Nullable Hash[entries.size()];
    for (int i = 0; i < prevs.length; i++) {
      Entry entry = entries.get(i);
      Entry before = last.put(entry.stream(), entry);
      prevs[i] = before != null && follows(entry, before) ? null : entry.prev();
    }
    return prevs;
  }

  private static boolean follows(Entry entry, Entry before) {
    return entry.seq() == before.seq() + 1 && Objects.equals(before.hash(), entry.prev());
  }

  /// Returns whether it was committed before, and not now.
  boolean run(Connection connection) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(SQL)) {
      int next = bindHead(call);
      next = bindKeys(connection, call, next);
      bindEvents(connection, call, next);
      try (ResultSet row = call.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("the append said nothing", "08P01");
        }
        String said = row.getString(1);
        if (call.getWarnings() != null || connection.getWarnings() != null) {
          // Such as: committed here, but no longer waiting for the replica.
          throw new SQLException("the append was not as sure as it must be", "08P01");
        }
        return said.equals("already");
      }
    }
  }

  private int bindHead(PreparedStatement call) throws SQLException {
    var before = batch.before();
    var after = batch.after();
    int i = 1;
    call.setInt(i++, before.node());
    call.setLong(i++, before.term());
    call.setLong(i++, before.frontier().size().leaves());
    call.setBytes(i++, before.frontier().root().bytes());
    call.setLong(i++, after.size().leaves());
    call.setBytes(i++, after.root().bytes());
    call.setBytes(i++, after.bytes());
    call.setLong(i++, batch.control());
    call.setObject(i++, batch.isControl() ? batch.controlAfter() : null, java.sql.Types.BIGINT);
    call.setLong(i++, batch.now().toEpochMilli());
    call.setInt(i++, Math.toIntExact(SKEW_MAX.toMillis()));
    return i;
  }

  private int bindKeys(Connection connection, PreparedStatement call, int from)
      throws SQLException {
    int count = keys.size();
    var buckets = new int[count];
    var names = new byte[count][];
    var owners = new byte[count][];
    var placeBuckets = new int[count];
    var places = new int[count];
    for (int k = 0; k < count; k++) {
      OnceKey key = keys.get(k);
      buckets[k] = key.bucket();
      names[k] = key.key();
      owners[k] = key.owner();
      var place = key.places();
      placeBuckets[k] = place == null ? 0 : place.bucket();
      places[k] = place == null ? 0 : place.max();
    }
    int i = from;
    call.setBoolean(i++, clashing);
    if (count == 0) {
      for (int unused = 0; unused < 5; unused++) {
        call.setNull(i++, java.sql.Types.ARRAY);
      }
      return i;
    }
    call.setObject(i++, buckets);
    call.setArray(i++, connection.createArrayOf("bytea", names));
    call.setArray(i++, connection.createArrayOf("bytea", owners));
    call.setObject(i++, placeBuckets);
    call.setObject(i++, places);
    return i;
  }

  private void bindEvents(Connection connection, PreparedStatement call, int from)
      throws SQLException {
    var columns = new EventColumns(batch.entries().size());
    for (int i = 0; i < prevs.length; i++) {
      columns.set(i, batch.entries().get(i), prevs[i]);
    }
    columns.bind(connection, call, from);
  }

  /// Returns the losers, and whoever stands in the batch behind one.
  List<Integer> withFollowers(List<Integer> losers) {
    var lost = new ArrayList<Integer>();
    var lostStreams = new HashMap<StreamId, Entry>();
    for (int i = 0; i < prevs.length; i++) {
      Entry entry = batch.entries().get(i);
      Entry before = lostStreams.get(entry.stream());
      if (losers.contains(i) || (before != null && follows(entry, before))) {
        lost.add(i);
        lostStreams.put(entry.stream(), entry);
      }
    }
    return lost;
  }

  /// The events of a batch, column by column.
  private static final class EventColumns {
    private final UUID[] streams;
    private final long[] seqs;
    private final byte[] @Nullable [] prevs;
    private final long[] ats;
    private final short[] kinds;
    private final byte[][] hashes;
    private final byte[] @Nullable [] ops;
    private final byte[][] bodies;
    private final byte[] @Nullable [] secrets;
    private boolean secret;

    EventColumns(int count) {
      streams = new UUID[count];
      seqs = new long[count];
      prevs = new byte[count][];
      ats = new long[count];
      kinds = new short[count];
      hashes = new byte[count][];
      ops = new byte[count][];
      bodies = new byte[count][];
      secrets = new byte[count][];
    }

    void set(int i, Entry entry, @Nullable Hash prev) {
      streams[i] = entry.stream().value();
      seqs[i] = entry.seq();
      prevs[i] = prev == null ? null : prev.bytes();
      ats[i] = entry.at().toEpochMilli();
      kinds[i] = (short) entry.kind();
      hashes[i] = entry.hash().bytes();
      ops[i] = entry.op();
      bodies[i] = entry.body();
      secrets[i] = entry.secret();
      secret |= entry.secret() != null;
    }

    void bind(Connection connection, PreparedStatement call, int from) throws SQLException {
      int i = from;
      call.setArray(i++, connection.createArrayOf("uuid", streams));
      call.setObject(i++, seqs);
      call.setArray(i++, connection.createArrayOf("bytea", prevs));
      call.setObject(i++, ats);
      call.setObject(i++, kinds);
      call.setArray(i++, connection.createArrayOf("bytea", hashes));
      call.setArray(i++, connection.createArrayOf("bytea", ops));
      call.setArray(i++, connection.createArrayOf("bytea", bodies));
      if (secret) {
        call.setArray(i, connection.createArrayOf("bytea", secrets));
      } else {
        call.setNull(i, java.sql.Types.ARRAY);
      }
    }
  }
}
