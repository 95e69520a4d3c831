package io.legate.app.config;

import io.legate.ledger.postgres.PostgresTarget;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where events are kept, as it is written.
///
/// @param url the database's address, which may hold a password; null for the embedded ledger
/// @param passwordFile a file with the password and nothing else; null where none is named
/// @param lossAccepted whether a database that may lose what it acknowledged will do
public record LedgerEntry(@Nullable String url, @Nullable Path passwordFile, boolean lossAccepted) {

  /// The embedded ledger, in the data folder.
  public static final LedgerEntry EMBEDDED = new LedgerEntry(null, null, false);

  /// Reads `ledger`: a text, or a mapping where there is more to say. What it says is not repeated
  /// in a problem, because a password may be in it.
  static LedgerEntry read(Section root, Path folder) {
    if (!root.isMapping("ledger")) {
      String text = root.text("ledger", "sqlite");
      if (text.equals("sqlite")) {
        return EMBEDDED;
      }
      return checked(root, "ledger", new LedgerEntry(text, null, false));
    }
    Section section = root.section("ledger");
    String file = section.textOrNull("password_file");
    var entry =
        new LedgerEntry(
            section.requiredText("url"),
            file == null ? null : folder.resolve(file).normalize(),
            section.flag("accept_loss", false));
    section.refuseUnknown();
    return checked(section, "url", entry);
  }

  private static LedgerEntry checked(Section section, String key, LedgerEntry entry) {
    try {
      if (entry.url != null) {
        var _ = PostgresTarget.of(entry.url, null, null, false);
      }
      return entry;
    } catch (IllegalArgumentException e) {
      String either = key.equals("ledger") ? "must be `sqlite` or an address: it " : "";
      section.problem(key, either + e.getMessage());
      return EMBEDDED;
    }
  }

  /// Without the address.
  @Override
  public String toString() {
    return url == null ? "sqlite" : "postgresql";
  }
}
