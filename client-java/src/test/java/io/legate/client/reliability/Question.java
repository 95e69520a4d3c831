package io.legate.client.reliability;

import io.legate.identity.RequestId;
import io.legate.v1.AgentProof;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/// One `Authorize` under one `request_id`, and everything that was answered to it.
final class Question {

  private final Held held;
  private final AuthorizeRequest request;
  private final List<Told> answers;

  Question(Held held, AuthorizeRequest request) {
    this(held, request, new CopyOnWriteArrayList<>());
  }

  private Question(Held held, AuthorizeRequest request, List<Told> answers) {
    this.held = held;
    this.request = request;
    this.answers = answers;
  }

  /// Returns the same question, with another proof of the agent's; its answers are these ones too.
  Question withProof(AgentProof proof) {
    return new Question(held, request.toBuilder().setAgent(proof).build(), answers);
  }

  /// Whether its proof may be too old to be shown at `now`.
  boolean isOlderThan(Duration age, Instant now) {
    var id = Objects.requireNonNull(RequestId.parse(request.getRequestId()));
    return id.madeAt().plus(age).isBefore(now);
  }

  /// An answer.
  ///
  /// @param sent the tick before it was asked
  /// @param life in which it was asked
  record Told(AuthorizeResponse response, long sent, int life) {}

  Held held() {
    return held;
  }

  AuthorizeRequest request() {
    return request;
  }

  List<Told> answers() {
    return answers;
  }

  void answered(Told told) {
    answers.add(told);
  }
}
