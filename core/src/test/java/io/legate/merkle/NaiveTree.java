package io.legate.merkle;

import java.util.ArrayList;
import java.util.List;

/// RFC 6962 sections 2.1 to 2.1.2 as they are printed: recursive, slow, and easy to compare with
/// the text.
public final class NaiveTree {

  private NaiveTree() {}

  /// The Merkle tree hash MTH of section 2.1.
  public static Hash root(List<Hash> leaves) {
    if (leaves.isEmpty()) {
      return Rfc6962.emptyRoot();
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int k = split(leaves.size());
    return Rfc6962.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
  }

  /// The audit path PATH of section 2.1.1.
  public static List<Hash> path(int m, List<Hash> leaves) {
    int n = leaves.size();
    if (n == 1) {
      return List.of();
    }
    int k = split(n);
    return m < k
        ? and(path(m, leaves.subList(0, k)), root(leaves.subList(k, n)))
        : and(path(m - k, leaves.subList(k, n)), root(leaves.subList(0, k)));
  }

  /// The consistency proof PROOF of section 2.1.2.
  public static List<Hash> proof(int m, List<Hash> leaves) {
    return subproof(m, leaves, true);
  }

  private static List<Hash> subproof(int m, List<Hash> leaves, boolean whole) {
    int n = leaves.size();
    if (m == n) {
      return whole ? List.of() : List.of(root(leaves));
    }
    int k = split(n);
    return m <= k
        ? and(subproof(m, leaves.subList(0, k), whole), root(leaves.subList(k, n)))
        : and(subproof(m - k, leaves.subList(k, n), false), root(leaves.subList(0, k)));
  }

  /// The largest power of two smaller than n.
  private static int split(int n) {
    return Integer.highestOneBit(n - 1);
  }

  private static List<Hash> and(List<Hash> hashes, Hash last) {
    var all = new ArrayList<>(hashes);
    all.add(last);
    return all;
  }
}
