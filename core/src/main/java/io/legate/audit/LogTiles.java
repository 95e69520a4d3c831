package io.legate.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.Logs;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.tlog.TileId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Hash tiles, made from the leaf hashes that the ledger keeps.
///
/// Leaf hashes are read when they are asked for. The hashes above them are kept in memory once they
/// are made, up to a bound, and nowhere else: the first proof after a start reads the hashes of all
/// leaves beside its own, once. One thread at a time makes them. Safe for use from many threads.
final class LogTiles {

  /// About 16 KiB each. Two hundred and fifty-six of them reach over sixteen million leaves.
  private static final int TILES_MAX = 4_096;

  /// Leaf hashes that are read at once.
  private static final int READ_MAX = 32 * TileId.WIDTH;

  private final Logs logs;
  private final ReentrantLock making = new ReentrantLock();

  /// As wide as they were ever asked for; a wider one begins with the hashes of a narrower.
  private final Cache<Place, List<Hash>> made =
      Caffeine.newBuilder().maximumSize(TILES_MAX).build();

  private record Place(int node, int level, long index) {}

  LogTiles(Logs logs) {
    this.logs = logs;
  }

  /// Returns the hashes of a tile of a node's log.
  ///
  /// @param tile one that the committed log has
  List<Hash> read(int node, TileId tile) throws LedgerUnavailableException {
    if (tile.level() == 0) {
      return leaves(node, tile.index() * TileId.WIDTH, tile.width());
    }
    var place = new Place(node, tile.level(), tile.index());
    List<Hash> known = made.getIfPresent(place);
    if (known == null || known.size() < tile.width()) {
      making.lock();
      try {
        known = widen(place, tile.width());
      } finally {
        making.unlock();
      }
    }
    return known.subList(0, tile.width());
  }

  private List<Hash> widen(Place place, int width) throws LedgerUnavailableException {
    List<Hash> known = made.getIfPresent(place);
    var hashes = new ArrayList<Hash>(width);
    if (known != null) {
      hashes.addAll(known);
    }
    while (hashes.size() < width) {
      long first = place.index * TileId.WIDTH + hashes.size();
      if (place.level == 1) {
        int more = Math.min(READ_MAX / TileId.WIDTH, width - hashes.size());
        var below = leaves(place.node, first * TileId.WIDTH, more * TileId.WIDTH);
        for (int i = 0; i < below.size(); i += TileId.WIDTH) {
          hashes.add(root(below.subList(i, i + TileId.WIDTH)));
        }
      } else {
        hashes.add(root(read(place.node, new TileId(place.level - 1, first, TileId.WIDTH))));
      }
    }
    var wide = List.copyOf(hashes);
    made.put(place, wide);
    return wide;
  }

  private static Hash root(List<Hash> full) {
    return Frontier.empty().plus(full).root();
  }

  private List<Hash> leaves(int node, long from, int count) throws LedgerUnavailableException {
    var hashes = logs.leafHashes(node, new LeafIndex(from), count);
    if (hashes.size() != count) {
      throw new LedgerUnavailableException(
          Reason.DAMAGED, "the log of node " + node + " lacks leaves from " + from);
    }
    return hashes;
  }
}
