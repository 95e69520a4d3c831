package io.legate.demo.server;

import io.legate.demo.input.GoodsReceipt;
import io.legate.demo.input.InputFolder;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.input.Vendor;
import io.legate.demo.message.Payment;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The ERP's tables: vendors, purchase orders, goods receipts, payments.
///
/// Payments are only ever added. The same invoice can be booked twice as far as these tables are
/// concerned: see the package's own page for why.
public final class ErpStore implements AutoCloseable {

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS vendor (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, iban TEXT NOT NULL,
            email TEXT NOT NULL, blocked INTEGER NOT NULL) STRICT\
          """,
          """
          CREATE TABLE IF NOT EXISTS purchase_order (
            id TEXT PRIMARY KEY, vendor TEXT NOT NULL REFERENCES vendor (id),
            cost_centre TEXT NOT NULL, currency TEXT NOT NULL, ceiling TEXT NOT NULL,
            quantity TEXT NOT NULL, item TEXT NOT NULL, ship_to TEXT NOT NULL) STRICT\
          """,
          """
          CREATE TABLE IF NOT EXISTS receipt (
            id TEXT PRIMARY KEY, purchase_order TEXT NOT NULL REFERENCES purchase_order (id),
            quantity TEXT NOT NULL, received_on TEXT NOT NULL) STRICT\
          """,
          """
          CREATE TABLE IF NOT EXISTS payment (
            number INTEGER PRIMARY KEY, purchase_order TEXT NOT NULL, vendor TEXT NOT NULL,
            invoice TEXT NOT NULL, currency TEXT NOT NULL, amount TEXT NOT NULL,
            iban TEXT NOT NULL, task TEXT NOT NULL, decision TEXT NOT NULL UNIQUE) STRICT\
          """,
          CallLog.SCHEMA);

  private final Database database;

  private ErpStore(Database database) {
    this.database = database;
  }

  /// Opens the file, and fills it where it is new.
  public static ErpStore open(Path file, InputFolder input) throws SQLException {
    var store = new ErpStore(Database.open(file, SCHEMA));
    for (Vendor vendor : input.vendors().values()) {
      store.database.update(
          "INSERT OR REPLACE INTO vendor VALUES (?, ?, ?, ?, ?, ?)",
          vendor.id(),
          vendor.name(),
          vendor.country(),
          vendor.iban(),
          vendor.email(),
          vendor.blocked() ? 1 : 0);
    }
    for (PurchaseOrder order : input.orders().values()) {
      store.database.update(
          "INSERT OR REPLACE INTO purchase_order VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          order.id(),
          order.vendorId(),
          order.costCentre(),
          order.currency(),
          order.ceiling().toPlainString(),
          order.quantity().toPlainString(),
          order.item(),
          order.shipTo());
    }
    for (GoodsReceipt receipt : input.receipts()) {
      store.database.update(
          "INSERT OR REPLACE INTO receipt VALUES (?, ?, ?, ?)",
          receipt.id(),
          receipt.orderId(),
          receipt.quantity().toPlainString(),
          receipt.receivedOn());
    }
    return store;
  }

  /// What this server saw and was told.
  CallLog calls() {
    return new CallLog(database);
  }

  /// Returns a vendor's record.
  Optional<Json.Obj> vendor(String id) throws SQLException {
    return database
        .query(
            "SELECT id, name, country, iban, email, blocked FROM vendor WHERE id = ?",
            row ->
                Json.Obj.with("vendor", row.getString(1))
                    .with("name", row.getString(2))
                    .with("country", row.getString(3))
                    .with("iban", row.getString(4))
                    .with("email", row.getString(5))
                    .with("blocked", new Json.Bool(row.getInt(6) != 0))
                    .build(),
            id)
        .stream()
        .findFirst();
  }

  /// Changes the account that a vendor is paid to, and returns how many vendors that are.
  int changeAccount(String vendor, String iban) throws SQLException {
    return database.update("UPDATE vendor SET iban = ? WHERE id = ?", iban, vendor);
  }

  /// Returns a purchase order.
  Optional<Json.Obj> order(String id) throws SQLException {
    return database
        .query(
            """
            SELECT id, vendor, currency, ceiling, quantity, item, ship_to
            FROM purchase_order WHERE id = ?\
            """,
            row ->
                Json.Obj.with("order", row.getString(1))
                    .with("vendor", row.getString(2))
                    .with("currency", row.getString(3))
                    .with("ceiling", row.getString(4))
                    .with("quantity", row.getString(5))
                    .with("item", row.getString(6))
                    .with("ship_to", row.getString(7))
                    .build(),
            id)
        .stream()
        .findFirst();
  }

  /// Returns what has arrived for an order; nothing for one that is not known.
  Json.Obj receipts(String order) throws SQLException {
    var receipts =
        database.query(
            "SELECT id, quantity, received_on FROM receipt WHERE purchase_order = ? ORDER BY id",
            row ->
                (Json)
                    Json.Obj.with("receipt", row.getString(1))
                        .with("quantity", row.getString(2))
                        .with("received_on", row.getString(3))
                        .build(),
            order);
    return Json.Obj.with("receipts", new Json.Arr(receipts)).build();
  }

  /// Books a payment and returns its number.
  ///
  /// @param decision the broker's decision that allowed it; each allows one
  long book(Payment payment, String task, String decision) throws SQLException {
    return database.insert(
        """
        INSERT INTO payment
          (purchase_order, vendor, invoice, currency, amount, iban, task, decision)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        payment.order(),
        payment.vendor(),
        payment.invoice(),
        payment.currency(),
        payment.amount().toPlainString(),
        payment.iban(),
        task,
        decision);
  }

  /// One booked payment.
  public record Booked(long number, Payment payment, String task, String decision) {}

  /// Reads the payments of a database that the ERP has open.
  public static List<Booked> payments(Database database) throws SQLException {
    return database.query(
        """
        SELECT number, purchase_order, vendor, invoice, currency, amount, iban, task, decision
        FROM payment ORDER BY number\
        """,
        row ->
            new Booked(
                row.getLong(1),
                new Payment(
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    new BigDecimal(row.getString(6)),
                    row.getString(7)),
                row.getString(8),
                row.getString(9)));
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
