package io.legate.chaos.client;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidActionException;
import io.legate.chaos.client.Trying.Act;
import io.legate.chaos.stage.Party;
import io.legate.crypto.Sha256;
import io.legate.delegation.StatementMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.v1.Action;
import io.legate.v1.AgentProof;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.ClientAssertion;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.ExchangeResponse;
import io.legate.v1.OpenTaskRequest;
import io.legate.v1.OpenTaskResponse;
import io.legate.v1.Outcome;
import io.legate.v1.SettleRequest;
import io.legate.v1.SettleResponse;
import io.legate.v1.TaskServiceGrpcClient;
import io.legate.v1.TokenServiceGrpcClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What agents and their resource server ask of a broker, each as an [Act] with what stands in the
/// history of it.
final class Acts {

  private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final Duration LIFE = Duration.ofMinutes(20);

  /// Where the resource server would have served the agent's call.
  private static final String SERVED = Party.ERP + "/payments";

  private final Caller resourceServer;

  Acts(Caller resourceServer) {
    this.resourceServer = resourceServer;
  }

  /// Opens a task.
  static Act<OpenTaskResponse> open(String act, Caller opener, Terms terms) {
    long ends = Instant.now().plus(LIFE).getEpochSecond();
    var asked =
        Json.Obj.with("count", terms.count()).with("sum", Terms.decimal(terms.sum())).build();
    return new Act<>(
        act,
        "open",
        asked,
        (broker, request) -> {
          var message =
              OpenTaskRequest.newBuilder()
                  .setRequestId(request)
                  .setClientAssertion(ClientAssertion.newBuilder().setJwt(opener.assertion()))
                  .setPurpose("pay invoices while things break")
                  .setAuthorizationDetails(canonical(terms.boundary()))
                  .setMaxDepth(4);
          message.getExpiresAtBuilder().setSeconds(ends);
          return opener.open(broker, TaskServiceGrpcClient.OpenTask, message.build());
        },
        answer ->
            Json.Obj.with("task", answer.getToken().getTaskId())
                .with("hop", answer.getToken().getHopId())
                .with("jti", HeldHop.jti(answer.getToken()))
                .build());
  }

  /// Signs a statement for a delegate.
  static String statement(HeldHop from, Party delegate, String boundary) {
    return statement(from, delegate, boundary, LIFE.minusMinutes(1));
  }

  /// Signs a statement for a hop that ends so long from now.
  static String statement(HeldHop from, Party delegate, String boundary, Duration life) {
    var hop =
        new StatementMaker.Hop(
            new ClientId(delegate.id()),
            Objects.requireNonNull(TaskId.parse(from.task())),
            from.token().signingInputHash(),
            delegate.key().publicKey().thumbprint(),
            (Json.Arr) json(boundary),
            Instant.now().plus(life),
            null);
    var holder = from.holder().party();
    return new StatementMaker(holder.key(), new ClientId(holder.id()), Party.ISSUER)
        .make(hop, Duration.ofMinutes(5), Instant.now());
  }

  /// Redeems a statement.
  static Act<ExchangeResponse> redeem(String act, String task, Caller delegate, String statement) {
    return redeem(act, task, delegate, statement, exchange -> {});
  }

  /// Redeems a statement for an instance that is for the resource server at once.
  static Act<ExchangeResponse> redeemForUse(
      String act, String task, Caller delegate, String statement) {
    return redeem(act, task, delegate, statement, exchange -> exchange.addAudience(Party.ERP));
  }

  private static Act<ExchangeResponse> redeem(
      String act,
      String task,
      Caller delegate,
      String statement,
      Consumer<ExchangeRequest.Builder> more) {
    var asked =
        Json.Obj.with("task", task)
            .with("statement", HeldHop.parsed(statement).signingInputHash())
            .build();
    return new Act<>(
        act,
        "redeem",
        asked,
        (broker, _) -> {
          var message = exchange(delegate).setSubjectToken(statement).setSubjectTokenType(JWT);
          more.accept(message);
          return delegate.open(broker, TokenServiceGrpcClient.Exchange, message.build());
        },
        Acts::issued);
  }

  /// Gets another instance of a hop, for the resource server.
  static Act<ExchangeResponse> renew(String act, HeldHop hop) {
    return new Act<>(
        act,
        "renew",
        Json.Obj.with("task", hop.task())
            .with("hop", hop.hop())
            .withOptional("kid", hop.token().kid())
            .build(),
        (broker, _) ->
            hop.holder()
                .open(
                    broker,
                    TokenServiceGrpcClient.Exchange,
                    exchange(hop.holder())
                        .setSubjectToken(hop.token().text())
                        .setSubjectTokenType(ACCESS_TOKEN)
                        .addAudience(Party.ERP)
                        .build()),
        Acts::issued);
  }

