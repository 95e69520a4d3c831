package io.legate.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.TickingClock;
import io.legate.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnceKeeperTest {

  private static final Instant AT = Instant.parse("2026-11-22T10:30:00Z");
  private static final byte[] KEY = "key".getBytes(UTF_8);

  @Test
  void whatNothingCanBeClaimedInAnyMoreIsDropped() throws Exception {
    var clock = new TickingClock(AT.minus(Duration.ofHours(3)));
    var ledger = new MemoryLedger(clock);
    int hour = Math.toIntExact(AT.getEpochSecond() / OnceKey.SECONDS_PER_BUCKET);
    var keys = List.of(single(OnceKey.FOR_EVER), single(hour - 3), single(hour - 2), single(hour));
    claim(ledger, clock, keys);
    clock.advance(Duration.ofHours(3));
    try (var keeper = new OnceKeeper(ledger, clock)) {
      keeper.sweep();
    }
    assertThat(keys.stream().map(OnceKey::bucket).filter(bucket -> isKept(ledger, bucket)))
        .containsExactly(OnceKey.FOR_EVER, hour - 2, hour);
  }

  private static void claim(Ledger ledger, TickingClock clock, List<OnceKey> keys)
      throws Exception {
    var journals = Journals.open(ledger, Sum.FOLD, clock, head -> {});
    try (journals) {
      journals
          .journal(Sum.FOLD, 1_000)
          .decide(StreamId.at(AT), turn -> turn.append(new Draft(1, null, Json.Obj.EMPTY, keys)));
    }
  }

  private static OnceKey single(int bucket) {
    return OnceKey.single(bucket, KEY);
  }

  private static boolean isKept(Ledger ledger, int bucket) {
    try {
      return ledger.claim(bucket, KEY) != null;
    } catch (LedgerUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }
}
