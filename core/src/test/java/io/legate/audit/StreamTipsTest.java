package io.legate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import java.util.ArrayList;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StreamTipsTest {

  @Test
  void manyStreamsAreToldApartWhileItGrows() {
    var random = new Random(7);
    var tips = new StreamTips();
    var streams = new ArrayList<StreamId>();
    streams.add(StreamId.CONTROL);
    for (int i = 1; i < 20_000; i++) {
      // Many share one half of their id.
      streams.add(new StreamId(new UUID(i % 50, random.nextLong())));
    }
    for (int i = 0; i < streams.size(); i++) {
      assertThat(tips.get(streams.get(i))).isNull();
      tips.put(streams.get(i), 1, i, hash(i));
    }
    for (int i = 0; i < streams.size(); i += 3) {
      tips.put(streams.get(i), 2, -i, hash(-i));
    }
    for (int i = 0; i < streams.size(); i++) {
      var tip = requireNonNull(tips.get(streams.get(i)));
      int sign = i % 3 == 0 ? -1 : 1;
      assertThat(tip.leaf()).isEqualTo((long) sign * i);
      assertThat(tip.seq()).isEqualTo(i % 3 == 0 ? 2 : 1);
      assertThat(tip.isHash(hash(sign * i))).isTrue();
      assertThat(tip.isHash(hash(sign * i + 1))).isFalse();
    }
  }

  private static Hash hash(int of) {
    return Rfc6962.leaf(("hash " + of).getBytes(UTF_8));
  }
}