  private static ExchangeRequest.Builder exchange(Caller caller) {
    return ExchangeRequest.newBuilder()
        .setClientAssertion(ClientAssertion.newBuilder().setJwt(caller.assertion()));
  }

  private static Json.Obj issued(ExchangeResponse answer) {
    return Json.Obj.with("task", answer.getToken().getTaskId())
        .with("hop", answer.getToken().getHopId())
        .with("jti", HeldHop.jti(answer.getToken()))
        .build();
  }

  /// A payment that an agent wants to make.
  record Payment(HeldHop hop, String invoice, int cents, String reference) {
    private Json.Obj arguments() {
      return Json.Obj.with("amount", Terms.decimal(cents))
          .with("currency", "EUR")
          .with("invoice", invoice)
          .with("reference", reference)
          .build();
    }

    private ActionRequest action() {
      try {
        return ActionRequest.parse(
            "payments.create",
            Party.ERP,
            "erp://acme/invoices",
            arguments(),
            BoundaryLimits.DEFAULT);
      } catch (InvalidActionException e) {
        throw new IllegalStateException(e);
      }
    }

    /// Returns the agent's proof for it.
    String proof() {
      return hop.holder()
          .proof(
              Target.of("POST", SERVED)
                  .withToken(hop.token().text())
                  .withActionDigest(action().adg()));
    }
  }

  /// Asks whether a payment may be made, with the agent's one proof for it. Asked under another
  /// `request_id` it is another question, for which the agent makes another proof.
  Act<AuthorizeResponse> authorize(String act, Payment payment, String proof) {
    ActionRequest action = payment.action();
    var first = new AtomicReference<@Nullable String>();
    var agent =
        AgentProof.newBuilder()
            .setAccessToken(payment.hop.token().text())
            .setDpop(proof)
            .setHtm("POST")
            .setHtu(SERVED)
            .build();
    var message =
        AuthorizeRequest.newBuilder()
            .setAction(
                Action.newBuilder()
                    .setAction(action.action())
                    .setResource(action.resource())
                    .setArguments(Jcs.text(action.arguments())));
    var asked =
        Json.Obj.with("task", payment.hop.task())
            .with("hop", payment.hop.hop())
            .with("amount", Terms.decimal(payment.cents))
            .with("invoice", payment.invoice)
            .with("reference", payment.reference)
            .with("proof", Sha256.base64Url(proof))
            .withOptional("kid", payment.hop.token().kid())
            .withOptional("under", payment.hop.under())
            .build();
    return new Act<>(
        act,
        "authorize",
        asked,
        (broker, request) -> {
          boolean same = first.compareAndSet(null, request) || request.equals(first.get());
          var shown = same ? agent : agent.toBuilder().setDpop(payment.proof()).build();
          return resourceServer.call(
              broker,
              AuthorizationServiceGrpcClient.Authorize,
              message.clone().setAgent(shown).setRequestId(request).build());
        },
        Acts::decided);
  }

  private static Json.Obj decided(AuthorizeResponse answer) {
    String reason = answer.getReasonsCount() == 0 ? "" : answer.getReasons(0).getCode();
    return Json.Obj.with("decision", answer.getDecision().name().substring("DECISION_".length()))
        .with("decision_id", answer.getDecisionId())
        .with("reason", reason)
        .with("escalation", answer.getEscalationId())
        .build();
  }

  /// Reports what came of a payment.
  ///
  /// @param cents what was really paid; negative if it was not made
  Act<SettleResponse> settle(String act, String decision, int cents) {
    var message = SettleRequest.newBuilder().setDecisionId(decision);
    if (cents < 0) {
      message.setOutcome(Outcome.OUTCOME_NOT_EXECUTED);
    } else {
      message.setOutcome(Outcome.OUTCOME_EXECUTED).putAmounts("amount", Terms.decimal(cents));
    }
    return new Act<>(
        act,
        "settle",
        Json.Obj.with("decision_id", decision)
            .with("amount", cents < 0 ? "" : Terms.decimal(cents))
            .build(),
        (broker, request) ->
            resourceServer.call(
                broker,
                AuthorizationServiceGrpcClient.Settle,
                message.clone().setRequestId(request).build()),
        _ -> Json.Obj.EMPTY);
  }

  private static Json json(String text) {
    try {
      return JsonReader.read(text);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String canonical(String text) {
    return Jcs.text(json(text));
  }
}
