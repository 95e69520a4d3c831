package io.legate.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.identity.ClientId;
import io.legate.policy.Breaker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a breaker trips, and when it does not.
class BreakersTest {

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final ClientId AGENT = new ClientId("agent");
  private static final ClientId OTHER = new ClientId("other");

  /// Denials at these milliseconds; whether a breaker of `n` in `per` trips with the last of them.
  @ParameterizedTest
  @CsvSource({
    "1, PT10S, 0, true",
    "3, PT10S, '0 1', false",
    "3, PT10S, '0 1 2', true",
    "3, PT10S, '0 0 0', true",
    // The window is (t - per, t]: what is exactly as old as the window is outside.
    "3, PT10S, '0 5000 9999', true",
    "3, PT10S, '0 5000 10000', false",
    "3, PT10S, '1 5000 10000', true",
    "3, PT10S, '0 5000 10000 10001', true",
    "2, PT0.001S, '0 1', false",
    "2, PT0.001S, '1 1', true",
    "2, P1D, '0 86399999', true",
    "2, P1D, '0 86400000', false",
  })
  void aBreakerTripsWithTheLastDenialOfItsWindow(
      int denials, Duration per, String times, boolean trips) {
    var breaker = new Breaker("b", denials, per, Breaker.Trip.SUSPEND_AGENT);
    Breakers state = Breakers.NONE;
    Instant at = START;
    for (String millis : times.split(" ")) {
      at = START.plusMillis(Long.parseLong(millis));
      state = state.denied(AGENT, at);
    }
    assertThat(state.trips(breaker, AGENT, at)).isEqualTo(trips);
  }

  @Test
  void theMostThatABreakerCountsIsCounted() {
    var breaker =
        new Breaker("b", Breaker.DENIALS_MAX, Duration.ofDays(1), Breaker.Trip.SUSPEND_AGENT);
    Breakers state = Breakers.NONE;
    for (int i = 1; i < Breaker.DENIALS_MAX; i++) {
      state = state.denied(AGENT, START);
    }
    assertThat(state.trips(breaker, AGENT, START)).isFalse();
    for (int i = 0; i < 3 * Breaker.DENIALS_MAX; i++) {
      state = state.denied(AGENT, START);
      assertThat(state.trips(breaker, AGENT, START)).isTrue();
    }
    assertThat(state.denials().get(AGENT)).hasSize(Breaker.DENIALS_MAX);
  }

  @Test
  void eachAgentIsCountedByItself() {
    var breaker = new Breaker("b", 2, Duration.ofMinutes(1), Breaker.Trip.SUSPEND_AGENT);
    Breakers state = Breakers.NONE.denied(AGENT, START).denied(OTHER, START);
    assertThat(state.trips(breaker, AGENT, START)).isFalse();
    state = state.denied(OTHER, START);
    assertThat(state.trips(breaker, AGENT, START)).isFalse();
    assertThat(state.trips(breaker, OTHER, START)).isTrue();
  }

  @Test
  void whatHasTrippedDoesNotTripAgain() {
    var breaker = new Breaker("b", 1, Duration.ofMinutes(1), Breaker.Trip.SUSPEND_AGENT);
    var again = new Breaker("c", 1, Duration.ofMinutes(1), Breaker.Trip.ESCALATE_EVERYTHING);
    Breakers state =
        Breakers.NONE
            .denied(AGENT, START)
            .tripped(new Breakers.Tripped("b", AGENT, Breaker.Trip.SUSPEND_AGENT));
    assertThat(state.trips(breaker, AGENT, START)).isFalse();
    assertThat(state.trips(again, AGENT, START)).isTrue();
    assertThat(state.suspends(AGENT)).isTrue();
    assertThat(state.suspends(OTHER)).isFalse();
    assertThat(state.escalatesEverything()).isFalse();
  }

  /// A count of all denials since the last resumption, window by window.
  @Property(tries = 100_000)
  void aBreakerTripsExactlyWhenACountOfAllDenialsSaysSo(@ForAll long seed) {
    var random = new Random(seed);
    var breaker =
        new Breaker(
            "b",
            1 + random.nextInt(6),
            Duration.ofMillis(1 + random.nextInt(50)),
            Breaker.Trip.SUSPEND_AGENT);
    var naive = new ArrayDeque<Instant>();
    Breakers state = Breakers.NONE;
    Instant at = START;
    for (int i = 0; i < 30; i++) {
      at = at.plusMillis(random.nextInt(12));
      state = state.denied(AGENT, at);
      naive.add(at);
      Instant now = at;
      long within = naive.stream().filter(each -> each.isAfter(now.minus(breaker.per()))).count();
      assertThat(state.trips(breaker, AGENT, at)).isEqualTo(within >= breaker.denials());
    }
  }
}
