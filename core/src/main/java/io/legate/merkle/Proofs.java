package io.legate.merkle;

import io.legate.merkle.InvalidProofException.Reason;
import java.util.List;

/// Checks proofs that a leaf stands in a tree, and that one tree grew out of another.
///
/// The algorithms are those of RFC 9162 sections 2.1.3.2 and 2.1.4.2, which accept exactly what RFC
/// 6962 makes. The length of a proof follows from index and sizes, and is checked for equality.
///
/// This does NOT check who vouches for a root: compare it with a signed checkpoint first.
public final class Proofs {

  private Proofs() {}

  /// Checks that `leaf` is the hash at `index` in the tree of `size` leaves whose root is `root`.
  ///
  /// @param path sibling hashes from the leaf upwards
  /// @throws InvalidProofException if that is not shown
  public static void verifyInclusion(
      LeafIndex index, TreeSize size, Hash leaf, List<Hash> path, Hash root)
      throws InvalidProofException {
    if (index.value() >= size.leaves()) {
      throw new InvalidProofException(Reason.INDEX_OUTSIDE_TREE);
    }
    long place = index.value();
    long last = size.leaves() - 1;
    Hash found = leaf;
    for (Hash sibling : path) {
      if (last == 0) {
        throw new InvalidProofException(Reason.WRONG_LENGTH);
      }
      if ((place & 1) == 1 || place == last) {
        found = Rfc6962.node(sibling, found);
        int risen = (place & 1) == 1 ? 0 : Long.numberOfTrailingZeros(place);
        place = shift(place, risen);
        last = shift(last, risen);
      } else {
        found = Rfc6962.node(found, sibling);
      }
      place >>>= 1;
      last >>>= 1;
    }
    if (last != 0) {
      throw new InvalidProofException(Reason.WRONG_LENGTH);
    }
    requireRoot(root, found);
  }

  /// Checks that the first `older` leaves of the tree under `newerRoot` are those under
  /// `olderRoot`.
  ///
  /// Two trees of one size are consistent if they have one root and the proof is empty. An empty
  /// older tree is refused: every tree grows out of it, so nothing is shown.
  ///
  /// @param path hashes in the order of RFC 6962 section 2.1.2
  /// @throws InvalidProofException if that is not shown
  public static void verifyConsistency(
      TreeSize older, TreeSize newer, Hash olderRoot, Hash newerRoot, List<Hash> path)
      throws InvalidProofException {
    if (older.compareTo(newer) > 0) {
      throw new InvalidProofException(Reason.SIZES_OUT_OF_ORDER);
    }
    if (older.leaves() == 0) {
      throw new InvalidProofException(Reason.EMPTY_TREE);
    }
    if (older.equals(newer)) {
      requireEmpty(path);
      requireRoot(olderRoot, newerRoot);
      return;
    }
    climb(older.leaves(), newer.leaves(), olderRoot, newerRoot, path);
  }

  private static void climb(long older, long newer, Hash olderRoot, Hash newerRoot, List<Hash> path)
      throws InvalidProofException {
    // A whole subtree is its own first node, which the path leaves out.
    boolean whole = Long.bitCount(older) == 1;
    if (path.isEmpty() && !whole) {
      throw new InvalidProofException(Reason.WRONG_LENGTH);
    }
    int full = Long.numberOfTrailingZeros(older);
    long place = shift(older - 1, full);
    long last = shift(newer - 1, full);
    Hash first = whole ? olderRoot : path.getFirst();
    Hash foundOlder = first;
    Hash foundNewer = first;
    for (Hash sibling : whole ? path : path.subList(1, path.size())) {
      if (last == 0) {
        throw new InvalidProofException(Reason.WRONG_LENGTH);
      }
      if ((place & 1) == 1 || place == last) {
        foundOlder = Rfc6962.node(sibling, foundOlder);
        foundNewer = Rfc6962.node(sibling, foundNewer);
        int risen = (place & 1) == 1 ? 0 : Long.numberOfTrailingZeros(place);
        place = shift(place, risen);
        last = shift(last, risen);
      } else {
        foundNewer = Rfc6962.node(foundNewer, sibling);
      }
      place >>>= 1;
      last >>>= 1;
    }
    if (last != 0) {
      throw new InvalidProofException(Reason.WRONG_LENGTH);
    }
    requireRoot(olderRoot, foundOlder);
    requireRoot(newerRoot, foundNewer);
  }

  /// Java shifts by the distance modulo 64, and zero has 64 trailing zeros.
  private static long shift(long value, int distance) {
    return distance > 63 ? 0 : value >>> distance;
  }

  private static void requireEmpty(List<Hash> path) throws InvalidProofException {
    if (!path.isEmpty()) {
      throw new InvalidProofException(Reason.WRONG_LENGTH);
    }
  }

  private static void requireRoot(Hash expected, Hash found) throws InvalidProofException {
    if (!expected.equals(found)) {
      throw new InvalidProofException(Reason.ROOT_MISMATCH);
    }
  }
}
