package io.legate.audit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.audit.LogExamination.Announced;
import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.tlog.JdkSigner;
import io.legate.tlog.KeySuccession;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteKey.Kind;
import io.legate.tlog.NoteSigner;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who is believed when a log changes its keys.
class KeyTrustTest {

  private static final String LOG = "broker.test/log/1";
  private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

  private static final List<NoteSigner> FIRST = keys(LOG);
  private static final List<NoteSigner> SECOND = keys(LOG);
  private static final List<NoteSigner> THIRD = keys(LOG);

  private static List<NoteSigner> keys(String name) {
    return List.of(new JdkSigner(name, Kind.ED25519), new JdkSigner(name, Kind.ML_DSA_44));
  }

  private static List<NoteKey> publicHalves(List<NoteSigner> signers) {
    return signers.stream().map(NoteSigner::key).toList();
  }

  private static List<String> texts(List<NoteSigner> signers) {
    return signers.stream().map(signer -> signer.key().text()).toList();
  }

  private static Announced at(long leaf, List<NoteSigner> signers, @Nullable String vouched) {
    String origin = signers.getFirst().key().name();
    return new Announced(leaf, new LogKeysAnnounced(1, origin, texts(signers), null, vouched));
  }

  private static String vouch(List<NoteSigner> before, List<NoteSigner> next) {
    return KeySuccession.vouch(next.getFirst().key().name(), texts(next), before, AT);
  }

  @Test
  void keyIsBelievedUntilTheOneItVouchesForIsAnnounced() {
    var trust =
        KeyTrust.of(List.of(at(2, FIRST, null), at(9, SECOND, vouch(FIRST, SECOND))), List.of());
    assertThat(trust.finding()).isNull();
    assertThat(trust.at(9)).isEqualTo(publicHalves(FIRST));
    assertThat(trust.at(10)).isEqualTo(publicHalves(SECOND));
  }

  @Test
  void whoPinsTheFirstKeyFollowsToTheLast() {
    var announced =
        List.of(
            at(2, FIRST, null),
            at(9, SECOND, vouch(FIRST, SECOND)),
            at(20, THIRD, vouch(SECOND, THIRD)));
    var trust = KeyTrust.of(announced, publicHalves(FIRST).subList(0, 1));
    assertThat(trust.finding()).isNull();
    assertThat(trust.at(10)).containsExactly(SECOND.getFirst().key());
    assertThat(trust.at(21)).containsExactly(THIRD.getFirst().key());
  }

  /// Whoever pins the key that quantum computers do not break is not led away by the one they do.
  @Test
  void onlyTheKindOfKeyThatIsBelievedVouches() {
    var forged = vouch(FIRST.subList(0, 1), SECOND);
    var announced = List.of(at(2, FIRST, null), at(9, SECOND, forged));
    var trust = KeyTrust.of(announced, publicHalves(FIRST).subList(1, 2));
    assertThat(requireNonNull(trust.finding()).lie()).isEqualTo(Lie.WRONG_KEY);
    assertThat(trust.at(10)).isEmpty();
  }

  @Test
  void changeThatNobodyVouchesForIsNamed() {
    for (String vouched :
        new String[] {
          null, "", "garbage", vouch(THIRD, SECOND), vouch(SECOND, SECOND), vouch(FIRST, THIRD)
        }) {
      var trust = KeyTrust.of(List.of(at(2, FIRST, null), at(9, SECOND, vouched)), List.of());
      var finding = requireNonNull(trust.finding());
      assertThat(finding.lie()).isEqualTo(Lie.WRONG_KEY);
      assertThat(finding.leaf()).hasValue(9);
      assertThat(trust.at(10)).doesNotContainAnyElementsOf(publicHalves(SECOND));
    }
  }

  @Test
  void whoPinsTheNewKeyNeedsNobodyToVouchForIt() {
    var announced = List.of(at(2, FIRST, null), at(9, SECOND, null));
    var trust = KeyTrust.of(announced, publicHalves(SECOND));
    assertThat(trust.finding()).isNull();
    assertThat(trust.at(10)).isEqualTo(publicHalves(SECOND));
  }

  @Test
  void oldKeyIsNotBelievedBeyondTheChange() {
    var announced = List.of(at(2, FIRST, null), at(9, SECOND, vouch(FIRST, SECOND)));
    var trust = KeyTrust.of(announced, publicHalves(FIRST));
    assertThat(trust.at(10)).doesNotContainAnyElementsOf(publicHalves(FIRST));
  }

  @Test
  void logThatIsCalledOtherwiseIsFollowed() {
    var renamed = keys("other.test/log/1");
    var trust =
        KeyTrust.of(List.of(at(2, FIRST, null), at(9, renamed, vouch(FIRST, renamed))), List.of());
    assertThat(trust.finding()).isNull();
    assertThat(trust.at(10)).isEqualTo(publicHalves(renamed));
  }

  @Test
  void keyThatTheLogNeverAnnouncesIsBelievedThroughout() {
    var witness = new JdkSigner("witness.test/w", Kind.ML_DSA_44).key();
    var announced = List.of(at(2, FIRST, null), at(9, SECOND, vouch(FIRST, SECOND)));
    var trust = KeyTrust.of(announced, List.of(FIRST.getFirst().key(), witness));
    assertThat(trust.at(10)).containsExactly(SECOND.getFirst().key(), witness);
  }
}
