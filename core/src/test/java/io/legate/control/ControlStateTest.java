package io.legate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.control.ControlEvent.ClientRestored;
import io.legate.control.ControlEvent.ClientRevoked;
import io.legate.control.ControlEvent.ClientSuspended;
import io.legate.control.ControlEvent.KeyRevoked;
import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ControlStateTest {

  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
  private static final ClientId CLIENT = new ClientId("agent:action");
  private static final ClientId OPERATOR = new ClientId("ops");
  private static final Thumbprint KEY = new Thumbprint("A".repeat(43));

  @Test
  void whoIsSuspendedIsNotRevoked() {
    var halted = ControlState.EMPTY.apply(new ClientSuspended(CLIENT, OPERATOR, ""), AT);
    assertThat(halted.isSuspended(CLIENT)).isTrue();
    assertThat(halted.isRevoked(CLIENT, KEY, AT)).isFalse();
    assertThat(halted.stands(CLIENT, KEY, AT)).isFalse();
    var restored = halted.apply(new ClientRestored(CLIENT, OPERATOR, ""), AT);
    assertThat(restored.stands(CLIENT, KEY, AT)).isTrue();
  }

  @Test
  void whatWasRevokedStaysSoWhenItsClientIsRestored() {
    var revoked = ControlState.EMPTY.apply(new ClientRevoked(CLIENT, OPERATOR, ""), AT);
    assertThat(revoked.isRevoked(CLIENT, KEY, AT.plusSeconds(1))).isTrue();
    assertThat(revoked.isSuspended(CLIENT)).isFalse();
    var restored = revoked.apply(new ClientRestored(CLIENT, OPERATOR, ""), AT);
    assertThat(restored.isRevoked(CLIENT, KEY, AT)).isTrue();
  }

  /// Revoked by a node whose clock is two seconds behind, issued before by one that is two ahead.
  @Test
  void whatWasIssuedByAFastClockDoesNotComeBack() {
    var state =
        ControlState.EMPTY
            .apply(new ClientRevoked(CLIENT, OPERATOR, ""), AT)
            .apply(new ClientRestored(CLIENT, OPERATOR, ""), AT.plusSeconds(1));
    Instant latest = AT.plus(ControlState.CLOCK_SKEW_MAX.multipliedBy(2));
    assertThat(state.isRevoked(CLIENT, KEY, latest)).isTrue();
    assertThat(state.isRevoked(CLIENT, KEY, latest.plusMillis(1))).isFalse();
  }

  @Test
  void aRestorationTakesAwayNothingThatIsIssuedAfterIt() {
    var restoredAt = AT.plusSeconds(60);
    var state =
        ControlState.EMPTY
            .apply(new ClientRevoked(CLIENT, OPERATOR, ""), AT)
            .apply(new ClientRestored(CLIENT, OPERATOR, ""), restoredAt);
    assertThat(state.isRevoked(CLIENT, KEY, restoredAt)).isFalse();
    var suspended =
        state
            .apply(new ClientSuspended(CLIENT, OPERATOR, ""), restoredAt.plusSeconds(1))
            .apply(new ClientRestored(CLIENT, OPERATOR, ""), restoredAt.plusSeconds(2));
    assertThat(suspended.isRevoked(CLIENT, KEY, restoredAt)).isFalse();
  }

  @Test
  void aRevokedKeyIsEverybodys() {
    var state = ControlState.EMPTY.apply(new KeyRevoked(KEY, OPERATOR, ""), AT);
    assertThat(state.isRevoked(CLIENT, KEY, AT.plusSeconds(1))).isTrue();
    assertThat(state.isInForce(CLIENT)).isTrue();
  }

  @Test
  void twoChangesAreOneOnlyIfTheySayTheSame() {
    var suspended = new ClientSuspended(CLIENT, OPERATOR, "it loops");
    assertThat(ControlEventJson.digest(suspended))
        .isEqualTo(ControlEventJson.digest(new ClientSuspended(CLIENT, OPERATOR, "it loops")))
        .isNotEqualTo(ControlEventJson.digest(new ClientSuspended(CLIENT, OPERATOR, "")))
        .isNotEqualTo(ControlEventJson.digest(new ClientRestored(CLIENT, OPERATOR, "it loops")));
  }
}
