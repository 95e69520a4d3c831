package io.legate.demo.server;

import io.legate.demo.input.Csv;
import io.legate.demo.input.UnusableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Tables that come with the demonstration, one CSV file each, to look at and to change.
final class Seed {

  private Seed() {}

  /// Reads the rows of a table.
  static List<Csv.Row> rows(String table) {
    String name = table + ".csv";
    try (InputStream in = Seed.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("`" + name + "` is missing from the program");
      }
      return Csv.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException | UnusableInputException e) {
      throw new IllegalStateException("`" + name + "` cannot be read", e);
    }
  }

  /// Makes a table of texts with the columns of its file, and fills it unless it is there.
  static void fill(Database database, String table) throws SQLException {
    List<Csv.Row> rows = rows(table);
    var columns = new ArrayList<>(rows.getFirst().fields().keySet());
    int there =
        database
            .query(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
                row -> row.getInt(1),
                table)
            .size();
    if (there > 0) {
      return;
    }
    database.update(
        "CREATE TABLE %s (%s TEXT NOT NULL) STRICT"
            .formatted(table, String.join(" TEXT NOT NULL, ", columns)));
    String insert =
        "INSERT INTO %s VALUES (%s)"
            .formatted(table, String.join(", ", Collections.nCopies(columns.size(), "?")));
    for (Csv.Row row : rows) {
      database.update(insert, row.fields().values().toArray());
    }
  }
}
