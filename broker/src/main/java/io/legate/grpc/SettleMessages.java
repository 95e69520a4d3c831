package io.legate.grpc;

import io.legate.authorize.Settlement;
import io.legate.authorize.Settlement.Report;
import io.legate.edge.Parameters;
import io.legate.limits.Actual;
import io.legate.refusal.RefusedException;
import io.legate.v1.SettleRequest;
import io.legate.v1.SettleResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reports of outcomes as messages carry them.
final class SettleMessages {

  private static final int AMOUNTS_MAX = 64;

  private SettleMessages() {}

  /// Returns what is reported. Disclosures are not kept by this version: nothing counts as seen.
  static Report report(SettleRequest message) throws RefusedException {
    return new Report(
        Parameters.requestId(message.getRequestId()),
        Parameters.required("decision_id", message.getDecisionId()),
        actual(message));
  }

  /// Null where nobody knows what happened.
  private static @Nullable Actual actual(SettleRequest message) throws RefusedException {
    return switch (message.getOutcome()) {
      case OUTCOME_EXECUTED -> {
        if (message.getAmountsCount() > AMOUNTS_MAX) {
          throw Parameters.malformed("amounts", "too_large", "are too many");
        }
        yield Settlement.executed(
            message.getAmountsMap(), message.hasRows() ? message.getRows() : null);
      }
      case OUTCOME_NOT_EXECUTED -> {
        requireNothingSpent(message);
        yield new Actual.NotExecuted();
      }
      case OUTCOME_UNKNOWN -> {
        requireNothingSpent(message);
        yield null;
      }
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          throw Parameters.malformed("outcome", "missing", "must say what happened");
    };
  }

  private static void requireNothingSpent(SettleRequest message) throws RefusedException {
    if (message.getAmountsCount() > 0 || message.hasRows()) {
      throw Parameters.malformed(
          "amounts", "conflict", "and `rows` belong to what was executed only");
    }
  }

  static SettleResponse response(String requestId, List<String> overruns) {
    return SettleResponse.newBuilder().setRequestId(requestId).addAllOverruns(overruns).build();
  }
}
