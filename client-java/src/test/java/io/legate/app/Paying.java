package io.legate.app;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.client.live.Company;
import io.legate.client.live.Permissions;
import io.legate.crypto.Signer;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.v1.Action;
import io.legate.v1.AgentProof;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.IssuedToken;
import io.legate.v1.OpenTaskRequest;
import io.legate.v1.TaskServiceGrpcClient;
import io.legate.v1.TokenServiceGrpcClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// What the company of [ThreeBrokers] asks its brokers: tasks in which invoices are paid.
final class Paying {

  private static final String URI = Company.AUDIENCE + "/payments";
  private static final String TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final AtomicLong INVOICES = new AtomicLong();

  private Paying() {}

  /// Opens a task in which at most `payments` invoices may be paid, and returns its root token, for
  /// the resource server.
  static IssuedToken open(BrokerConnection opener, int payments) throws BrokerException {
    var limit = Obj.with("name", "payments").with("count", payments).build();
    var permission =
        Permissions.unconstrained("invoice://acme/*")
            .with("limits", new Arr(List.<Json>of(limit)))
            .build();
    var request =
        OpenTaskRequest.newBuilder()
            .setRequestId(opener.newRequestId())
            .setPurpose("pay invoices")
            .setAuthorizationDetails(Jcs.text(new Arr(List.of(permission))))
            .setMaxDepth(1)
            .setAudience(Company.AUDIENCE);
    var end = opener.now().plus(Duration.ofHours(1));
    request.getExpiresAtBuilder().setSeconds(end.getEpochSecond());
    return opener
        .callWithAssertion(
            TaskServiceGrpcClient.OpenTask,
            assertion -> request.setClientAssertion(assertion).build())
        .getToken();
  }

  /// Exchanges a token for another instance of its hop.
  static IssuedToken renew(BrokerConnection holder, IssuedToken token) throws BrokerException {
    return holder
        .callWithAssertion(
            TokenServiceGrpcClient.Exchange,
            assertion ->
                ExchangeRequest.newBuilder()
                    .setClientAssertion(assertion)
                    .setSubjectToken(token.getAccessToken())
                    .setSubjectTokenType(TOKEN)
                    .addAudience(Company.AUDIENCE)
                    .build())
        .getToken();
  }

  /// Returns the question whether the token's holder may pay another invoice.
  static AuthorizeRequest question(BrokerConnection asker, IssuedToken token, Signer holder) {
    var target = Target.of("POST", URI).withToken(token.getAccessToken());
    return AuthorizeRequest.newBuilder()
        .setRequestId(asker.newRequestId())
        .setAgent(
            AgentProof.newBuilder()
                .setAccessToken(token.getAccessToken())
                .setDpop(new ProofMaker(holder).make(target, asker.now()))
                .setHtm("POST")
                .setHtu(URI))
        .setAction(
            Action.newBuilder()
                .setAction("payments.create")
                .setResource("invoice://acme/" + INVOICES.incrementAndGet()))
        .build();
  }
}
