package io.legate.demo.catalogue;

/// Everyone who takes part, and what they are called.
public enum Party {
  ORCHESTRATOR("agent:orchestrator"),
  RESEARCH("agent:research"),
  ANALYSIS("agent:analysis"),
  ACTION("agent:action"),
  ASSISTANT("agent:assistant"),
  ERP("rs:erp"),
  CRM("rs:crm"),
  DOCUMENTS("rs:documents"),
  SHOP("rs:shop"),
  SALES("rs:sales"),
  MAILBOX("rs:mailbox"),
  RECORDS("rs:records"),
  LEADS("rs:leads"),
  FORGE("rs:forge"),
  TRADING("rs:trading"),
  LEGAL("rs:legal"),
  CLINIC("rs:clinic");

  private final String clientId;

  Party(String clientId) {
    this.clientId = clientId;
  }

  /// Its id at the broker.
  public String clientId() {
    return clientId;
  }

  /// One word for files and terminals, such as `erp`.
  public String word() {
    return clientId.substring(clientId.indexOf(':') + 1);
  }

  /// Whether it holds hops and acts; the others are resource servers.
  public boolean isAgent() {
    return clientId.startsWith("agent:");
  }

  /// Of a resource server: its only `aud`.
  public String audience() {
    if (isAgent()) {
      throw new IllegalStateException("an agent has no audience");
    }
    return "https://" + word() + ".example";
  }

  /// Returns the party of this word.
  public static Party ofWord(String word) {
    for (var party : values()) {
      if (party.word().equals(word)) {
        return party;
      }
    }
    throw new IllegalArgumentException("no party is called `" + word + "`");
  }
}
