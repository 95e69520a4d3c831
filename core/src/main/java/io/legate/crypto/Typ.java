package io.legate.crypto;

/// The classes of signed token, each told apart by the `typ` of its header (RFC 8725 section 3.11).
/// One class, one verifier: none is accepted where another is expected.
public enum Typ {
  /// A broker's access token (RFC 9068): an API token, or with `txn` a hop's token instance.
  ACCESS_TOKEN("at+jwt"),
  /// A holder's proof of possession (RFC 9449).
  DPOP("dpop+jwt"),
  /// A client's assertion (RFC 7523, RFC 10070).
  CLIENT_AUTHENTICATION("client-authentication+jwt"),
  /// A delegator's consent to one hop.
  DELEGATION("delegation+jwt"),
  /// An approver's answer to one escalation.
  APPROVAL("approval+jwt"),
  /// A signed introspection answer (RFC 9701).
  INTROSPECTION("token-introspection+jwt"),
  /// A security event (RFC 8417).
  SECURITY_EVENT("secevent+jwt"),
  /// A list of token states.
  STATUS_LIST("statuslist+jwt");

  private final String header;

  Typ(String header) {
    this.header = header;
  }

  /// The value of `typ`. Compared exactly: we are the only ones who write most of these, and the
  /// registered spelling of the others is this one.
  public String header() {
    return header;
  }

  /// Returns whether `jws` says it is of this class. Its signature may not have been checked.
  public boolean isOf(CompactJws jws) {
    return header.equals(jws.typ());
  }
}
