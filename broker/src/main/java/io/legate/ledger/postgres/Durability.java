package io.legate.ledger.postgres;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the server's settings would let a crash or a fail-over take away.
///
/// A single server must flush what it has said is committed; one with replicas must also wait for
/// one of them, or a promotion loses acknowledged events and forks a log that was signed. Whether
/// the named replicas are the ones that would be promoted is NOT checked, nor what is changed after
/// the start.
final class Durability {

  private static final Logger LOG = LoggerFactory.getLogger(Durability.class);

  private static final Set<String> SURE = Set.of("on", "remote_apply");

  private static final String SQL =
      """
      SELECT pg_is_in_recovery(), current_setting('fsync'), current_setting('full_page_writes'),
             current_setting('synchronous_commit'), current_setting('synchronous_standby_names'),
             (SELECT count(*) FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup')
               + (SELECT count(*) FROM pg_replication_slots WHERE slot_type = 'physical')
      """;

  private Durability() {}

  /// @throws LedgerUnavailableException if something could be lost and that is not accepted, or the
  ///   server is itself a replica
  static void check(Connection connection, boolean lossAccepted)
      throws SQLException, LedgerUnavailableException {
    try (PreparedStatement query = connection.prepareStatement(SQL);
        ResultSet row = query.executeQuery()) {
      row.next();
      if (row.getBoolean(1)) {
        throw new LedgerUnavailableException(
            Reason.NOT_WRITTEN, "the database is a replica: only its primary is written to");
      }
      var found = losses(row);
      if (found.isEmpty()) {
        return;
      }
      String all = String.join("; ", found);
      if (!lossAccepted) {
        throw new LedgerUnavailableException(
            Reason.NOT_WRITTEN,
            "the database may lose what it has acknowledged: " + all + " (see `accept_loss`)");
      }
      LOG.warn("acknowledged events may be lost, as the configuration accepts: {}", all);
    }
  }

  private static List<String> losses(ResultSet row) throws SQLException {
    var found = new ArrayList<String>();
    if (!row.getString(2).equals("on")) {
      found.add("`fsync` is off");
    }
    if (!row.getString(3).equals("on")) {
      found.add("`full_page_writes` is off");
    }
    if (!SURE.contains(row.getString(4))) {
      found.add("`synchronous_commit` is `" + row.getString(4) + "`, not `on` or `remote_apply`");
    }
    if (row.getLong(6) > 0 && row.getString(5).isBlank()) {
      found.add("it has replicas and `synchronous_standby_names` names none of them");
    }
    return found;
  }
}
