package io.legate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BucketTest {

  private static final long SECOND = 1_000_000_000L;

  /// Any reading of the clock, which may be negative.
  private static final long NOW = -7 * SECOND;

  @Test
  void asManyAreTakenAtOnceAsThereAre() {
    var bucket = new Bucket(2, 3, NOW);
    assertThat(taken(bucket, NOW)).isEqualTo(3);
    assertThat(bucket.hasPlace(NOW)).isFalse();
  }

  @Test
  void placesComeBackAtTheirRateAndNoMoreThanThereAre() {
    var bucket = new Bucket(2, 3, NOW);
    taken(bucket, NOW);
    assertThat(bucket.hasPlace(NOW + SECOND / 2 - 1)).isFalse();
    assertThat(taken(bucket, NOW + SECOND / 2)).isEqualTo(1);
    assertThat(taken(bucket, NOW + 100 * SECOND)).isEqualTo(3);
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    var bucket = new Bucket(2, 3, NOW);
    taken(bucket, NOW);
    bucket.giveBack();
    assertThat(taken(bucket, NOW)).isEqualTo(1);
  }

  @Test
  void moreThanThereAreIsOwedAndOnlySoMuch() {
    var bucket = new Bucket(2, 3, NOW);
    for (int i = 0; i < 1_000; i++) {
      bucket.take(NOW);
    }
    assertThat(bucket.hasPlace(NOW + 2 * SECOND - 1)).isFalse();
    assertThat(bucket.hasPlace(NOW + 2 * SECOND)).isTrue();
  }

  @Test
  void noTwoTakeTheSamePlace() {
    var bucket = new Bucket(1, 500, NOW);
    var taken = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        threads.execute(() -> taken.addAndGet(taken(bucket, NOW)));
      }
    }
    assertThat(taken).hasValue(500);
  }

  private static int taken(Bucket bucket, long now) {
    int taken = 0;
    while (bucket.tryTake(now)) {
      taken++;
    }
    return taken;
  }
}
