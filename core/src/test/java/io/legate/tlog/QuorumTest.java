package io.legate.tlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import io.legate.tlog.InvalidEvidenceException.Reason;
import io.legate.tlog.NoteKey.Kind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How witnesses are counted.
class QuorumTest {

  private static final String LOG = "broker.test/log/1";
  private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
  private static final JdkSigner OWN = new JdkSigner(LOG, Kind.ED25519);
  private static final JdkSigner OWN_SLOW = new JdkSigner(LOG, Kind.ML_DSA_44);
  private static final JdkSigner ONE = new JdkSigner("w.test/1", Kind.ED25519_COSIGNATURE);
  private static final JdkSigner ONE_SLOW = new JdkSigner("w.test/1", Kind.ML_DSA_44);
  private static final JdkSigner TWO = new JdkSigner("w.test/2", Kind.ED25519_COSIGNATURE);
  private static final JdkSigner STRANGER = new JdkSigner("w.test/9", Kind.ED25519_COSIGNATURE);
  private static final Checkpoint HEAD =
      new Checkpoint(LOG, new TreeSize(7), Rfc6962.leaf(new byte[] {7}));

  private static final List<NoteKey> TRUSTED = List.of(ONE.key(), ONE_SLOW.key(), TWO.key());

  private static SignedNote note(JdkSigner... signers) throws Exception {
    SignedNote note = HEAD.signedBy(List.of(signers), AT);
    return SignedNote.parse(note.format());
  }

  private static int count(SignedNote note) throws Exception {
    return new Quorum(TRUSTED, 1).count(note);
  }

  @Test
  void differentWitnessesAreCounted() throws Exception {
    assertThat(count(note(OWN, OWN_SLOW))).isZero();
    assertThat(count(note(OWN, OWN_SLOW, ONE))).isEqualTo(1);
    assertThat(count(note(OWN, OWN_SLOW, ONE, TWO))).isEqualTo(2);
  }

  @Test
  void oneWitnessCountsOnceHoweverOftenItSigns() throws Exception {
    assertThat(count(note(OWN, ONE, ONE))).isEqualTo(1);
    var later = HEAD.signature(ONE, AT.plusSeconds(1));
    assertThat(count(note(OWN, ONE).with(later))).isEqualTo(1);
  }

  @Test
  void oneWitnessCountsOnceWithTwoKeys() throws Exception {
    assertThat(count(note(OWN, ONE, ONE_SLOW))).isEqualTo(1);
  }

  @Test
  void oneKeyCountsOnceUnderTwoNames() throws Exception {
    var renamed = ONE.named("w.test/3");
    var quorum = new Quorum(List.of(ONE.key(), renamed.key()), 2);
    assertThat(quorum.count(note(OWN, ONE, renamed))).isEqualTo(1);
  }

  @Test
  void logIsNoWitnessOfItself() throws Exception {
    var quorum = new Quorum(List.of(OWN_SLOW.key(), OWN.key(), ONE.key()), 1);
    assertThat(quorum.count(note(OWN, OWN_SLOW))).isZero();
  }

  @Test
  void keyThatOnlySignsNotesIsNoWitness() throws Exception {
    var plain = new JdkSigner("w.test/4", Kind.ED25519);
    assertThat(new Quorum(List.of(plain.key()), 1).count(note(OWN, plain))).isZero();
  }

  @Test
  void strangersAreNotCounted() throws Exception {
    assertThat(count(note(OWN, STRANGER, TWO))).isEqualTo(1);
    assertThatThrownBy(() -> new Quorum(TRUSTED, 2).require(note(OWN, STRANGER, TWO)))
        .isInstanceOfSatisfying(
            InvalidEvidenceException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.TOO_FEW_WITNESSES));
  }

  @Test
  void cosignatureOfAnotherCheckpointDoesNotVerify() throws Exception {
    var older = new Checkpoint(LOG, new TreeSize(6), Rfc6962.leaf(new byte[] {6}));
    for (JdkSigner witness : List.of(ONE, ONE_SLOW)) {
      var replayed = note(OWN, TWO).with(older.signature(witness, AT));
      assertThatThrownBy(() -> count(replayed))
          .isInstanceOfSatisfying(
              InvalidEvidenceException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_SIGNATURE));
    }
  }

  @Test
  void timeOfACosignatureIsSigned() throws Exception {
    var signed = HEAD.signature(ONE, AT);
    byte[] bytes = signed.signature().clone();
    bytes[7] ^= 1;
    var note = note(OWN, TWO).with(new NoteSignature(signed.name(), signed.keyId(), bytes));
    assertThatThrownBy(() -> count(note))
        .isInstanceOfSatisfying(
            InvalidEvidenceException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_SIGNATURE));
  }

  /// Read off the example of tlog-cosignature: what an Ed25519 cosignature covers.
  @Test
  void ed25519CoversTheHeaderTheTimeAndTheText() throws Exception {
    String text =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    assertThat(new String(Checkpoint.parse(text).cosignedText(1679315147L), UTF_8))
        .isEqualTo("cosignature/v1\ntime 1679315147\n" + text);
  }

  @Test
  void keysOfWitnessesAreReadAndWritten() throws Exception {
    for (JdkSigner each : List.of(ONE, ONE_SLOW)) {
      assertThat(NoteKey.parse(each.key().text())).isEqualTo(each.key());
    }
  }
}
