package io.legate.demo.catalogue;

import java.util.List;

/// The people who are asked before something happens. Each signs answers with a key of their own.
public enum Person {
  FINANCE_LEAD("person:finance-lead", "finance_lead"),
  SALES_LEAD("person:sales-lead", "sales_lead"),
  COUNSEL("person:counsel", "counsel"),
  /// Without a role: policy names the physician, and nobody else.
  PHYSICIAN("person:physician", "");

  private final String clientId;
  private final String role;

  Person(String clientId, String role) {
    this.clientId = clientId;
    this.role = role;
  }

  /// Their id at the broker.
  public String clientId() {
    return clientId;
  }

  /// One word for files and terminals, such as `counsel`.
  public String word() {
    return clientId.substring(clientId.indexOf(':') + 1);
  }

  /// What policy may ask them as, instead of by name.
  public List<String> roles() {
    return role.isEmpty() ? List.of() : List.of(role);
  }
}
