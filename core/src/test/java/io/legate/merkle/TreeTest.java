package io.legate.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.merkle.InvalidProofException.Reason;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeTest {

  private static final int SIZE_MAX = 512;
  private static final List<Hash> LEAVES = leaves();

  private static List<Hash> leaves() {
    var leaves = new ArrayList<Hash>();
    for (int i = 0; i < SIZE_MAX; i++) {
      leaves.add(Rfc6962.leaf(("leaf " + i).getBytes(UTF_8)));
    }
    return List.copyOf(leaves);
  }

  private static void verify(int index, int size, List<Hash> path) throws InvalidProofException {
    Proofs.verifyInclusion(
        new LeafIndex(index),
        new TreeSize(size),
        LEAVES.get(index),
        path,
        NaiveTree.root(LEAVES.subList(0, size)));
  }

  @Test
  void hashesAreThoseOfTheRfc() {
    assertThat(HexFormat.of().formatHex(Rfc6962.emptyRoot().bytes()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(HexFormat.of().formatHex(Rfc6962.leaf(new byte[0]).bytes()))
        .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  }

  @Test
  void frontierHasTheRootOfEverySizeUpTo512() {
    var oneByOne = Frontier.empty();
    for (int size = 0; size <= SIZE_MAX; size++) {
      var first = LEAVES.subList(0, size);
      assertThat(oneByOne.root()).isEqualTo(NaiveTree.root(first));
      assertThat(oneByOne.size()).isEqualTo(new TreeSize(size));
      assertThat(Frontier.empty().plus(first)).isEqualTo(oneByOne);
      assertThat(Frontier.of(oneByOne.size(), oneByOne.bytes())).isEqualTo(oneByOne);
      if (size < SIZE_MAX) {
        oneByOne = oneByOne.plus(LEAVES.get(size));
      }
    }
  }

  @Test
  void frontierGrowsByAnyBatch() {
    for (int before = 0; before <= 70; before++) {
      var start = Frontier.empty().plus(LEAVES.subList(0, before));
      for (int after = before; after <= 140; after++) {
        assertThat(start.plus(LEAVES.subList(before, after)).root())
            .isEqualTo(NaiveTree.root(LEAVES.subList(0, after)));
      }
    }
  }

  @Test
  void frontierOfAnotherSizeIsRefused() {
    byte[] bytes = Frontier.empty().plus(LEAVES.subList(0, 5)).bytes();
    assertThatThrownBy(() -> Frontier.of(new TreeSize(7), bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyInclusionProofUpTo512Holds() throws Exception {
    for (int size = 1; size <= SIZE_MAX; size = size < 130 ? size + 1 : size + 61) {
      var leaves = LEAVES.subList(0, size);
      Hash root = NaiveTree.root(leaves);
      for (int index = 0; index < size; index++) {
        var at = new LeafIndex(index);
        var path = NaiveTree.path(index, leaves);
        Proofs.verifyInclusion(at, new TreeSize(size), LEAVES.get(index), path, root);
      }
    }
    for (int index = 0; index < SIZE_MAX; index++) {
      verify(index, SIZE_MAX, NaiveTree.path(index, LEAVES));
    }
  }

  @Test
  void everyConsistencyProofUpTo128Holds() throws Exception {
    for (int newer = 1; newer <= 128; newer++) {
      var leaves = LEAVES.subList(0, newer);
      Hash root = NaiveTree.root(leaves);
      for (int older = 1; older <= newer; older++) {
        Hash olderRoot = NaiveTree.root(LEAVES.subList(0, older));
        var path = NaiveTree.proof(older, leaves);
        Proofs.verifyConsistency(new TreeSize(older), new TreeSize(newer), olderRoot, root, path);
      }
    }
  }

  @Test
  void everyConsistencyProofOf512Holds() throws Exception {
    Hash root = NaiveTree.root(LEAVES);
    for (int older = 1; older <= SIZE_MAX; older++) {
      Hash olderRoot = NaiveTree.root(LEAVES.subList(0, older));
      Proofs.verifyConsistency(
          new TreeSize(older),
          new TreeSize(SIZE_MAX),
          olderRoot,
          root,
          NaiveTree.proof(older, LEAVES));
    }
  }

  @Test
  void aProofForAnotherIndexIsRefused() {
    for (int index = 0; index < 13; index++) {
      for (int claimed = 0; claimed < 13; claimed++) {
        var path = NaiveTree.path(index, LEAVES.subList(0, 13));
        int wrong = claimed;
        Hash leaf = LEAVES.get(index);
        Hash root = NaiveTree.root(LEAVES.subList(0, 13));
        if (claimed != index) {
          assertThatThrownBy(
                  () ->
                      Proofs.verifyInclusion(
                          new LeafIndex(wrong), new TreeSize(13), leaf, path, root))
              .isInstanceOf(InvalidProofException.class);
        }
      }
    }
  }

  @Test
  void anIndexOutsideTheTreeIsRefused() {
    assertThatThrownBy(
            () ->
                Proofs.verifyInclusion(
                    new LeafIndex(1),
                    new TreeSize(1),
                    LEAVES.getFirst(),
                    List.of(),
                    LEAVES.getFirst()))
        .isInstanceOfSatisfying(
            InvalidProofException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.INDEX_OUTSIDE_TREE));
  }

  @Test
  void aProofTooShortOrTooLongIsRefused() {
    var path = NaiveTree.path(3, LEAVES.subList(0, 11));
    var longer = new ArrayList<>(path);
    longer.add(LEAVES.getFirst());
    for (var wrong : List.of(path.subList(0, path.size() - 1), longer)) {
      assertThatThrownBy(() -> verify(3, 11, wrong))
          .isInstanceOfSatisfying(
              InvalidProofException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_LENGTH));
    }
  }
}
