package io.legate.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.limits.ValueHash;
import io.legate.task.Run.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Runs hold what a plain map would hold, however it came.
class RunsTest {

  /// Few values, so that the same one comes again, also those at both ends of the order.
  private static ValueHash value(Random random) {
    long[] ends = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};
    return new ValueHash(ends[random.nextInt(5)], ends[random.nextInt(5)]);
  }

  @Test
  void theyHoldWhatAMapWouldHold() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var runs = Runs.NONE;
      Map<ValueHash, TreeSet<Integer>> map = new HashMap<>();
      int pairs = 0;
      int record = 0;
      for (int step = 0; step < 30; step++) {
        var more = new ArrayList<Pair>();
        for (int i = random.nextInt(12); i > 0; i--) {
          record += random.nextInt(2);
          ValueHash value = value(random);
          more.add(new Pair(value, record));
          pairs += map.computeIfAbsent(value, _ -> new TreeSet<>()).add(record) ? 1 : 0;
        }
        record++;
        runs = runs.plus(more);
      }
      assertThat(runs.size()).as("seed %d", seed).isEqualTo(pairs);
      for (int i = 0; i < 50; i++) {
        ValueHash value = value(random);
        int[] expected =
            map.getOrDefault(value, new TreeSet<>()).stream().mapToInt(each -> each).toArray();
        assertThat(runs.records(value)).as("seed %d", seed).isEqualTo(expected);
        assertThat(runs.contains(value)).isEqualTo(expected.length > 0);
      }
    }
  }

  /// What a state costs beside the one before it is the last few runs, and not all of them.
  @Test
  void tenThousandThatComeOneByOneAreInFewRuns() {
    var runs = Runs.NONE;
    for (int i = 0; i < 10_000; i++) {
      runs = runs.plus(List.of(new Pair(new ValueHash(i * 0x9E3779B97F4A7C15L, i), i)));
    }
    assertThat(runs.size()).isEqualTo(10_000);
    assertThat(runs.weight()).isLessThan(10_000L * Run.PAIR_BYTES + 64 * 15);
  }

  @Test
  void commonAndEitherAreThoseOfSets() {
    int[] odd = {1, 3, 5, 7};
    int[] prime = {2, 3, 5, 7, 11};
    assertThat(Runs.common(odd, prime)).containsExactly(3, 5, 7);
    assertThat(Runs.common(odd, new int[0])).isEmpty();
    assertThat(Runs.either(odd, prime)).containsExactly(1, 2, 3, 5, 7, 11);
    assertThat(Runs.either(new int[0], prime)).isEqualTo(prime);
  }
}
