package io.legate.tlog;

import static io.legate.tlog.SignedNoteTest.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import io.legate.tlog.InvalidEvidenceException.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

  private static final String ORIGIN = "broker.test/log/1";
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final JdkSigner ed25519 = new JdkSigner(ORIGIN, NoteKey.Kind.ED25519);
  private final JdkSigner mlDsa = new JdkSigner(ORIGIN, NoteKey.Kind.ML_DSA_44);
  private final Checkpoint checkpoint =
      new Checkpoint(ORIGIN, new TreeSize(7), Rfc6962.emptyRoot());

  @Test
  void theTextOfTheSpecificationIsReadAndWritten() throws Exception {
    String text =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    var read = Checkpoint.parse(text);
    assertThat(read.origin()).isEqualTo("example.com/behind-the-sofa");
    assertThat(read.size()).isEqualTo(new TreeSize(20_852_163));
    assertThat(read.text()).isEqualTo(text);
  }

  @Test
  void eachOfTheTwoSignaturesIsEnoughAndBothAreChecked() throws Exception {
    var note = checkpoint.signedBy(List.of(ed25519, mlDsa), NOW);
    var read = SignedNote.parse(note.format());
    var both = List.of(ed25519.key(), mlDsa.key());
    assertThat(read.verify(both)).containsExactlyElementsOf(both);
    assertThat(read.checkpoint(List.of(ed25519.key()))).isEqualTo(checkpoint);
    assertThat(read.checkpoint(List.of(mlDsa.key()))).isEqualTo(checkpoint);
  }

  @Test
  void anotherCheckpointUnderEitherSignatureIsRefused() {
    var other = new Checkpoint(ORIGIN, new TreeSize(8), checkpoint.root());
    for (var signer : List.of(ed25519, mlDsa)) {
      var note = other.signedBy(List.of(signer), NOW);
      var moved = new SignedNote(checkpoint.text(), note.signatures());
      assertInvalid(() -> moved.checkpoint(List.of(signer.key())), Reason.WRONG_SIGNATURE);
    }
  }

  @Test
  void theTimeOfASignatureIsCovered() {
    byte[] signature = mlDsa.sign(checkpoint, NOW);
    signature[7] ^= 1;
    var line = new NoteSignature(ORIGIN, mlDsa.key().id(), signature);
    var note = new SignedNote(checkpoint.text(), List.of(line));
    assertInvalid(() -> note.checkpoint(List.of(mlDsa.key())), Reason.WRONG_SIGNATURE);
  }

  @Test
  void whatIsCosignedIsTheStructureOfTheSpecification() {
    byte[] message = checkpoint.cosigned("w.example", 0x0102030405060708L);
    assertThat(message).hasSize(12 + 1 + 9 + 8 + 1 + ORIGIN.length() + 8 + 8 + 32);
    assertThat(new String(message, 0, 12, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("subtree/v1\n\0");
    assertThat(message[12]).isEqualTo((byte) 9);
    assertThat(message[22]).isEqualTo((byte) 1);
    assertThat(message[30]).isEqualTo((byte) ORIGIN.length());
    assertThat(message[31 + ORIGIN.length() + 15]).isEqualTo((byte) 7);
  }

  @Test
  void aKeyOfAnotherNameDoesNotSpeakForTheLog() {
    var witness = new JdkSigner("witness.example", NoteKey.Kind.ED25519);
    var note = checkpoint.signedBy(List.of(witness), NOW);
    assertInvalid(() -> note.checkpoint(List.of(witness.key())), Reason.UNKNOWN_SIGNER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\n1\n",
        "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n9999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a b\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jx\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
      })
  void whatIsNotWrittenLikeACheckpointIsRefused(String text) {
    assertInvalid(() -> Checkpoint.parse(text), Reason.MALFORMED_CHECKPOINT);
  }
}
