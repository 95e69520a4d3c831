package io.legate.tlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.tlog.InvalidEvidenceException.Reason;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

  /// The example in the documentation of golang.org/x/mod/sumdb/note, where the format comes from.
  private static final String NEUMANN =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
      """;

  private static final String NEUMANNS_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private final JdkSigner ours = new JdkSigner("a.example/log", NoteKey.Kind.ED25519);

  static void assertInvalid(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidEvidenceException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private SignedNote signed(String text) {
    return new SignedNote(text, List.of(signature(ours, text)));
  }

  private static NoteSignature signature(JdkSigner signer, String text) {
    return new NoteSignature(
        signer.key().name(), signer.key().id(), signer.sign(text.getBytes(UTF_8)));
  }

  @Test
  void aNoteOfElsewhereVerifiesAndIsWrittenAsItWas() throws Exception {
    var key = NoteKey.parse(NEUMANNS_KEY);
    var note = SignedNote.parse(NEUMANN.getBytes(UTF_8));
    assertThat(note.verify(List.of(key))).containsExactly(key);
    assertThat(note.format()).isEqualTo(NEUMANN);
    assertThat(key.text()).isEqualTo(NEUMANNS_KEY);
  }

  @Test
  void anotherTextUnderTheSignatureIsRefused() throws Exception {
    var key = NoteKey.parse(NEUMANNS_KEY);
    var note = SignedNote.parse(NEUMANN.replace("your problem is", "my problem is"));
    assertInvalid(() -> note.verify(List.of(key)), Reason.WRONG_SIGNATURE);
  }

  @Test
  void anUnknownSignerIsPassedOverAndAloneIsNotEnough() throws Exception {
    var stranger = new JdkSigner("b.example/log", NoteKey.Kind.ED25519);
    String text = "a\n";
    var both = new SignedNote(text, List.of(signature(stranger, text), signature(ours, text)));
    assertThat(both.verify(List.of(ours.key()))).containsExactly(ours.key());
    assertInvalid(() -> signed(text).verify(List.of(stranger.key())), Reason.UNKNOWN_SIGNER);
    assertInvalid(() -> signed(text).verify(List.of()), Reason.UNKNOWN_SIGNER);
  }

  @Test
  void aSignatureWithTheNameOfAKeyAndAnotherIdIsOfAnotherKey() throws Exception {
    String text = "a\n";
    byte[] bytes = ours.sign(text.getBytes(UTF_8));
    var other = new NoteSignature(ours.key().name(), ours.key().id() + 1, bytes);
    assertInvalid(
        () -> new SignedNote(text, List.of(other)).verify(List.of(ours.key())),
        Reason.UNKNOWN_SIGNER);
  }

  @Test
  void oneWrongSignatureOfATrustedKeyRefusesTheNote() {
    String text = "a\n";
    var wrong = signature(ours, "b\n");
    var note = new SignedNote(text, List.of(signature(ours, text), wrong));
    assertInvalid(() -> note.verify(List.of(ours.key())), Reason.WRONG_SIGNATURE);
  }

  @Test
  void whoSignsTwiceCountsOnce() throws Exception {
    String text = "a\n";
    var note = new SignedNote(text, Collections.nCopies(3, signature(ours, text)));
    assertThat(note.verify(List.of(ours.key()))).hasSize(1);
  }

  @Test
  void aTextMayHaveEmptyLines() throws Exception {
    String text = "a\n\n\nb\n";
    var read = SignedNote.parse(signed(text).format());
    assertThat(read.text()).isEqualTo(text);
    assertThat(read.verify(List.of(ours.key()))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\n",
        "a\n\n",
        "a\n\n\u2014 n AAAAAAA=",
        "a\n\n\u2014 n AAAAAAA=\n\n",
        "a\n\n- n AAAAAAA=\n",
        "a\n\n\u2014  n AAAAAAA=\n",
        "a\n\n\u2014 n+m AAAAAAA=\n",
        "a\n\n\u2014 n\u00a0m AAAAAAA=\n",
        "a\n\n\u2014 n AAAAAA==\n",
        "a\n\n\u2014 n AAAAAAB=\n",
        "a\n\n\u2014 n AAAAAAA\n",
        "a\n\n\u2014 n AAAAAAA= \n",
        "a\tb\n\n\u2014 n AAAAAAA=\n",
        "a\r\n\n\u2014 n AAAAAAA=\n",
        "a\n\n\u2014 n AAAAAAA=\nb\n",
      })
  void whatIsNotWrittenLikeANoteIsRefused(String note) {
    assertInvalid(() -> SignedNote.parse(note.getBytes(UTF_8)), Reason.MALFORMED_NOTE);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] bytes = signed("a\n").format().getBytes(UTF_8);
    bytes[0] = (byte) 0xC0;
    assertInvalid(() -> SignedNote.parse(bytes), Reason.MALFORMED_NOTE);
  }

  @Test
  void moreThanANoteMayHoldIsRefused() {
    String lines = "\u2014 n AAAAAAA=\n".repeat(SignedNote.SIGNATURES_MAX + 1);
    assertInvalid(() -> SignedNote.parse("a\n\n" + lines), Reason.MALFORMED_NOTE);
    assertInvalid(() -> SignedNote.parse(new byte[SignedNote.BYTES_MAX + 1]), Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      })
  void whatIsNotWrittenLikeAKeyIsRefused(String vkey) {
    assertInvalid(() -> NoteKey.parse(vkey), Reason.MALFORMED_KEY);
  }

  @Test
  void keysOfBothKindsAreReadAsTheyWereWritten() throws Exception {
    for (var kind : NoteKey.Kind.values()) {
      var key = new JdkSigner("a.example/log/1", kind).key();
      assertThat(NoteKey.parse(key.text())).isEqualTo(key);
    }
  }
}
