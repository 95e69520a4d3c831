package io.legate.demo.scenario;

import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.server.Database;
import io.legate.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The broker's ledger, read where it lies: what is on record and told to nobody who asks.
final class LedgerView {

  private static final int DECIDED = 5;

  private final Path file;

  LedgerView(Path file) {
    this.file = file;
  }

  /// Returns the last decision about an action in a task.
  Fields decision(String task, String action) throws SQLException, BadMessageException {
    List<String> bodies;
    try (var ledger = Database.openToRead(file)) {
      bodies =
          ledger.query(
              """
              SELECT body FROM event WHERE hex(stream) = ? AND kind = ? ORDER BY seq DESC\
              """,
              row -> new String(row.getBytes(1), StandardCharsets.UTF_8),
              task.replace("-", "").toUpperCase(Locale.ROOT),
              DECIDED);
    }
    for (String body : bodies) {
      Fields decision = Fields.read(body).fields("data");
      if (decision.fields("action").string("action").equals(action)) {
        return decision;
      }
    }
    throw new BadMessageException("the ledger has no such decision");
  }

  /// Returns where the task had met the value of an argument, by the decision's record: sources and
  /// their fields; none where it was met nowhere.
  static List<String> origins(Fields decision, String argument) throws BadMessageException {
    var origins = new ArrayList<String>();
    for (Fields asked : decision.fields("checks").fields("basis").list("seen")) {
      if (asked.string("argument").equals(argument)
          && asked.object().get("origins") instanceof Json.Arr) {
        origins.addAll(asked.strings("origins"));
      }
    }
    return origins.stream().distinct().toList();
  }
}
