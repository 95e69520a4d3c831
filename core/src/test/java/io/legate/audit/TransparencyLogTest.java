package io.legate.audit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.assembly.Site;
import io.legate.assembly.TickingClock;
import io.legate.ledger.LogHead;
import io.legate.ledger.MemoryLedger;
import io.legate.merkle.Frontier;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.tlog.JdkSigner;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteKey.Kind;
import io.legate.tlog.NoteSigner;
import io.legate.tlog.SignedNote;
import io.legate.tlog.TileId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransparencyLogTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String ORIGIN = "broker.test/log/1";

  private final TickingClock clock = new TickingClock(NOW);
  private final JdkSigner fast = new JdkSigner(ORIGIN, Kind.ED25519);
  private final JdkSigner slow = new JdkSigner(ORIGIN, Kind.ML_DSA_44);
  private final HeadSigner heads = new HeadSigner(ORIGIN, List.of(fast, slow), clock);

  private static LogHead head(int size, String what) {
    var frontier = Frontier.empty();
    for (int i = 0; i < size; i++) {
      frontier = frontier.plus(Rfc6962.leaf((what + i).getBytes(StandardCharsets.UTF_8)));
    }
    return new LogHead(1, 1, frontier);
  }

  private static List<NoteKey> keys(Site site) {
    return site.logSigners.stream().map(NoteSigner::key).toList();
  }

  @Test
  void aHeadIsSignedOnce() {
    var first = heads.sign(head(3, "a"), false);
    assertThat(heads.sign(head(3, "a"), false)).isSameAs(first);
    assertThat(first.checkpoint().size()).isEqualTo(new TreeSize(3));
  }

  @Test
  void theSlowKeySignsOnceASecondAndWhereAllMust() {
    assertThat(heads.sign(head(1, "a"), false).note().signatures()).hasSize(2);
    assertThat(heads.sign(head(2, "a"), false).note().signatures()).hasSize(1);
    assertThat(heads.sign(head(2, "a"), true).note().signatures()).hasSize(2);
    assertThat(heads.sign(head(3, "a"), false).note().signatures()).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(heads.sign(head(4, "a"), false).note().signatures()).hasSize(2);
  }

  @Test
  void anOlderHeadIsAnsweredWithTheNewer() {
    var newer = heads.sign(head(5, "a"), false);
    assertThat(heads.sign(head(4, "a"), false)).isSameAs(newer);
  }

  @Test
  void anOlderHeadThatAllMustSignIsAnsweredWithTheNewerSignedByAll() {
    var _ = heads.sign(head(1, "a"), false);
    assertThat(heads.sign(head(5, "a"), false).note().signatures()).hasSize(1);
    var kept = heads.sign(head(4, "a"), true);
    assertThat(kept.checkpoint().size()).isEqualTo(new TreeSize(5));
    assertThat(kept.note().signatures()).hasSize(2);
  }

  @Test
  void twoHeadsOfOneSizeAreNeverSigned() {
    heads.sign(head(3, "a"), false);
    var other = head(3, "b");
    assertThatThrownBy(() -> heads.sign(other, false)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keysAreOnTheRecordBeforeTheySignAndChangeOnTheRecord() throws Exception {
    var ledger = new MemoryLedger(clock);
    List<NoteKey> before;
    try (var site = new Site(clock, ledger)) {
      before = keys(site);
      assertThat(announced(site)).isEqualTo(before);
      long size = site.use.log().size().leaves();
      site.use.log().announce();
      assertThat(site.use.log().size().leaves()).isEqualTo(size);
    }
    try (var again = new Site(clock, ledger.reopen())) {
      assertThat(announced(again)).isEqualTo(keys(again)).isNotEqualTo(before);
    }
  }

  private static List<NoteKey> announced(Site site) throws Exception {
    var keys = new ArrayList<NoteKey>();
    for (String key : requireNonNull(site.use.control().get().logKeys().get(1)).keys()) {
      keys.add(NoteKey.parse(key));
    }
    return keys;
  }

  @Test
  void aReceiptOfAnyRecordHolds() throws Exception {
    try (var site = new Site()) {
      var task = site.open("orchestrator", Site.ALL);
      for (int i = 0; i < 12; i++) {
        var _ = site.renew("orchestrator", task.token(), Site.ERP);
      }
      for (var event : site.ledger.log(new LeafIndex(0), 100)) {
        var receipt = site.use.log().receipt(1, event.leaf(), event.hash());
        assertThat(receipt.verify(event.hash(), ORIGIN, keys(site)).size())
            .isEqualTo(site.use.log().size());
      }
    }
  }

  @Test
  void anotherNodesLogIsShownAsFarAsItHasSigned() throws Exception {
    var ledger = MemoryLedger.shared(1, clock);
    try (var one = new Site(clock, ledger);
        var two = one.beside(ledger.as(2))) {
      assertThatThrownBy(() -> one.use.log().checkpoint(2))
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
      two.use.log().keepCheckpoint();
      var _ = two.open("orchestrator", Site.ALL);
      SignedNote note = one.use.log().checkpoint(2);
      var signed = note.checkpoint(keys(two));
      assertThat(signed.origin()).isEqualTo("broker.test/log/2");
      var first = two.ledger.log(2, new LeafIndex(0), 1).getFirst();
      one.use
          .log()
          .receipt(2, first.leaf(), first.hash())
          .verify(first.hash(), "broker.test/log/2", keys(two));
      var last = two.ledger.log(2, new LeafIndex(signed.size().leaves()), 1).getFirst();
      assertThatThrownBy(() -> one.use.log().receipt(2, last.leaf(), last.hash()))
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.code()).isEqualTo(Code.TEMPORARILY_UNAVAILABLE));
      assertThat(one.use.log().tile(2, new TileId(0, 0, 1))).containsExactly(first.hash());
    }
  }
}
