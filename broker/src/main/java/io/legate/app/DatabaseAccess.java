package io.legate.app;

import io.legate.app.config.LedgerEntry;
import io.legate.ledger.postgres.PostgresTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// As whom the ledger's database is reached.
///
/// The address comes first, then the password file, then `PGUSER` and `PGPASSWORD` of the
/// environment, which every PostgreSQL client reads.
final class DatabaseAccess {

  private DatabaseAccess() {}

  /// @throws IOException if the password file cannot be read
  static PostgresTarget of(LedgerEntry ledger, Map<String, String> environment) throws IOException {
    String url = ledger.url();
    if (url == null) {
      throw new IllegalArgumentException("the embedded ledger has no address");
    }
    return PostgresTarget.of(
        url, environment.get("PGUSER"), password(ledger, environment), ledger.lossAccepted());
  }

  private static @Nullable String password(LedgerEntry ledger, Map<String, String> environment)
      throws IOException {
    var file = ledger.passwordFile();
    return file == null ? environment.get("PGPASSWORD") : Files.readString(file).strip();
  }
}
