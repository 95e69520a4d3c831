package io.legate.demo.server;

import io.legate.client.broker.AgentAction;
import io.legate.client.resource.VerifiedCall;
import io.legate.json.Jcs;
import java.sql.SQLException;
import java.util.List;

/// What a resource server saw of each call, and what the broker answered: its own account, kept in
/// its own database.
///
/// A row is written when a call has been verified offline, before the broker is asked, with the
/// answer empty; the answer is added when it comes. So a row without an answer is a call that was
/// authenticated and never decided.
public final class CallLog {

  static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS call (
        number INTEGER PRIMARY KEY, task TEXT NOT NULL, hop TEXT NOT NULL, depth INTEGER NOT NULL,
        subject TEXT NOT NULL, purpose TEXT NOT NULL, actors TEXT NOT NULL,
        permissions INTEGER NOT NULL, action TEXT NOT NULL, resource TEXT NOT NULL,
        arguments TEXT NOT NULL, answer TEXT NOT NULL DEFAULT '',
        decision_id TEXT NOT NULL DEFAULT '', reasons TEXT NOT NULL DEFAULT '') STRICT""";

  private final Database database;

  CallLog(Database database) {
    this.database = database;
  }

  /// Writes down a call that was verified offline, and returns the row's number.
  long verified(VerifiedCall call, AgentAction action) throws SQLException {
    return add(
        new Seen(
            0,
            call.taskId().toString(),
            call.hopId().toString(),
            call.depth(),
            call.subject(),
            call.purpose(),
            String.join(" ", call.actors()),
            call.boundary().items().size(),
            action.name(),
            action.resource(),
            Jcs.text(action.arguments()),
            "",
            "",
            ""));
  }

  long add(Seen seen) throws SQLException {
    return database.insert(
        """
        INSERT INTO call (task, hop, depth, subject, purpose, actors, permissions, action,
          resource, arguments)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        seen.task(),
        seen.hop(),
        seen.depth(),
        seen.subject(),
        seen.purpose(),
        seen.actors(),
        seen.permissions(),
        seen.action(),
        seen.resource(),
        seen.arguments());
  }

  /// Adds the broker's answer.
  ///
  /// @param answer `allow`, `deny`, `escalate`, `rate_limited`, or an error's reason
  /// @param reasons the JSON text of an array of reasons
  void answered(long number, String answer, String decisionId, String reasons) throws SQLException {
    database.update(
        "UPDATE call SET answer = ?, decision_id = ?, reasons = ? WHERE number = ?",
        answer,
        decisionId,
        reasons,
        number);
  }

  /// One row.
  ///
  /// @param actors client ids, current actor first, with blanks between them
  /// @param permissions how many the token carried
  /// @param answer empty where the broker could not be asked
  /// @param reasons the JSON text of an array, empty where there were none
  public record Seen(
      long number,
      String task,
      String hop,
      int depth,
      String subject,
      String purpose,
      String actors,
      int permissions,
      String action,
      String resource,
      String arguments,
      String answer,
      String decisionId,
      String reasons) {}

  /// Reads the calls of a database that a resource server has open.
  public static List<Seen> read(Database database) throws SQLException {
    return database.query(
        """
        SELECT number, task, hop, depth, subject, purpose, actors, permissions, action, resource,
          arguments, answer, decision_id, reasons
        FROM call ORDER BY number""",
        row ->
            new Seen(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getInt(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getString(14)));
  }
}
