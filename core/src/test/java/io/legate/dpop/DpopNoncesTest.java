package io.legate.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class DpopNoncesTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final DpopNonces nonces = new DpopNonces(key(1));

  @Test
  void nonceIsAcceptedFromItsIssueToTheEndOfItsLife() {
    String nonce = nonces.issue(NOW);
    assertThat(nonces.accepts(nonce, NOW)).isTrue();
    assertThat(nonces.accepts(nonce, NOW.plus(DpopNonces.LIFETIME).minusNanos(1))).isTrue();
    assertThat(nonces.accepts(nonce, NOW.plus(DpopNonces.LIFETIME))).isFalse();
  }

  @Test
  void nodesClockMayBeTenSecondsAheadOfOurs() {
    String nonce = nonces.issue(NOW);
    assertThat(nonces.accepts(nonce, NOW.minus(DpopNonces.AHEAD_MAX))).isTrue();
    assertThat(nonces.accepts(nonce, NOW.minus(DpopNonces.AHEAD_MAX).minusSeconds(1))).isFalse();
  }

  @Test
  void nodesWithOneKeyAcceptEachOthersAndNobodyElses() {
    assertThat(new DpopNonces(key(1)).accepts(nonces.issue(NOW), NOW)).isTrue();
    assertThat(new DpopNonces(key(2)).accepts(nonces.issue(NOW), NOW)).isFalse();
  }

  @Test
  void everyChangedCharacterIsNoticed() {
    String nonce = nonces.issue(NOW);
    for (int i = 0; i < nonce.length(); i++) {
      char other = nonce.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(nonces.accepts(nonce.substring(0, i) + other + nonce.substring(i + 1), NOW))
          .isFalse();
    }
    assertThat(nonces.accepts("", NOW)).isFalse();
    assertThat(nonces.accepts(nonce + "A", NOW)).isFalse();
    assertThat(nonces.accepts("!".repeat(32), NOW)).isFalse();
  }

  @Test
  void noncesOfDifferentSecondsDiffer() {
    var seen = new HashSet<String>();
    for (int i = 0; i < 1000; i++) {
      assertThat(seen.add(nonces.issue(NOW.plusSeconds(i)))).isTrue();
    }
  }

  @Test
  void shortKeyIsABug() {
    assertThatThrownBy(() -> new DpopNonces(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] key(int first) {
    byte[] key = new byte[32];
    key[0] = (byte) first;
    return key;
  }
}
