package io.legate.policy;

import io.legate.control.ControlState;
import io.legate.control.Signal;
import io.legate.identity.ClientId;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an expression reads as a signal.
public final class SignalValues {

  private SignalValues() {}

  /// Returns a signal that has not expired, or null where there is none.
  ///
  /// [Trust#SIGNAL] about a client id is its trust score: where policy has scores every client has
  /// one, and the score of one of whom nothing is known is where scores start.
  public static @Nullable BigDecimal of(
      ControlState control, Policy policy, String name, String about, Instant at) {
    if (name.equals(Trust.SIGNAL)) {
      return trust(control, policy.trust(), about);
    }
    Signal signal = control.facts().signal(name, about, at);
    return signal == null ? null : signal.value();
  }

  private static @Nullable BigDecimal trust(
      ControlState control, @Nullable Trust trust, String about) {
    if (trust == null || !ClientId.isWellFormed(about)) {
      return null;
    }
    BigDecimal score = control.facts().trust().get(new ClientId(about));
    // Floor and ceiling are those of the policy in force, which may have moved since.
    return trust.after(score == null ? trust.start() : score, 0, 0, 0);
  }
}
