package io.legate.tlog;

import static io.legate.tlog.SignedNoteTest.assertInvalid;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import io.legate.tlog.InvalidEvidenceException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptTest {

  private static final String ORIGIN = "broker.test/log/1";
  private static final int SIZE = 11;

  private final List<Hash> leaves = leaves();
  private final JdkSigner signer = new JdkSigner(ORIGIN, NoteKey.Kind.ED25519);
  private final List<NoteKey> trusted = List.of(signer.key());
  private final Receipt receipt = receipt(3);

  private static List<Hash> leaves() {
    var leaves = new ArrayList<Hash>();
    for (int i = 0; i < SIZE; i++) {
      leaves.add(Rfc6962.leaf(("record " + i).getBytes(UTF_8)));
    }
    return leaves;
  }

  private Receipt receipt(int index) {
    var at = new LeafIndex(index);
    var tree = new TileTree<RuntimeException>(new TreeSize(SIZE), _ -> leaves);
    var head =
        new Checkpoint(ORIGIN, new TreeSize(SIZE), Frontier.empty().plus(leaves).root())
            .signedBy(List.of(signer), Instant.EPOCH);
    return new Receipt(at, tree.inclusion(at), head);
  }

  @Test
  void aReceiptIsReadAsItWasWrittenAndHolds() throws Exception {
    var read = Receipt.parse(receipt.format().getBytes(UTF_8));
    assertThat(read.format()).isEqualTo(receipt.format());
    assertThat(read.verify(leaves.get(3), ORIGIN, trusted).size()).isEqualTo(new TreeSize(SIZE));
  }

  @Test
  void anotherRecordWithItsProofIsRefused() {
    for (int other = 0; other < SIZE; other++) {
      Hash leaf = leaves.get(other);
      if (other != 3) {
        assertInvalid(() -> receipt.verify(leaf, ORIGIN, trusted), Reason.NOT_INCLUDED);
      }
    }
  }

  @Test
  void anotherPlaceInTheTreeIsRefused() {
    var moved = new Receipt(new LeafIndex(4), receipt.path(), receipt.checkpoint());
    assertInvalid(() -> moved.verify(leaves.get(3), ORIGIN, trusted), Reason.NOT_INCLUDED);
    var outside = new Receipt(new LeafIndex(SIZE), receipt.path(), receipt.checkpoint());
    assertInvalid(() -> outside.verify(leaves.get(3), ORIGIN, trusted), Reason.NOT_INCLUDED);
  }

  @Test
  void aReceiptOfAnotherLogIsRefused() {
    assertInvalid(
        () -> receipt.verify(leaves.get(3), "broker.test/log/2", trusted), Reason.OTHER_LOG);
  }

  @Test
  void aReceiptThatAnotherSignedIsRefused() {
    var other = new JdkSigner(ORIGIN, NoteKey.Kind.ED25519);
    assertInvalid(
        () -> receipt.verify(leaves.get(3), ORIGIN, List.of(other.key())), Reason.UNKNOWN_SIGNER);
  }

  @ParameterizedTest
  @CsvSource({
    "c2sp.org/tlog-proof@v1, c2sp.org/tlog-proof@v2",
    "index 3, index 03",
    "index 3, index -3",
    "index 3, extra AAAA",
    "index 3, 'extra AAAA\nindex 3'",
    "index 3, Index 3",
    "index 3, 'index 3\n'",
  })
  void whatIsNotWrittenLikeAReceiptIsRefused(String was, String is) {
    byte[] bytes = receipt.format().replace(was, is).getBytes(UTF_8);
    assertThat(bytes).isNotEqualTo(receipt.format().getBytes(UTF_8));
    assertThat(refusal(bytes)).isNotNull();
  }

  @Test
  void aReceiptCutAnywhereIsRefused() {
    byte[] whole = receipt.format().getBytes(UTF_8);
    for (int length = 0; length < whole.length; length++) {
      assertThat(refusal(java.util.Arrays.copyOf(whole, length)))
          .as("cut at " + length)
          .isNotNull();
    }
  }

  @Test
  void aReceiptWithAnyBitFlippedIsRefused() {
    byte[] whole = receipt.format().getBytes(UTF_8);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] harmed = whole.clone();
      harmed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(refusal(harmed)).as("bit " + bit).isNotNull();
    }
  }

  @Test
  void noBytesAreMoreThanRefused() {
    var random = new Random(1_122);
    byte[] whole = receipt.format().getBytes(UTF_8);
    for (int round = 0; round < 20_000; round++) {
      byte[] harmed = whole.clone();
      int from = random.nextInt(whole.length);
      int to = Math.min(whole.length, from + 1 + random.nextInt(40));
      for (int i = from; i < to; i++) {
        harmed[i] = (byte) (random.nextBoolean() ? random.nextInt(256) : "\n =+/0".charAt(i % 6));
      }
      if (!java.util.Arrays.equals(harmed, whole)) {
        assertThat(refusal(harmed)).isNotNull();
      }
    }
  }

  /// Anything else than a refusal is thrown on.
  private @Nullable Reason refusal(byte[] bytes) {
    try {
      Receipt.parse(bytes).verify(leaves.get(3), ORIGIN, trusted);
      return null;
    } catch (InvalidEvidenceException e) {
      return e.reason();
    }
  }
}
