package io.legate.client.resource;

import io.legate.boundary.ActionRequest;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.BrokerException.Code;
import io.legate.client.resource.Permit.Grounds;
import io.legate.client.resource.Permit.Settler;
import io.legate.client.resource.Refusal.Decision;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.provenance.Observation;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reads the broker's answers. One that cannot be read in full is no permit.
final class Answers {

  /// No decision is acted on later than this, whatever it says.
  private static final Duration EXECUTE_WITHIN_MAX = Duration.ofMinutes(10);

  private Answers() {}

  /// Reads the answer to `asked`.
  ///
  /// @param askedAtNanos when the question was first sent, on the monotonic clock
  /// @throws BrokerException if the answer is malformed, or about another action
  static Answer read(
      ActionRequest asked,
      AuthorizeResponse response,
      long askedAtNanos,
      String settleRequestId,
      Settler settler,
      Map<String, ObligationHandler> handlers,
      List<Observation> observes,
      LongSupplier nanoTime)
      throws BrokerException {
    return switch (response.getDecision()) {
      case DECISION_ALLOW -> {
        if (!response.getDigest().equals(asked.digest())) {
          throw malformed("the answer is about another action");
        }
        var grounds =
            new Grounds(
                response.getDecisionId(),
                settleRequestId,
                response.getDigest(),
                obligations(response.getObligationsList()),
                response.getMaxRows(),
                askedAtNanos + executeWithin(response).toNanos());
        yield new Permit(asked, grounds, settler, handlers, observes, nanoTime);
      }
      case DECISION_DENY -> refusal(Decision.DENY, response);
      case DECISION_ESCALATE -> refusal(Decision.ESCALATE, response);
      case DECISION_RATE_LIMITED -> refusal(Decision.RATE_LIMITED, response);
      case DECISION_UNSPECIFIED, UNRECOGNIZED -> throw malformed("the answer has no decision");
    };
  }

  private static Duration executeWithin(AuthorizeResponse response) {
    var within = response.getExecuteWithin();
    var stated = Duration.ofSeconds(within.getSeconds(), within.getNanos());
    return stated.compareTo(EXECUTE_WITHIN_MAX) > 0 ? EXECUTE_WITHIN_MAX : stated;
  }

  private static List<Obj> obligations(List<String> texts) throws BrokerException {
    var obligations = new ArrayList<Obj>();
    for (String text : texts) {
      try {
        obligations.add(JsonReader.readObject(text));
      } catch (MalformedJsonException _) {
        throw malformed("an obligation is malformed");
      }
    }
    return List.copyOf(obligations);
  }

  private static Refusal refusal(Decision decision, AuthorizeResponse response)
      throws BrokerException {
    if (response.getReasonsCount() == 0) {
      throw malformed("the answer gives no reason");
    }
    var reasons =
        response.getReasonsList().stream()
            .map(
                reason ->
                    new Refusal.Reason(
                        reason.getCode(),
                        reason.getSentence(),
                        label(reason.getCheck()),
                        reason.getPointer()))
            .toList();
    @Nullable Instant retryAt =
        response.hasRetryAt()
            ? Instant.ofEpochSecond(
                response.getRetryAt().getSeconds(), response.getRetryAt().getNanos())
            : null;
    String escalation = response.getEscalationId();
    return new Refusal(decision, reasons, retryAt, escalation.isEmpty() ? null : escalation);
  }

  private static String label(Check check) {
    return check.name().replaceFirst("^CHECK_", "").toLowerCase(Locale.ROOT);
  }

  private static BrokerException malformed(String sentence) {
    return new BrokerException(Code.INTERNAL, "unspecified", sentence);
  }
}
