package io.legate.client.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RenewalTest {

  @Property
  void whatEndsIsReplacedBeforeItsLastFifth(@ForAll @IntRange(min = 0, max = 86_400) int seconds) {
    var from = Instant.parse("2026-11-22T10:00:00Z");
    var at = Renewal.at(from, from.plusSeconds(seconds));
    assertThat(at).isBetween(from.plusMillis(seconds * 600L), from.plusMillis(seconds * 800L));
  }
}
