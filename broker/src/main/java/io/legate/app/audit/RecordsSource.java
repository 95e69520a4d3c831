package io.legate.app.audit;

import io.legate.inquiry.ExportPages;
import io.legate.inquiry.LedgerPages;
import io.legate.inquiry.RecordFilter;
import io.legate.inquiry.RecordPages;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.ledger.postgres.PostgresRecords;
import io.legate.ledger.postgres.PostgresTarget;
import io.legate.ledger.sqlite.SqliteRecords;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a command finds the records: one of three places.
final class RecordsSource {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "A broker's data folder, also while the broker is at work on it.")
  private @Nullable Path data;

  @Option(
      names = "--ledger",
      paramLabel = "URL",
      description =
          "A PostgreSQL database, jdbc:postgresql://…. User and password as parameters, or in"
              + " PGUSER and PGPASSWORD.")
  private @Nullable String ledger;

  @Option(names = "--export", paramLabel = "FILE", description = "What `audit export` wrote.")
  private @Nullable Path export;

  /// Records open for reading.
  ///
  /// @param size how many there are, as far as that is known without reading them; -1 where it is
  ///   not
  record Opened(RecordPages pages, long size, AutoCloseable end) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try {
        end.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  @Nullable Path export() {
    return export;
  }

  @Nullable Path data() {
    return data;
  }

  @Nullable String ledger() {
    return ledger;
  }

  /// Returns what it is, for people. Parameters of an address may hold a password.
  String words() {
    if (export != null) {
      return "the export " + export.getFileName();
    }
    String address = ledger;
    if (address == null) {
      return "a broker's data folder";
    }
    int parameters = address.indexOf('?');
    return "the database " + (parameters < 0 ? address : address.substring(0, parameters));
  }

  /// Opens what a question may be about.
  ///
  /// @throws IllegalArgumentException if the place is none
  Opened open(RecordFilter filter) throws LedgerUnavailableException, IOException {
    Path file = export;
    if (file != null) {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException("`" + file + "` is not a file");
      }
      InputStream in = new BufferedInputStream(Files.newInputStream(file));
      return new Opened(new ExportPages(in), -1, in);
    }
    return open(data, ledger, filter);
  }

  /// Opens what a question to a ledger may be about.
  ///
  /// @param folder a data folder, null where it is a database
  /// @throws IllegalArgumentException if the place is none
  static Opened open(@Nullable Path folder, @Nullable String address, RecordFilter filter)
      throws LedgerUnavailableException {
    Records records = records(folder, address);
    return new Opened(new LedgerPages(records, filter, null), records.size(), records);
  }

  private static Records records(@Nullable Path folder, @Nullable String address)
      throws LedgerUnavailableException {
    if (folder != null) {
      if (!SqliteRecords.isIn(folder)) {
        throw new IllegalArgumentException("there is no ledger in `" + folder + "`");
      }
      return SqliteRecords.open(folder);
    }
    if (address == null) {
      throw new IllegalArgumentException("name a data folder, a database or an export");
    }
    var environment = System.getenv();
    return PostgresRecords.open(
        PostgresTarget.of(
            address, environment.get("PGUSER"), environment.get("PGPASSWORD"), false));
  }
}
