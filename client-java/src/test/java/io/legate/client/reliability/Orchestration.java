package io.legate.client.reliability;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.client.live.Company;
import io.legate.client.live.Company.Party;
import io.legate.client.live.Permissions;
import io.legate.crypto.CompactJws;
import io.legate.crypto.MalformedTokenException;
import io.legate.delegation.StatementMaker;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.IssuedToken;
import io.legate.v1.OpenTaskRequest;
import io.legate.v1.RevokeTaskRequest;
import io.legate.v1.TaskServiceGrpcClient;
import io.legate.v1.TokenServiceGrpcClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// The orchestrator's thread: opens tasks, passes their work on, renews and revokes. What was not
/// answered when the broker died is asked again in its next life. Used by one thread at a time.
final class Orchestration {

  private static final Duration TASK = Duration.ofHours(2);
  private static final Duration REDEEMED_WITHIN = Duration.ofMinutes(5);
  private static final String TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final String STATEMENT = "urn:ietf:params:oauth:token-type:jwt";
  private static final int TASK_LIVES = 5;
  private static final int HOPS = 4;

  private final Company company;
  private final BrokerConnection orchestrator;
  private final Map<Party, BrokerConnection> agents;
  private final Stage stage;
  private final Random random;
  private final Deque<Step> unanswered = new ArrayDeque<>();
  private final List<Held> made = new ArrayList<>();
  private final Map<HopId, Held> gone = new HashMap<>();
  private int tasks;
  private String doing = "";

  /// One call that is made until it is answered.
  private interface Step {
    void take() throws BrokerException;
  }

  Orchestration(
      Company company,
      BrokerConnection orchestrator,
      Map<Party, BrokerConnection> agents,
      Stage stage,
      Random random) {
    this.company = company;
    this.orchestrator = orchestrator;
    this.agents = agents;
    this.stage = stage;
    this.random = random;
  }

  /// Works until the broker is gone.
  void run(Life life) throws InterruptedException {
    try {
      if (life.number() % TASK_LIVES == 0 || tasks == 0) {
        tasks++;
        unanswered.add(open(question()));
      }
      boolean revokes = random.nextBoolean();
      while (life.goesOn()) {
        while (!unanswered.isEmpty()) {
          unanswered.getFirst().take();
          unanswered.removeFirst();
          life.answered();
        }
        plan(revokes);
        revokes = false;
        life.pause();
      }
    } catch (BrokerException gone) {
      if (!gone.retryable()) {
        unanswered.removeFirst();
      }
      stage.lost(doing, gone);
    }
  }

  /// What is done next, at random.
  private void plan(boolean revokes) {
    if (made.isEmpty()) {
      return;
    }
    // Half of the time one of the newest, which the resource server is asked about most.
    int from = random.nextBoolean() ? Math.max(0, made.size() - HOPS) : 0;
    Held held = made.get(random.nextInt(from, made.size()));
    if (gone.containsKey(held.hop())) {
      unanswered.add(() -> probe(held));
    } else if (revokes) {
      gone.put(held.hop(), held);
      unanswered.add(revoke(held));
    } else {
      unanswered.add(() -> renew(held));
    }
  }

  private OpenTaskRequest question() {
    var permission =
        payments()
            .with("limits", taskLimits())
            .with("delegation", Permissions.delegation(1, "agent:first", "agent:second"))
            .build();
    var request =
        OpenTaskRequest.newBuilder()
            .setRequestId(orchestrator.newRequestId())
            .setPurpose("pay invoices")
            .setAuthorizationDetails(Jcs.text(new Arr(List.of(permission))))
            .setMaxDepth(1);
    request.getExpiresAtBuilder().setSeconds(orchestrator.now().plus(TASK).getEpochSecond());
    return request.build();
  }

  private Step open(OpenTaskRequest request) {
    return () -> {
      doing = "opening a task";
      var answer =
          orchestrator.callWithAssertion(
              TaskServiceGrpcClient.OpenTask,
              assertion -> request.toBuilder().setClientAssertion(assertion).build());
      IssuedToken root = answer.getToken();
      boolean again = stage.history().opened().containsKey(root.getTaskId());
      stage.history().opened(root.getTaskId(), hop(root));
      stage.count(again ? "tasks opened again" : "tasks opened");
      if (!again) {
        delegate(root);
        // The same request again, to be answered with the same task.
        unanswered.add(open(request));
      }
    };
  }

