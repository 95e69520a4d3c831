package io.legate.demo.server;

import io.legate.demo.input.Customer;
import io.legate.demo.input.InputFolder;
import io.legate.json.Json;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The CRM's tables: customers, and the deliveries they have confirmed.
public final class CrmStore implements AutoCloseable {

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS customer (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, contact TEXT NOT NULL,
            credit_limit TEXT NOT NULL) STRICT""",
          """
          CREATE TABLE IF NOT EXISTS confirmed_order (
            customer TEXT NOT NULL REFERENCES customer (id), purchase_order TEXT NOT NULL,
            PRIMARY KEY (customer, purchase_order)) STRICT""",
          CallLog.SCHEMA);

  private final Database database;

  private CrmStore(Database database) {
    this.database = database;
  }

  /// Opens the file, and fills it where it is new.
  public static CrmStore open(Path file, InputFolder input) throws SQLException {
    var store = new CrmStore(Database.open(file, SCHEMA));
    for (Customer customer : input.customers().values()) {
      store.database.update(
          """
          INSERT INTO customer VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email,
            contact = excluded.contact, credit_limit = excluded.credit_limit""",
          customer.id(),
          customer.name(),
          customer.email(),
          customer.contact(),
          customer.creditLimit().toPlainString());
      for (String order : customer.confirmedOrders()) {
        store.database.update(
            "INSERT OR IGNORE INTO confirmed_order VALUES (?, ?)", customer.id(), order);
      }
    }
    return store;
  }

  /// What this server saw and was told.
  CallLog calls() {
    return new CallLog(database);
  }

  /// Returns a customer's record, with the orders it has confirmed.
  Optional<Json.Obj> customer(String id) throws SQLException {
    var orders =
        database.query(
            "SELECT purchase_order FROM confirmed_order WHERE customer = ? ORDER BY 1",
            row -> row.getString(1),
            id);
    return database
        .query(
            "SELECT id, name, email, contact, credit_limit FROM customer WHERE id = ?",
            row ->
                Json.Obj.with("customer", row.getString(1))
                    .with("name", row.getString(2))
                    .with("email", row.getString(3))
                    .with("contact", row.getString(4))
                    .with("credit_limit", row.getString(5))
                    .with("confirmed_orders", Json.Arr.ofStrings(orders))
                    .build(),
            id)
        .stream()
        .findFirst();
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
