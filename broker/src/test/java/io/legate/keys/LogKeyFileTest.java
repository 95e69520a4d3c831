package io.legate.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteKey.Kind;
import io.legate.tlog.NoteSigner;
import io.legate.tlog.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signatures are made by one library and checked by another, so each test compares both.
class LogKeyFileTest {

  private static final String NAME = "broker.test/log/1";

  @TempDir Path folder;

  private static final String FILE = "log-key.json";

  private List<NoteSigner> keys() throws IOException {
    return LogKeyFile.open(folder).signing(NAME).signers();
  }

  private static List<NoteKey> publicHalves(List<NoteSigner> signers) {
    return signers.stream().map(NoteSigner::key).toList();
  }

  @Test
  void keysAreMadeOnceAndAreTheSameAfterwards() throws Exception {
    var made = publicHalves(keys());
    assertThat(made).extracting(NoteKey::kind).containsExactly(Kind.ED25519, Kind.ML_DSA_44);
    assertThat(publicHalves(keys())).isEqualTo(made);
    Files.delete(folder.resolve(FILE));
    assertThat(publicHalves(keys())).doesNotContainAnyElementsOf(made);
  }

  @Test
  void nextKeysAreUsedAndTakeThePlaceOnlyOnceThatIsSettled() throws Exception {
    var first = publicHalves(keys());
    assertThat(LogKeyFile.makeNext(folder)).isTrue();
    assertThat(LogKeyFile.makeNext(folder)).isFalse();
    var signing = LogKeyFile.open(folder).signing(NAME);
    var second = publicHalves(signing.signers());
    assertThat(second).doesNotContainAnyElementsOf(first);
    assertThat(publicHalves(signing.before().named(NAME))).isEqualTo(first);
    assertThat(publicHalves(keys())).isEqualTo(second);
    LogKeyFile.open(folder).settle();
    assertThat(publicHalves(keys())).isEqualTo(second);
    assertThat(folder.resolve("log-key-next.json")).doesNotExist();
    LogKeyFile.open(folder).settle();
    assertThat(publicHalves(keys())).isEqualTo(second);
  }

  @Test
  void keysWithoutOthersBeforeAreNotFollowed() {
    assertThatThrownBy(() -> LogKeyFile.makeNext(folder)).isInstanceOf(IOException.class);
  }

  @Test
  void theFileIsItsOwnersOnly() throws Exception {
    keys();
    var file = folder.resolve(FILE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(this::keys).isInstanceOf(IOException.class).hasMessageContaining("open");
  }

  @Test
  void whatTheySignIsVerifiedByAnother() throws Exception {
    var signers = keys();
    var checkpoint = new Checkpoint(NAME, new TreeSize(3), Rfc6962.emptyRoot());
    var note = checkpoint.signedBy(signers, Instant.parse("2026-11-22T10:00:00Z"));
    var read = SignedNote.parse(note.format());
    assertThat(read.verify(publicHalves(signers))).hasSize(2);
    for (NoteKey key : publicHalves(signers)) {
      assertThat(read.checkpoint(List.of(key))).isEqualTo(checkpoint);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"ed25519\":\"AAAA\",\"ml-dsa-44\":\"AAAA\"}",
        "{\"ed25519\":7,\"ml-dsa-44\":7}",
        "not json",
      })
  void aFileThatHoldsNoKeysIsRefusedAndNotReplaced(String text) throws Exception {
    OwnerOnlyFile.writeSecret(folder.resolve(FILE), text);
    assertThatThrownBy(this::keys).isInstanceOf(IOException.class);
    assertThat(Files.readString(folder.resolve(FILE))).isEqualTo(text);
  }
}
