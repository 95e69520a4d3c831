package io.legate.client.reliability;

import io.legate.client.live.Company;
import io.legate.client.reliability.Question.Told;
import io.legate.client.reliability.Recorded.Event;
import io.legate.identity.HopId;
import io.legate.identity.RequestId;
import io.legate.json.Json;
import io.legate.stream.Operation;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.HopRevoked;
import io.legate.v1.AuthorizeResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A retried `request_id` gives the recorded answer: an ALLOW while it can be acted on, and later a
/// denial that says so; everything else for good.
final class Retries {

  private static final String EXPIRED = "decision_expired";

  private final Company company;
  private final Recorded recorded;
  private final Map<String, Map<String, Event>> answers = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  private Retries(Company company, Recorded recorded) {
    this.company = company;
    this.recorded = recorded;
  }

  static List<String> violations(Company company, History history, Recorded recorded) {
    var check = new Retries(company, recorded);
    for (var question : history.questions()) {
      question.answers().forEach(told -> check.answer(question, told));
    }
    return check.violations;
  }

  private void answer(Question question, Told told) {
    Event first = first(question);
    String id = told.response().getDecisionId();
    if (first == null) {
      violations.add("decision " + id + " stands for no request");
      return;
    }
    String recordedId = question.held().task() + "." + first.seq();
    boolean allowed = decisionOf(first).outcome().equals(Decision.ALLOW);
    if (id.equals(recordedId) || (allowed && isRightlyExpired(question, first, told.response()))) {
      return;
    }
    violations.add("a retry was answered " + id + " and not " + recordedId);
  }

  /// The one decision that answers the request; the expiry of another is under no request.
  private @Nullable Event first(Question question) {
    var request = Objects.requireNonNull(RequestId.parse(question.request().getRequestId()));
    String hop = question.held().hop().toString();
    String op = Operation.of(company.resourceServer().id(), "Authorize", hop, request).key();
    return answers.computeIfAbsent(question.held().task(), this::byOperation).get(op);
  }

  private Map<String, Event> byOperation(String task) {
    var found = new HashMap<String, Event>();
    for (var event : recorded.of(task)) {
      String op = event.op();
      if (op != null && event.what() instanceof Decided) {
        found.putIfAbsent(op, event);
      }
    }
    return found;
  }

  private boolean isRightlyExpired(Question question, Event first, AuthorizeResponse response) {
    Event expiry = recorded.event(question.held().task(), Recorded.seq(response.getDecisionId()));
    return isExpired(response)
        && expiry != null
        && (!expiry.at().isBefore(executeBy(first))
            || isRevokedBefore(question.held().task(), question.held().hop(), expiry.seq()));
  }

  private boolean isRevokedBefore(String task, HopId hop, long seq) {
    for (var event : recorded.of(task)) {
      if (event.seq() < seq
          && event.what() instanceof HopRevoked revoked
          && revoked.hop().equals(hop)) {
        return true;
      }
    }
    return false;
  }

  static boolean isExpired(AuthorizeResponse response) {
    return response.getReasonsList().stream().anyMatch(r -> r.getCode().equals(EXPIRED));
  }

  private static Instant executeBy(Event event) {
    return decisionOf(event).answer().get("execute_by") instanceof Json.Num(var millis)
        ? Instant.ofEpochMilli(Long.parseLong(millis))
        : Instant.MAX;
  }

  private static Decision decisionOf(Event event) {
    if (event.what() instanceof Decided(var decision)) {
      return decision;
    }
    throw new IllegalStateException("not a decision");
  }
}
