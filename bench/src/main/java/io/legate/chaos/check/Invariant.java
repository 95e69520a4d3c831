package io.legate.chaos.check;

/// What must hold, whatever breaks.
public enum Invariant {
  I1("no limit is overspent, of any hop, in the ledger or by what clients were told"),
  I2("nothing is allowed, issued or renewed after its revocation was acknowledged"),
  I3("what was acknowledged is in the ledger, exactly once, and every chain and tree is whole"),
  I4("one assertion, proof, statement, approval or request leads to at most one success"),
  I5("what was not answered comes to one outcome when it is asked again"),
  I6("a node that cannot reach the database allows nothing"),
  I7("after healing, 99 % of the attempts are answered within 15 seconds, by itself"),
  I8("no client sees a stack trace, no log a token, a proof or a key");

  private final String sentence;

  Invariant(String sentence) {
    this.sentence = sentence;
  }

  /// The rule, for people.
  public String sentence() {
    return sentence;
  }
}
