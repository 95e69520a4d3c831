package io.legate.demo.server;

import io.legate.demo.input.InputFolder;
import io.legate.demo.invoice.Invoice;
import io.legate.demo.invoice.UblInvoiceReader;
import io.legate.demo.invoice.UnreadableInvoiceException;
import io.legate.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The inbox: invoices as they came, and an index of what they say they are about.
///
/// The index is made when a document comes in, and believes it. One that cannot be read is there
/// all the same, without an order and an account.
public final class DocumentStore implements AutoCloseable {

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS document (
            file TEXT PRIMARY KEY, purchase_order TEXT NOT NULL, content BLOB NOT NULL) STRICT\
          """,
          CallLog.SCHEMA);

  private final Database database;

  private DocumentStore(Database database) {
    this.database = database;
  }

  /// Opens the file, and takes in the invoices of the input folder.
  public static DocumentStore open(Path file, InputFolder input) throws SQLException, IOException {
    var store = new DocumentStore(Database.open(file, SCHEMA));
    for (String name : input.invoices()) {
      Path invoice = input.invoice(name);
      if (Files.size(invoice) <= UblInvoiceReader.BYTES_MAX) {
        store.add(name, Files.readAllBytes(invoice));
      }
    }
    return store;
  }

  void add(String file, byte[] content) throws SQLException {
    database.update(
        "INSERT OR REPLACE INTO document VALUES (?, ?, ?)", file, order(content), content);
  }

  private static String order(byte[] content) {
    return invoice(content).map(Invoice::orderId).orElse("");
  }

  private static Optional<Invoice> invoice(byte[] content) {
    try {
      return Optional.of(UblInvoiceReader.read(content));
    } catch (UnreadableInvoiceException e) {
      return Optional.empty();
    }
  }

  /// What this server saw and was told.
  CallLog calls() {
    return new CallLog(database);
  }

  /// Returns what is in the inbox, by file name.
  Json.Obj list() throws SQLException {
    var documents =
        database.query(
            "SELECT file, purchase_order FROM document ORDER BY file",
            row ->
                (Json)
                    Json.Obj.with("file", row.getString(1))
                        .with("order", row.getString(2))
                        .build());
    return Json.Obj.with("documents", new Json.Arr(documents)).build();
  }

  /// Returns a document: its content in base64, and the account that it asks to be paid to.
  Optional<Json.Obj> document(String file) throws SQLException {
    return database
        .query(
            "SELECT file, content FROM document WHERE file = ?",
            row -> shown(row.getString(1), row.getBytes(2)),
            file)
        .stream()
        .findFirst();
  }

  private static Json.Obj shown(String file, byte[] content) {
    return Json.Obj.with("file", file)
        .with("content", Base64.getEncoder().encodeToString(content))
        .withOptional("iban", invoice(content).map(Invoice::iban).orElse(null))
        .build();
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
