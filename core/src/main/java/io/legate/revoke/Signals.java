package io.legate.revoke;

import io.legate.boundary.ExactDecimal;
import io.legate.boundary.Fault;
import io.legate.boundary.NormalForm;
import io.legate.caller.Caller;
import io.legate.control.ControlEvent.SignalSet;
import io.legate.control.ControlState;
import io.legate.control.Signal;
import io.legate.identity.ClientKind;
import io.legate.identity.RequestId;
import io.legate.ledger.Turn;
import io.legate.policy.Trust;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Drafts;
import io.legate.stream.Operation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/// Sets signals, such as risk scores, that policy can ask about until they expire.
///
/// For operators with the scope `admin`, and for those that have `signals` alone: a risk engine is
/// registered with that and can change nothing else. Retries are recognised by the signal itself,
/// which names the request that set it: one that comes again changes nothing, nor does one that the
/// same client made before the value in force. So a burst costs no memory beyond the signals.
public final class Signals {

  /// The most signals that have not expired.
  public static final int SIGNALS_MAX = 20_000;

  /// The longest `about`, in UTF-16 code units.
  public static final int ABOUT_CHARS_MAX = 256;

  /// The longest that a signal holds. What is to hold longer is set again.
  public static final Duration VALID_MAX = Duration.ofDays(31);

  private final ControlTurns turns;

  public Signals(ControlTurns turns) {
    this.turns = turns;
  }

  /// What is to be set.
  ///
  /// @param value an exact decimal
  /// @param validFor from when it comes into force, at least a second
  public record Setting(
      RequestId request, String name, String about, String value, Duration validFor) {}

  /// The signal in force.
  public record InForce(Instant since, Instant until) {}

  /// Sets a signal.
  public InForce set(Caller caller, Setting setting) throws RefusedException {
    caller.require(ClientKind.OPERATOR);
    if (!caller.scopes().contains("signals")) {
      caller.require("admin");
    }
    requireForm(setting);
    BigDecimal value = ExactDecimal.parse(setting.value);
    if (value == null) {
      throw new RefusedException(
          Code.INVALID_REQUEST,
          "`value` must be an exact decimal of at most 18 digits on either side of the point");
    }
    return turns.change(caller, turn -> decide(turn, caller, setting, value));
  }

  private static InForce decide(
      Turn<ControlState, ControlState> turn, Caller caller, Setting setting, BigDecimal value)
      throws RefusedException {
    ControlChanges.requireInForce(turn, caller);
    var signals = turn.state().facts().signals();
    Signal before = turn.state().facts().signal(setting.name, setting.about, turn.at());
    if (before != null && before.by().equals(caller.id())) {
      int age = before.request().value().toString().compareTo(setting.request.toString());
      if (age == 0 && !isSame(before, setting, value)) {
        throw new RefusedException(
            Code.IDEMPOTENCY_CONFLICT, "`request_id` was used before for something else");
      }
      if (age >= 0) {
        return new InForce(before.setAt(), before.expiresAt());
      }
    }
    Operation.of(caller.id(), "SetSignal", setting.name, setting.request).requireFresh(turn.at());
    if (before == null && signals.isFull(SIGNALS_MAX, turn.at())) {
      throw new RefusedException(
          Code.TOO_MANY_REQUESTS, "there are " + SIGNALS_MAX + " signals already");
    }
    var signal =
        new Signal(
            value, turn.at(), turn.at().plus(setting.validFor), caller.id(), setting.request);
    var key = new Signal.Key(setting.name, setting.about);
    turn.append(Drafts.of(new SignalSet(key, signal), caller.once()));
    return new InForce(signal.setAt(), signal.expiresAt());
  }

  private static boolean isSame(Signal before, Setting setting, BigDecimal value) {
    return before.value().compareTo(value) == 0
        && Duration.between(before.setAt(), before.expiresAt()).equals(setting.validFor);
  }

  private static void requireForm(Setting setting) throws RefusedException {
    if (!Lists.NAME.matcher(setting.name).matches()) {
      throw new RefusedException(
          Code.INVALID_REQUEST,
          "`signal` must be small letters, digits and `_`, a letter first, at most 64");
    }
    if (setting.name.equals(Trust.SIGNAL)) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`" + Trust.SIGNAL + "` is moved by outcomes alone");
    }
    if (setting.about.isEmpty() || setting.about.length() > ABOUT_CHARS_MAX) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`about` must have 1 to " + ABOUT_CHARS_MAX + " characters");
    }
    Fault fault = NormalForm.line(setting.about);
    if (fault != null) {
      throw new RefusedException(Code.INVALID_REQUEST, "`about` " + fault.sentence());
    }
    if (setting.validFor.compareTo(Duration.ofSeconds(1)) < 0
        || setting.validFor.compareTo(VALID_MAX) > 0
        || setting.validFor.toNanosPart() % 1_000_000 != 0) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`valid_for` must be 1 second to 31 days, in whole milliseconds");
    }
  }
}