  /// Two hops for each agent. Their statements are signed once, and presented until it worked.
  private void delegate(IssuedToken root) {
    for (int i = 0; i < HOPS; i++) {
      Party agent = i % 2 == 0 ? company.first() : company.second();
      String statement = statement(root, agent);
      unanswered.add(
          () -> {
            Held held = exchange(agent, statement, STATEMENT);
            made.add(held);
            stage.add(held);
            stage.count("hops made");
          });
    }
  }

  private String statement(IssuedToken root, Party agent) {
    var now = orchestrator.now();
    var permission = payments().with("limits", hopLimits()).build();
    var hop =
        new StatementMaker.Hop(
            agent.id(),
            Objects.requireNonNull(TaskId.parse(root.getTaskId())),
            hash(root.getAccessToken()),
            agent.key().publicKey().thumbprint(),
            new Arr(List.of(permission)),
            now.plus(TASK.dividedBy(2)),
            null);
    var maker =
        new StatementMaker(
            company.orchestrator().key(),
            company.orchestrator().id(),
            orchestrator.address().issuer().toString());
    return maker.make(hop, REDEEMED_WITHIN, now);
  }

  private void renew(Held held) throws BrokerException {
    var _ = exchange(held.holder(), held.token(), TOKEN);
    stage.count("instances renewed");
  }

  /// A hop whose revocation was acknowledged gets no instance.
  private void probe(Held held) throws BrokerException {
    try {
      var _ = exchange(held.holder(), held.token(), TOKEN);
    } catch (BrokerException e) {
      if (e.retryable()) {
        throw e;
      }
      stage.count("instances of revoked hops refused");
    }
  }

  private Held exchange(Party agent, String subjectToken, String type) throws BrokerException {
    doing = "exchanging";
    long sent = stage.history().tick();
    var connection = Objects.requireNonNull(agents.get(agent));
    var answer =
        connection
            .callWithAssertion(
                TokenServiceGrpcClient.Exchange,
                assertion ->
                    ExchangeRequest.newBuilder()
                        .setClientAssertion(assertion)
                        .setSubjectToken(subjectToken)
                        .setSubjectTokenType(type)
                        .addAudience(Company.AUDIENCE)
                        .build())
            .getToken();
    var held = new Held(answer.getTaskId(), hop(answer), agent, answer.getAccessToken());
    stage.history().issued(new History.Issued(held.task(), held.hop(), hash(held.token()), sent));
    return held;
  }

  private Step revoke(Held held) {
    var request =
        RevokeTaskRequest.newBuilder()
            .setRequestId(orchestrator.newRequestId())
            .setTaskId(held.task())
            .setHopId(held.hop().toString())
            .setReason("no longer needed")
            .build();
    return () -> {
      doing = "revoking a hop";
      long seq = orchestrator.call(TaskServiceGrpcClient.RevokeTask, request).getSeq();
      long told = stage.history().tick();
      stage.history().revoked(new History.Revoked(held.task(), held.hop(), seq, told));
      stage.count("hops revoked");
    };
  }

  private static Json.Builder payments() {
    return Permissions.payments("invoice://acme/*", "100.00");
  }

  private static Arr taskLimits() {
    var count = Obj.with("name", "payments").with("count", Spending.TASK_COUNT).build();
    var sum =
        Obj.with("name", "spend").with("sum", "amount").with("max", Spending.TASK_SUM).build();
    return new Arr(List.of(count, sum));
  }

  private static Arr hopLimits() {
    var count = Obj.with("name", "own").with("count", Spending.HOP_COUNT).build();
    return new Arr(List.of(count));
  }

  private static HopId hop(IssuedToken token) {
    return Objects.requireNonNull(HopId.parse(token.getHopId()));
  }

  private static String hash(String token) {
    try {
      return CompactJws.parse(token, CompactJws.Form.TOKEN).signingInputHash();
    } catch (MalformedTokenException e) {
      throw new IllegalStateException("the broker's token is malformed", e);
    }
  }
}
