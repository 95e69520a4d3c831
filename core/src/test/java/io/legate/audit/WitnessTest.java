package io.legate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.assembly.TickingClock;
import io.legate.audit.RefusedCosignature.Reason;
import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.JdkSigner;
import io.legate.tlog.KeySuccession;
import io.legate.tlog.NoteKey.Kind;
import io.legate.tlog.NoteSigner;
import io.legate.tlog.Quorum;
import io.legate.tlog.SignedNote;
import io.legate.tlog.TileId;
import io.legate.tlog.TileTree;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a witness cosigns, and what not.
class WitnessTest {

  private static final String LOG = "broker.test/log/1";
  private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
  private static final NoteSigner KEY =
      new JdkSigner("broker.test/witness/2", Kind.ED25519_COSIGNATURE);
  private static final List<NoteSigner> OWN = List.of(new JdkSigner(LOG, Kind.ED25519));
  private static final List<NoteSigner> OTHER = List.of(new JdkSigner(LOG, Kind.ED25519));

  private final Memory memory = new Memory();
  private final Witness witness = new Witness(KEY, memory, new TickingClock(AT));
  private final List<Hash> leaves = new ArrayList<>();
  private LogKeysAnnounced announced = announced(OWN, null);

  /// Forgets nothing, unless its disk is full.
  private static final class Memory implements WitnessMemory {
    private final Map<Integer, Seen> seen = new HashMap<>();
    private boolean full;

    @Override
    public @Nullable Seen last(int node) {
      return seen.get(node);
    }

    @Override
    public void keep(int node, Seen last) throws IOException {
      if (full) {
        throw new IOException("no space left");
      }
      seen.put(node, last);
    }
  }

  private static LogKeysAnnounced announced(List<NoteSigner> signers, @Nullable String vouched) {
    return new LogKeysAnnounced(1, LOG, texts(signers), null, vouched);
  }

  private static List<String> texts(List<NoteSigner> signers) {
    return signers.stream().map(signer -> signer.key().text()).toList();
  }

  private void grow(String... records) {
    for (String record : records) {
      leaves.add(Rfc6962.leaf(record.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
  }

  private SignedNote signed(List<NoteSigner> by) {
    var root = Frontier.empty().plus(leaves).root();
    return new Checkpoint(LOG, new TreeSize(leaves.size()), root).signedBy(by, AT);
  }

  private SignedNote cosigned() throws Exception {
    return cosigned(signed(OWN));
  }

  private SignedNote cosigned(SignedNote note) throws Exception {
    return witness.cosign(1, note, announced, this::proof);
  }

  private List<Hash> proof(TreeSize older, TreeSize newer) {
    return new TileTree<RuntimeException>(newer, this::tile).consistency(older);
  }

  /// Of a small tree: leaves only.
  private List<Hash> tile(TileId tile) {
    int from = (int) tile.index() * TileId.WIDTH;
    return leaves.subList(from, from + tile.width());
  }

  private Reason refused(SignedNote note) {
    var refused = catchThrowableOfType(RefusedCosignature.class, () -> cosigned(note));
    assertThat(refused).isNotNull();
    return refused.reason();
  }

  @Test
  void logThatGrowsIsCosigned() throws Exception {
    var quorum = new Quorum(List.of(KEY.key()), 1);
    for (String record : List.of("a", "b", "c", "d", "e")) {
      grow(record);
      SignedNote note = cosigned();
      quorum.require(SignedNote.parse(note.format()));
      assertThat(note.checkpoint(List.of(OWN.getFirst().key())).size().leaves())
          .isEqualTo(leaves.size());
    }
    quorum.require(cosigned());
  }

  @Test
  void forkIsRefusedAndChangesNothing() throws Exception {
    grow("a", "b", "c");
    cosigned();
    leaves.clear();
    grow("a", "x", "c");
    assertThat(refused(signed(OWN))).isEqualTo(Reason.FORKED);
    grow("d");
    assertThat(refused(signed(OWN))).isEqualTo(Reason.FORKED);
    leaves.clear();
    grow("a", "b", "c", "d");
    assertThat(cosigned().signatures()).hasSize(2);
  }

  @Test
  void logThatWentBackIsRefused() throws Exception {
    grow("a", "b", "c");
    cosigned();
    leaves.removeLast();
    assertThat(refused(signed(OWN))).isEqualTo(Reason.WENT_BACK);
  }

  @Test
  void whatTheLogHasNotSignedIsRefused() {
    grow("a");
    assertThat(refused(signed(OTHER))).isEqualTo(Reason.NOT_SIGNED);
    assertThat(memory.seen).isEmpty();
  }

  @Test
  void otherKeysAreFollowedOnlyIfThoseBeforeVouch() throws Exception {
    grow("a");
    cosigned();
    grow("b");
    announced = announced(OTHER, null);
    assertThat(refused(signed(OTHER))).isEqualTo(Reason.WRONG_KEY);
    announced = announced(OTHER, KeySuccession.vouch(LOG, texts(OTHER), OTHER, AT));
    assertThat(refused(signed(OTHER))).isEqualTo(Reason.WRONG_KEY);
    announced = announced(OTHER, KeySuccession.vouch(LOG, texts(OTHER), OWN, AT));
    assertThat(cosigned(signed(OTHER)).signatures()).hasSize(2);
    assertThat(refused(signed(OWN))).isEqualTo(Reason.NOT_SIGNED);
  }

  @Test
  void nothingIsSignedThatIsNotKeptBefore() throws Exception {
    grow("a");
    memory.full = true;
    assertThatThrownBy(this::cosigned).isInstanceOf(IOException.class);
    memory.full = false;
    cosigned();
    memory.full = true;
    // What was kept may be signed again.
    assertThat(cosigned().signatures()).hasSize(2);
    grow("b");
    assertThatThrownBy(this::cosigned).isInstanceOf(IOException.class);
  }

  @Test
  void anotherWitnessOnTheSameMemoryGoesOnWhereItWas() throws Exception {
    grow("a", "b");
    cosigned();
    leaves.clear();
    grow("a", "y", "z");
    var restarted = new Witness(KEY, memory, new TickingClock(AT));
    var refused =
        catchThrowableOfType(
            RefusedCosignature.class,
            () -> restarted.cosign(1, signed(OWN), announced, this::proof));
    assertThat(refused.reason()).isEqualTo(Reason.FORKED);
  }
}
