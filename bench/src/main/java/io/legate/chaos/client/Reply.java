package io.legate.chaos.client;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What came of one attempt.
///
/// @param message the answer; null where there is none
/// @param code gRPC's word for the failure, `OK`, or `LOST` where nothing that is an answer came
/// @param reason the stable reason the broker gave; empty for none
/// @param sentence what it said to people
/// @param nonce the newest nonce of the broker's, null where it gave none
public record Reply<A>(
    @Nullable A message, String code, String reason, String sentence, @Nullable String nonce) {

  static final String LOST = "LOST";

  static <A> Reply<A> ok(A message, @Nullable String nonce) {
    return new Reply<>(message, "OK", "", "", nonce);
  }

  static <A> Reply<A> failed(String code, String reason, String sentence, @Nullable String nonce) {
    return new Reply<>(null, code, reason, sentence, nonce);
  }

  /// How it stands in a history.
  History.Phase phase() {
    if (message != null) {
      return History.Phase.OK;
    }
    return switch (code) {
      case LOST,
          "CANCELLED",
          "UNKNOWN",
          "DEADLINE_EXCEEDED",
          "ABORTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNIMPLEMENTED" ->
          History.Phase.UNKNOWN;
      default -> History.Phase.FAIL;
    };
  }

  boolean isNonceAsked() {
    return reason.equals("use_dpop_nonce");
  }

  /// Returns the same with what is wanted of the answer.
  <B> Reply<B> map(Function<A, B> wanted) {
    return message == null ? asFailure() : ok(wanted.apply(message), nonce);
  }

  /// Returns the same failure of a call with another answer.
  <B> Reply<B> asFailure() {
    return new Reply<>(null, code, reason, sentence, nonce);
  }
}
