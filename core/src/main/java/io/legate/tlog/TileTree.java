package io.legate.tlog;

import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A tree of one size as its tiles hold it, and the proofs that follow from them.
///
/// Each tile is read once, and only those that a proof needs: of any tree a few dozen. A tile that
/// lies makes a proof that does not verify. Not safe for use from many threads.
///
/// @param <X> how reading fails
public final class TileTree<X extends Exception> {

  /// Where tiles come from.
  ///
  /// @param <X> how reading fails
  @FunctionalInterface
  public interface Reader<X extends Exception> {

    /// Returns exactly as many hashes as the tile is wide.
    List<Hash> read(TileId tile) throws X;
  }

  private final TreeSize size;
  private final Reader<X> reader;
  private final Map<TileId, List<Hash>> tiles = new HashMap<>();

  /// @param reader has every tile of a tree of this size
  public TileTree(TreeSize size, Reader<X> reader) {
    this.size = size;
    this.reader = reader;
  }

  /// Returns the root.
  public Hash root() throws X {
    return size.leaves() == 0 ? Rfc6962.emptyRoot() : hash(0, size.leaves());
  }

  /// Returns the hash of one leaf.
  public Hash leaf(LeafIndex index) throws X {
    require(index.value() < size.leaves());
    return hash(index.value(), index.value() + 1);
  }

  /// Returns the inclusion proof of a leaf, from its sibling upwards (RFC 6962 section 2.1.1).
  public List<Hash> inclusion(LeafIndex index) throws X {
    require(index.value() < size.leaves());
    var path = new ArrayList<Hash>();
    long low = 0;
    long high = size.leaves();
    while (high - low > 1) {
      long middle = low + split(high - low);
      if (index.value() < middle) {
        path.add(hash(middle, high));
        high = middle;
      } else {
        path.add(hash(low, middle));
        low = middle;
      }
    }
    return path.reversed();
  }

  /// Returns the proof that this tree grew out of its first `older` leaves (RFC 6962 section
  /// 2.1.2).
  ///
  /// @param older at least 1 and at most this size
  public List<Hash> consistency(TreeSize older) throws X {
    require(older.leaves() > 0 && older.compareTo(size) <= 0);
    var path = new ArrayList<Hash>();
    long low = 0;
    long high = size.leaves();
    while (high != older.leaves()) {
      long middle = low + split(high - low);
      if (older.leaves() <= middle) {
        path.add(hash(middle, high));
        high = middle;
      } else {
        path.add(hash(low, middle));
        low = middle;
      }
    }
    if (low != 0) {
      path.add(hash(low, high));
    }
    return path.reversed();
  }

  /// The Merkle tree hash of the leaves from `low` to before `high`, where that is a node of this
  /// tree.
  private Hash hash(long low, long high) throws X {
    long count = high - low;
    if (Long.bitCount(count) == 1) {
      return whole(Long.numberOfTrailingZeros(count), low / count);
    }
    long middle = low + split(count);
    return Rfc6962.node(hash(low, middle), hash(middle, high));
  }

  /// The root of whole subtree number `index` of a height, from the hashes of the tile that it lies
  /// in.
  private Hash whole(int height, long index) throws X {
    int level = Math.min(height / TileId.HEIGHT, TileId.LEVEL_MAX);
    int rest = height - level * TileId.HEIGHT;
    long first = index << rest;
    int from = (int) (first % TileId.WIDTH);
    List<Hash> hashes = tile(TileId.of(level, first, size));
    return root(hashes.subList(from, from + (1 << rest)));
  }

  private List<Hash> tile(TileId tile) throws X {
    List<Hash> known = tiles.get(tile);
    if (known == null) {
      known = List.copyOf(reader.read(tile));
      require(known.size() == tile.width());
      tiles.put(tile, known);
    }
    return known;
  }

  /// Returns the root over hashes of which there are a power of two.
  static Hash root(List<Hash> hashes) {
    List<Hash> level = hashes;
    while (level.size() > 1) {
      var above = new ArrayList<Hash>(level.size() / 2);
      for (int i = 0; i < level.size(); i += 2) {
        above.add(Rfc6962.node(level.get(i), level.get(i + 1)));
      }
      level = above;
    }
    return level.getFirst();
  }

  /// The largest power of two smaller than `count`.
  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("the tree has no such part");
    }
  }
}
