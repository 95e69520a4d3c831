package io.legate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.MemoryLedger;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.Proofs;
import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import io.legate.tlog.TileId;
import io.legate.tlog.TileTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tiles of all levels, out of leaf hashes alone.
class LogTilesTest {

  private static final int LEAVES = 66_000;
  private static final List<Hash> HASHES = hashes();

  private final Hashes ledger = new Hashes();
  private final LogTiles tiles = new LogTiles(ledger);

  private static List<Hash> hashes() {
    var hashes = new ArrayList<Hash>(LEAVES);
    for (int i = 0; i < LEAVES; i++) {
      hashes.add(Rfc6962.leaf(("leaf " + i).getBytes(UTF_8)));
    }
    return hashes;
  }

  /// A ledger of nothing but leaf hashes, which counts how many are read.
  private static final class Hashes extends MemoryLedger {
    private long read;

    @Override
    public List<Hash> leafHashes(int of, LeafIndex from, int max) {
      int first = Math.toIntExact(Math.min(from.value(), LEAVES));
      var found = HASHES.subList(first, Math.min(LEAVES, first + max));
      read += found.size();
      return found;
    }
  }

  private TileTree<LedgerUnavailableException> tree(int size) {
    return new TileTree<>(new TreeSize(size), tile -> tiles.read(1, tile));
  }

  @Test
  void everyLevelLeadsToTheRoot() throws Exception {
    for (int size : List.of(1, 255, 256, 257, 65_535, 65_536, 65_537, LEAVES)) {
      var root = Frontier.empty().plus(HASHES.subList(0, size)).root();
      assertThat(tree(size).root()).isEqualTo(root);
      var at = new LeafIndex(size / 2);
      Proofs.verifyInclusion(
          at, new TreeSize(size), HASHES.get(size / 2), tree(size).inclusion(at), root);
    }
  }

  @Test
  void hashesAboveLeavesAreMadeOnce() throws Exception {
    var _ = tree(LEAVES).inclusion(new LeafIndex(40_000));
    long first = ledger.read;
    assertThat(first).isBetween(65_536L, 67_000L);
    var _ = tree(LEAVES).inclusion(new LeafIndex(40_001));
    assertThat(ledger.read - first).isLessThanOrEqualTo(2L * TileId.WIDTH);
  }

  @Test
  void aTileThatIsWidenedKeepsWhatItHad() throws Exception {
    var narrow = tiles.read(1, new TileId(1, 0, 3));
    long read = ledger.read;
    var wide = tiles.read(1, new TileId(1, 0, 5));
    assertThat(wide.subList(0, 3)).isEqualTo(narrow);
    assertThat(ledger.read - read).isEqualTo(2L * TileId.WIDTH);
    assertThat(tiles.read(1, new TileId(1, 0, 3))).isEqualTo(narrow);
  }

  @Test
  void leavesThatAreMissingAreNoTile() {
    assertThatThrownBy(() -> tiles.read(1, new TileId(0, 257, 256)))
        .isInstanceOf(LedgerUnavailableException.class);
  }
}
