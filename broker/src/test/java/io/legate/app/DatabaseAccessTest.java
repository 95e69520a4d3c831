package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.app.config.LedgerEntry;
import io.legate.ledger.postgres.PostgresTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseAccessTest {

  private static final String URL = "jdbc:postgresql://db/legate";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PGUSER", "env-user", "PGPASSWORD", "env-password");

  @TempDir Path folder;

  @Test
  void theAddressComesBeforeTheFileAndTheFileBeforeTheEnvironment() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "from the file\n");
    assertThat(DatabaseAccess.of(new LedgerEntry(URL, null, false), ENVIRONMENT))
        .isEqualTo(new PostgresTarget(URL, "env-user", "env-password", false));
    assertThat(DatabaseAccess.of(new LedgerEntry(URL, file, true), ENVIRONMENT))
        .isEqualTo(new PostgresTarget(URL, "env-user", "from the file", true));
    var named = new LedgerEntry(URL + "?user=me&password=mine", file, false);
    assertThat(DatabaseAccess.of(named, ENVIRONMENT))
        .isEqualTo(new PostgresTarget(URL, "me", "mine", false));
    assertThat(DatabaseAccess.of(new LedgerEntry(URL, null, false), Map.of()))
        .isEqualTo(new PostgresTarget(URL, null, null, false));
  }

  @Test
  void aPasswordFileThatIsNotThereIsAnError() {
    var entry = new LedgerEntry(URL, folder.resolve("none"), false);
    assertThatThrownBy(() -> DatabaseAccess.of(entry, ENVIRONMENT)).isInstanceOf(IOException.class);
  }
}
