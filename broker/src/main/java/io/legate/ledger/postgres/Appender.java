package io.legate.ledger.postgres;

import io.legate.ledger.AppendResult;
import io.legate.ledger.Batch;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OutcomeUnknownException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/// Sends batches and reads what became of them.
///
/// Only the database's own word makes an outcome known. A connection that breaks after a batch was
/// sent, and every error that may come after the commit, leave it unknown; it stays so, whatever
/// else fails, until the same batch is sent again and answered.
final class Appender {

  /// Classes of SQL states that a failed statement has, whatever the server does afterwards: it
  /// wrote nothing. All others, above all 08 and 57, may come after a commit.
  private static final Set<String> REFUSALS =
      Set.of("0A", "22", "23", "25", "28", "2B", "3D", "3F", "42", "53", "54", "P0");

  private static final int BUCKETS_MAX = 4_096;

  private final Pools pools;
  private final Set<Integer> prepared = new HashSet<>();
  private @Nullable Batch unresolved;

  Appender(Pools pools) {
    this.pools = pools;
  }

  synchronized AppendResult append(Batch batch)
      throws OutcomeUnknownException, LedgerUnavailableException {
    var once = new OnceClaims(batch.entries());
    var call = new AppendCall(batch, once);
    boolean sentBefore = isUnresolved(batch);
    boolean open = sentBefore;
    try (Connection connection = pools.writer()) {
      prepare(connection, once.buckets());
      open = true;
      AppendResult result;
      try {
        result = call.run(connection) ? new AppendResult.Already() : new AppendResult.Appended();
      } catch (SQLException e) {
        open = !isNamed(e) && (sentBefore || !isRefusal(e));
        result = result(e, call, once, connection);
      }
      unresolved = null;
      return result;
    } catch (SQLException e) {
      prepared.clear();
      unresolved = open ? batch : null;
      if (open) {
        throw new OutcomeUnknownException("the database did not say what became of a batch", e);
      }
      throw PostgresLedger.unavailable(e);
    }
  }

  /// By what it would make of the log: nothing else has that term and that root.
  private boolean isUnresolved(Batch batch) {
    Batch open = unresolved;
    return open != null
        && open.before().term() == batch.before().term()
        && open.after().equals(batch.after());
  }

  private void prepare(Connection connection, Set<Integer> buckets) throws SQLException {
    buckets.removeAll(prepared);
    if (buckets.isEmpty()) {
      return;
    }
    try (PreparedStatement prepare =
        connection.prepareStatement("SELECT legate.prepare_buckets(?)")) {
      int[] missing = buckets.stream().mapToInt(Integer::intValue).sorted().toArray();
      prepare.setObject(1, missing);
      prepare.execute();
    }
    if (prepared.size() > BUCKETS_MAX) {
      prepared.clear();
    }
    prepared.addAll(buckets);
  }

  /// Whether it is one of the answers of `legate.append`, given under the lock of the log's head.
  private static boolean isNamed(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.matches("LG00[1-5]");
  }

  private static boolean isRefusal(SQLException e) {
    String state = e.getSQLState();
    return state != null
        && e instanceof PSQLException server
        && server.getServerErrorMessage() != null
        && (state.equals("LG006") || REFUSALS.contains(state.substring(0, 2)));
  }

  private AppendResult result(
      SQLException e, AppendCall call, OnceClaims once, Connection connection) throws SQLException {
    return switch (e.getSQLState()) {
      case "LG001" -> new AppendResult.Fenced("the log has another term or another size");
      case "LG002" -> new AppendResult.ClockSkew();
      case "LG003" -> new AppendResult.ControlMoved(Long.parseLong(detail(e)));
      case "LG004" -> new AppendResult.Conflict(call.withFollowers(indexes(detail(e))));
      case "LG005" -> taken(e, once, connection);
      case null, default -> throw e;
    };
  }

  /// Names who lost by what is there now. A key that was taken stays taken; only a place may have
  /// become needless, because another node made the same claim. Then the batch may be sent again.
  private static AppendResult taken(SQLException refusal, OnceClaims once, Connection connection)
      throws SQLException {
    var losers = once.losers(new Reader(connection).standing(once.distinct()));
    if (losers.isEmpty()) {
      throw refusal;
    }
    return new AppendResult.OnceTaken(losers);
  }

  private static String detail(SQLException e) {
    var said = e instanceof PSQLException server ? server.getServerErrorMessage() : null;
    String detail = said == null ? null : said.getDetail();
    return detail == null ? "" : detail;
  }

  private static List<Integer> indexes(String detail) {
    return new ArrayList<>(Arrays.stream(detail.split(",")).map(Integer::valueOf).toList());
  }
}
