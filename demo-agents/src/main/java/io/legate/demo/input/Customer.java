package io.legate.demo.input;

import java.math.BigDecimal;
import java.util.List;

/// A customer, as the CRM holds it.
///
/// @param creditLimit in euros; nobody's business but sales'
/// @param confirmedOrders orders shipped to it directly, whose arrival it has confirmed
public record Customer(
    String id,
    String name,
    String email,
    String contact,
    BigDecimal creditLimit,
    List<String> confirmedOrders) {

  public Customer {
    confirmedOrders = List.copyOf(confirmedOrders);
  }

  static Customer of(Csv.Row row) throws UnusableInputException {
    String orders = row.optional("confirmed_orders");
    return new Customer(
        Amounts.identifier(row, "customer_id"),
        row.required("name"),
        row.required("email"),
        row.optional("contact"),
        Amounts.of(row, "credit_limit"),
        orders.isEmpty() ? List.of() : List.of(orders.split("\\s*;\\s*")));
  }
}
