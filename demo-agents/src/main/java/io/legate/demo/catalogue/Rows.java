package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.json.Json;
import java.util.List;

/// What can be done with the rows of two systems: a database of customers, and the objects of a
/// sales system.
public final class Rows {

  private static final String CUSTOMERS = "table://records/customers";

  private Rows() {}

  /// Reads columns of the customers.
  public static Call select(List<String> columns) {
    var arguments = Json.Obj.with("columns", Json.Arr.ofStrings(columns)).build();
    return Call.of(
        Party.RECORDS,
        "POST",
        "customers/query",
        new AgentAction("rows.select", CUSTOMERS, arguments),
        arguments);
  }

  /// Adds a customer.
  public static Call insert(String name, String email, String region, String status) {
    var arguments =
        Json.Obj.with("name", name)
            .with("email", email)
            .with("region", region)
            .with("status", status)
            .build();
    return Call.of(
        Party.RECORDS,
        "POST",
        "customers",
        new AgentAction("rows.insert", CUSTOMERS, arguments),
        arguments);
  }

  /// Reads so many objects of a kind, such as `Lead`.
  public static Call objects(String kind, long count) {
    var arguments = Json.Obj.with("count", count).build();
    return Call.of(
        Party.LEADS,
        "POST",
        "objects/" + kind + "/query",
        new AgentAction("objects.read", "object://salesforce/" + kind, arguments),
        arguments);
  }

  /// Changes an object.
  public static Call update(String kind, String id, String status) {
    var arguments = Json.Obj.with("status", status).build();
    return Call.of(
        Party.LEADS,
        "PUT",
        "objects/" + kind + "/" + id,
        new AgentAction("objects.update", "object://salesforce/" + kind, arguments),
        arguments);
  }
}
