package io.legate.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The promises of the counters, held against what the limits mean: nothing is overspent, nothing
/// that fits is refused but for the width of a bucket, a retry is told exactly, and the fold of the
/// same events is the same state and the same snapshot.
final class CountersPropertyTest {

  /// Runs in which every planted mistake must show.
  private static final long MUTANT_RUNS = 20_000;

  @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
  void countersKeepTheirPromises(@ForAll long seed) {
    assertThat(Run.violation(seed, Wiring.SOUND)).isNull();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOUND")
  void aPlantedMistakeIsNoticed(Wiring mistake) {
    assertThat(LongStream.range(0, MUTANT_RUNS))
        .anyMatch(seed -> Run.violation(seed, mistake) != null);
  }
}
