package io.legate.merkle;

/// How many leaves a tree has. Its own type, so that it never changes places with a [LeafIndex].
///
/// @param leaves zero or more
public record TreeSize(long leaves) implements Comparable<TreeSize> {

  public TreeSize {
    if (leaves < 0) {
      throw new IllegalArgumentException("a tree has no fewer than 0 leaves");
    }
  }

  @Override
  public int compareTo(TreeSize other) {
    return Long.compare(leaves, other.leaves);
  }
}
