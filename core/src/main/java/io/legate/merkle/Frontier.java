package io.legate.merkle;

import java.util.Arrays;
import java.util.List;

/// The right edge of a growing tree: the roots of its largest whole subtrees, left to right, one
/// for each bit set in its size. It is all that is needed to append and to give the root.
///
/// Immutable; appending gives another one, so that a batch that is not committed leaves no trace.
public final class Frontier {

  private static final Frontier EMPTY = new Frontier(0, new Hash[0]);

  private final long size;
  private final Hash[] subtrees;

  private Frontier(long size, Hash[] subtrees) {
    this.size = size;
    this.subtrees = subtrees;
  }

  /// Returns the edge of the tree without leaves.
  public static Frontier empty() {
    return EMPTY;
  }

  /// Returns the edge of the tree with these leaf hashes appended, in order.
  public Frontier plus(List<Hash> leaves) {
    var edge = Arrays.copyOf(subtrees, Long.SIZE);
    int count = subtrees.length;
    long grown = size;
    for (Hash leaf : leaves) {
      Hash whole = leaf;
      for (long rest = grown; (rest & 1) == 1; rest >>>= 1) {
        count--;
        whole = Rfc6962.node(edge[count], whole);
      }
      edge[count] = whole;
      count++;
      grown++;
    }
    return new Frontier(grown, Arrays.copyOf(edge, count));
  }

  /// Returns the edge of the tree with this leaf hash appended.
  public Frontier plus(Hash leaf) {
    return plus(List.of(leaf));
  }

  /// Returns how many leaves there are.
  public TreeSize size() {
    return new TreeSize(size);
  }

  /// Returns the root of the whole tree.
  public Hash root() {
    if (subtrees.length == 0) {
      return Rfc6962.emptyRoot();
    }
    Hash root = subtrees[subtrees.length - 1];
    for (int i = subtrees.length - 2; i >= 0; i--) {
      root = Rfc6962.node(subtrees[i], root);
    }
    return root;
  }

  /// Returns the subtree roots one after the other, 32 bytes each. The size is not among them.
  public byte[] bytes() {
    var bytes = new byte[subtrees.length * Hash.BYTES];
    for (int i = 0; i < subtrees.length; i++) {
      System.arraycopy(subtrees[i].shared(), 0, bytes, i * Hash.BYTES, Hash.BYTES);
    }
    return bytes;
  }

  /// Returns the edge that [#bytes] wrote.
  ///
  /// @throws IllegalArgumentException unless there is one hash for each bit set in `size`
  public static Frontier of(TreeSize size, byte[] bytes) {
    int count = Long.bitCount(size.leaves());
    if (bytes.length != count * Hash.BYTES) {
      throw new IllegalArgumentException("a tree of this size has another number of subtrees");
    }
    var subtrees = new Hash[count];
    for (int i = 0; i < count; i++) {
      subtrees[i] = Hash.owning(Arrays.copyOfRange(bytes, i * Hash.BYTES, (i + 1) * Hash.BYTES));
    }
    return new Frontier(size.leaves(), subtrees);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frontier frontier
        && size == frontier.size
        && Arrays.equals(subtrees, frontier.subtrees);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(size) * 31 + Arrays.hashCode(subtrees);
  }
}
