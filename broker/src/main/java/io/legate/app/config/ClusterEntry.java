package io.legate.app.config;

/// This broker's place among those that share a ledger, as it is written.
///
/// @param node the number of this node's log, which no other broker on the same ledger has
public record ClusterEntry(int node) {

  /// The largest node number.
  public static final int NODE_MAX = 1_023;

  /// A broker that has its ledger to itself.
  public static final ClusterEntry ALONE = new ClusterEntry(1);

  public ClusterEntry {
    if (node < 1 || node > NODE_MAX) {
      throw new IllegalArgumentException("a node's number is from 1 to 1023");
    }
  }

  /// Reads `cluster`. Without it the broker is alone.
  ///
  /// @param ledger which must be one that several may write to
  static ClusterEntry read(Section root, LedgerEntry ledger) {
    if (!root.has("cluster")) {
      return ALONE;
    }
    Section section = root.section("cluster");
    if (ledger.url() == null) {
      root.problem("cluster", "needs a PostgreSQL `ledger`: the embedded one has one writer");
    }
    if (!section.has("node")) {
      section.problem("node", "is required");
    }
    var entry = new ClusterEntry(section.count("node", ALONE.node, NODE_MAX));
    section.refuseUnknown();
    return entry;
  }
}
