package io.legate.tlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.InvalidProofException;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.NaiveTree;
import io.legate.merkle.Proofs;
import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Proofs out of tiles are those of RFC 6962, letter by letter.
class TileTreeTest {

  private static final int NAIVE_MAX = 512;
  private static final int LEAVES = 70_000;

  /// The hashes of each level, as the specification defines them.
  private static final List<List<Hash>> LEVELS = levels();

  private static List<List<Hash>> levels() {
    var leaves = new ArrayList<Hash>();
    for (int i = 0; i < LEAVES; i++) {
      leaves.add(Rfc6962.leaf(("leaf " + i).getBytes(UTF_8)));
    }
    var levels = new ArrayList<List<Hash>>();
    List<Hash> below = leaves;
    while (!below.isEmpty()) {
      levels.add(below);
      var level = new ArrayList<Hash>();
      for (int i = 0; i + TileId.WIDTH <= below.size(); i += TileId.WIDTH) {
        level.add(NaiveTree.root(below.subList(i, i + TileId.WIDTH)));
      }
      below = level;
    }
    return levels;
  }

  private static List<Hash> read(TileId tile) {
    int from = Math.toIntExact(tile.index() * TileId.WIDTH);
    return LEVELS.get(tile.level()).subList(from, from + tile.width());
  }

  private static TileTree<RuntimeException> tree(int size) {
    return new TileTree<>(new TreeSize(size), TileTreeTest::read);
  }

  private static Hash root(int size) {
    return Frontier.empty().plus(LEVELS.getFirst().subList(0, size)).root();
  }

  @Test
  void everyRootUpTo512IsTheNaiveOne() {
    for (int size = 0; size <= NAIVE_MAX; size++) {
      var leaves = LEVELS.getFirst().subList(0, size);
      assertThat(tree(size).root()).isEqualTo(NaiveTree.root(leaves));
    }
  }

  @Test
  void everyProofOfEverySizeUpTo512Holds() throws Exception {
    var roots = new ArrayList<Hash>();
    for (int size = 0; size <= NAIVE_MAX; size++) {
      roots.add(root(size));
    }
    for (int size = 1; size <= NAIVE_MAX; size++) {
      var tree = tree(size);
      var all = new TreeSize(size);
      for (int i = 0; i < size; i++) {
        var at = new LeafIndex(i);
        Hash leaf = LEVELS.getFirst().get(i);
        Proofs.verifyInclusion(at, all, leaf, tree.inclusion(at), roots.get(size));
        var older = new TreeSize(i + 1);
        Proofs.verifyConsistency(
            older, all, roots.get(i + 1), roots.get(size), tree.consistency(older));
      }
    }
  }

  @Test
  void proofsAreTheNaiveOnes() {
    for (int size : List.of(1, 2, 3, 7, 8, 100, 255, 256, 257, 300, 511, 512)) {
      var leaves = LEVELS.getFirst().subList(0, size);
      var tree = tree(size);
      for (int i = 0; i < size; i++) {
        assertThat(tree.inclusion(new LeafIndex(i))).isEqualTo(NaiveTree.path(i, leaves));
        assertThat(tree.consistency(new TreeSize(i + 1))).isEqualTo(NaiveTree.proof(i + 1, leaves));
      }
    }
  }

  @Test
  void proofsOfRandomTreesHoldAndWithOneBitMoreDoNot() throws Exception {
    var random = new Random(20_261_122);
    for (int round = 0; round < 60; round++) {
      int size = 2 + random.nextInt(LEAVES - 1);
      var at = new LeafIndex(random.nextInt(size));
      var older = new TreeSize(1 + random.nextInt(size - 1));
      Hash root = root(size);
      Hash leaf = LEVELS.getFirst().get((int) at.value());
      var all = new TreeSize(size);
      var tree = tree(size);
      Proofs.verifyInclusion(at, all, leaf, tree.inclusion(at), root);
      Hash olderRoot = root((int) older.leaves());
      Proofs.verifyConsistency(older, all, olderRoot, root, tree.consistency(older));
      var harmed = harmed(tree.inclusion(at), random);
      assertThatThrownBy(() -> Proofs.verifyInclusion(at, all, leaf, harmed, root))
          .isInstanceOf(InvalidProofException.class);
      var harmedToo = harmed(tree.consistency(older), random);
      assertThatThrownBy(() -> Proofs.verifyConsistency(older, all, olderRoot, root, harmedToo))
          .isInstanceOf(InvalidProofException.class);
    }
  }

  private static List<Hash> harmed(List<Hash> path, Random random) {
    var harmed = new ArrayList<>(path);
    int at = random.nextInt(path.size());
    byte[] bytes = path.get(at).bytes();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    harmed.set(at, Hash.of(bytes));
    return harmed;
  }

  @Test
  void aProofReadsFewTilesAndEachOnce() {
    Set<TileId> read = new HashSet<>();
    var tree =
        new TileTree<RuntimeException>(
            new TreeSize(LEAVES),
            tile -> {
              assertThat(read.add(tile)).isTrue();
              return read(tile);
            });
    assertThat(tree.inclusion(new LeafIndex(12_345))).hasSize(17);
    assertThat(read).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void whatTheTreeDoesNotHaveHasNoProof() {
    assertThatThrownBy(() -> tree(5).inclusion(new LeafIndex(5)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tree(5).consistency(new TreeSize(6)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tree(5).consistency(new TreeSize(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
