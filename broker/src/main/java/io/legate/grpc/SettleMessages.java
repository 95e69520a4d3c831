package io.legate.grpc;

import io.legate.authorize.Settlement;
import io.legate.authorize.Settlement.Report;
import io.legate.edge.Parameters;
import io.legate.json.Json;
import io.legate.limits.Actual;
import io.legate.provenance.Disclosed;
import io.legate.provenance.SourceName;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.v1.Disclosure;
import io.legate.v1.DroppedDisclosure;
import io.legate.v1.Outcome;
import io.legate.v1.SettleRequest;
import io.legate.v1.SettleResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reports of outcomes as messages carry them.
final class SettleMessages {

  private static final int AMOUNTS_MAX = 64;

  private SettleMessages() {}

  /// Returns what is reported.
  static Report report(SettleRequest message) throws RefusedException {
    return new Report(
        Parameters.requestId(message.getRequestId()),
        Parameters.required("decision_id", message.getDecisionId()),
        actual(message),
        disclosed(message));
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

  private static List<Disclosed> disclosed(SettleRequest message) throws RefusedException {
    var records = new ArrayList<Disclosed>();
    for (Disclosure disclosure : message.getDisclosuresList()) {
      if (message.getOutcome() != Outcome.OUTCOME_EXECUTED) {
        throw Parameters.malformed("disclosures", "conflict", "belong to what was executed only");
      }
      if (!SourceName.isSource(disclosure.getSource())) {
        throw Parameters.malformed("disclosures", "invalid_value", "must name a source");
      }
      Json record = Parameters.json("disclosures", disclosure.getRecord(), Code.INVALID_REQUEST);
      if (!(record instanceof Json.Obj values)) {
        throw Parameters.malformed("disclosures", "wrong_type", "must have objects as records");
      }
      records.add(new Disclosed(disclosure.getSource(), values));
    }
    return records;
  }

  static SettleResponse response(String requestId, Settlement.Taken taken) {
    var message =
        SettleResponse.newBuilder().setRequestId(requestId).addAllOverruns(taken.overruns());
    taken
        .dropped()
        .forEach(
            (source, why) ->
                message.addDisclosuresDropped(
                    DroppedDisclosure.newBuilder().setSource(source).setReason(why.code())));
    return message.build();
  }
}
