package io.legate.client.reliability;

import io.legate.client.broker.AgentAction;
import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.Decisions;
import io.legate.client.live.Company;
import io.legate.client.reliability.Question.Told;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.json.Jcs;
import io.legate.json.Json.Obj;
import io.legate.v1.Action;
import io.legate.v1.AgentProof;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.Decision;
import io.legate.v1.Outcome;
import io.legate.v1.SettleRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One thread of a resource server: asks about its agents' payments, and settles some of them. What
/// was not answered when the broker died is asked again in its next life, with the same
/// `request_id`. Used by one thread at a time.
final class Asker {

  private static final String URI = Company.AUDIENCE + "/payments";

  /// Half of what the broker admits.
  private static final Duration PROOF_GOOD = Duration.ofSeconds(30);

  private static final int SETTLED_PERCENT = 30;
  private static final int ASKED_AGAIN_PERCENT = 8;

  private final BrokerConnection connection;
  private final @Nullable Decisions stream;
  private final Stage stage;
  private final Random random;
  private final Deque<Question> unanswered = new ArrayDeque<>();
  private final Deque<SettleRequest> unsettled = new ArrayDeque<>();
  private final Deque<Question> answered = new ArrayDeque<>();
  private String doing = "";

  /// @param stream where it asks; null to ask by calls of their own
  Asker(BrokerConnection connection, @Nullable Decisions stream, Stage stage, Random random) {
    this.connection = connection;
    this.stream = stream;
    this.stage = stage;
    this.random = random;
  }

  /// Asks until the broker is gone.
  void run(Life life) throws InterruptedException {
    try {
      for (Question question = unanswered.poll(); question != null; question = unanswered.poll()) {
        ask(again(question), life);
        stage.count("in flight at a kill, asked again");
      }
      for (SettleRequest request = unsettled.poll(); request != null; request = unsettled.poll()) {
        settle(request);
      }
      while (life.goesOn()) {
        Held held = stage.anyHop(random);
        if (!answered.isEmpty() && random.nextInt(100) < ASKED_AGAIN_PERCENT) {
          ask(again(random.nextBoolean() ? answered.removeFirst() : answered.removeLast()), life);
        } else if (held != null) {
          ask(question(held), life);
        } else {
          life.pause();
        }
      }
    } catch (BrokerException gone) {
      stage.lost(doing, gone);
    }
  }

  private Question question(Held held) {
    String amount = random.nextInt(1, 101) + ".00";
    var arguments = Obj.with("amount", amount).with("currency", "EUR").build();
    var action =
        new AgentAction("payments.create", "invoice://acme/" + random.nextInt(1000), arguments);
    var request =
        AuthorizeRequest.newBuilder()
            .setRequestId(connection.newRequestId())
            .setAgent(proof(held, action.hash()))
            .setAction(
                Action.newBuilder()
                    .setAction(action.name())
                    .setResource(action.resource())
                    .setArguments(Jcs.text(arguments)))
            .build();
    var question = new Question(held, request);
    stage.history().asked(question);
    return question;
  }

  private AgentProof proof(Held held, @Nullable String digest) {
    var target = Target.of("POST", URI).withToken(held.token());
    var proven = digest == null ? target : target.withActionDigest(digest);
    return AgentProof.newBuilder()
        .setAccessToken(held.token())
        .setDpop(new ProofMaker(held.holder().key()).make(proven, connection.now()))
        .setHtm("POST")
        .setHtu(URI)
        .build();
  }

  /// The same question; every other time with a new proof, as an agent that tries again would send.
  private Question again(Question question) {
    return random.nextBoolean() && !question.isOlderThan(PROOF_GOOD, connection.now())
        ? question
        : question.withProof(proof(question.held(), null));
  }

  private void ask(Question question, Life life) throws BrokerException {
    doing = question.answers().isEmpty() ? "asking" : "asking again";
    long sent = stage.history().tick();
    AuthorizeResponse response;
    try {
      response =
          stream == null
              ? connection.call(AuthorizationServiceGrpcClient.Authorize, question.request())
              : stream.authorize(question.request());
    } catch (BrokerException e) {
      if (e.retryable()) {
        unanswered.add(question);
      }
      throw e;
    }
    question.answered(new Told(response, sent, life.number()));
    life.answered();
    stage.count(response.getDecision().name());
    if (Retries.isExpired(response)) {
      stage.count("answered decision_expired");
    }
    if (question.answers().size() > 1) {
      stage.count("answered more than once");
      return;
    }
    answered.add(question);
    if (response.getDecision() == Decision.DECISION_ALLOW
        && random.nextInt(100) < SETTLED_PERCENT) {
      settle(outcome(response.getDecisionId()));
    }
  }

  private SettleRequest outcome(String decisionId) {
    var request =
        SettleRequest.newBuilder()
            .setRequestId(connection.newRequestId())
            .setDecisionId(decisionId);
    switch (random.nextInt(3)) {
      case 0 -> request.setOutcome(Outcome.OUTCOME_NOT_EXECUTED);
      case 1 -> request.setOutcome(Outcome.OUTCOME_EXECUTED).putAmounts("amount", "0.50");
      default -> request.setOutcome(Outcome.OUTCOME_UNKNOWN);
    }
    return request.build();
  }

  private void settle(SettleRequest request) throws BrokerException {
    doing = "settling " + request.getOutcome();
    try {
      var _ =
          stream == null
              ? connection.call(AuthorizationServiceGrpcClient.Settle, request)
              : stream.settle(request);
    } catch (BrokerException e) {
      if (e.retryable()) {
        unsettled.add(request);
      }
      throw e;
    }
    stage.history().settled(request);
    stage.count("settled");
  }
}
