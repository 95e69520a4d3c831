package io.legate.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Jcs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;

/// A run that is over: a data folder, and the bundle that was in force.
public final class Recorded {

  private Recorded() {}

  /// Records something of everything into a folder.
  public static void everything(Path folder) throws Exception {
    try (var run = new RecordedRun(folder)) {
      run.everything();
    }
  }

  /// Records that into a folder, and an API token and a decision outside of any task.
  public static void everythingAndAlone(Path folder) throws Exception {
    try (var run = new RecordedRun(folder)) {
      run.everything();
      run.site.use.apiTokens().issue(run.site.caller("action"), null);
      run.askAlone("vendors.read");
    }
  }

  /// The bundle, as a file of it: JSON is YAML.
  public static String bundle() throws Exception {
    return Jcs.text(RecordedRun.bundle(RecordedRun.POLICY));
  }

  /// Changes the text of all bodies that have it.
  ///
  /// @return how many there are
  public static int change(Path folder, String from, String to) throws Exception {
    return change(folder, "1", from, to);
  }

  static int change(Path folder, String where, String from, String to) throws Exception {
    int changed = 0;
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
        var read = connection.prepareStatement("SELECT leaf, body FROM event WHERE " + where);
        var write = connection.prepareStatement("UPDATE event SET body = ? WHERE leaf = ?")) {
      try (var rows = read.executeQuery()) {
        while (rows.next()) {
          String before = new String(rows.getBytes(2), StandardCharsets.UTF_8);
          String after = before.replace(from, to);
          if (!after.equals(before)) {
            changed++;
            write.setBytes(1, after.getBytes(StandardCharsets.UTF_8));
            write.setLong(2, rows.getLong(1));
            write.addBatch();
          }
        }
      }
      if (changed > 0) {
        write.executeBatch();
      }
    }
    assertThat(changed).as(from).isPositive();
    return changed;
  }
}
