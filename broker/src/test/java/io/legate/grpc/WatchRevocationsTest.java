package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.legate.edge.EdgeServer;
import io.legate.edge.Party;
import io.legate.identity.ClientId;
import io.legate.issue.IssuedInstance;
import io.legate.revoke.ControlChanges;
import io.legate.revoke.TaskSteering;
import io.legate.v1.ApprovalServiceGrpcClient;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeStreamRequest;
import io.legate.v1.AuthorizeStreamResponse;
import io.legate.v1.Standing;
import io.legate.v1.WatchEscalationsRequest;
import io.legate.v1.WatchEscalationsResponse;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// `WatchRevocations` over TLS, and streams that are cut.
class WatchRevocationsTest extends Chain {

  private Watching watching(String client, ByteString cursor) throws Exception {
    return Watching.open(site, grpc, http, client, cursor);
  }

  /// Opens one with a token that nobody gets to look at.
  private Watching watching(String client, ByteString cursor, String token) throws Exception {
    var watching = new Watching();
    watching.call(grpc, new Party(site, client), token, null, cursor);
    return watching;
  }

  private void revoke(IssuedInstance hop) throws Exception {
    site.use
        .steering()
        .revoke(
            new TaskSteering.Order(
                site.caller("orchestrator"), site.requestId(), hop.task(), hop.hop(), "enough"));
  }

  private ControlChanges.Order operator() throws Exception {
    return new ControlChanges.Order(site.caller("ops"), site.requestId(), "stolen");
  }

  @Test
  void aResourceServerHearsOfItsTokensAndNobodyElseDoes() throws Exception {
    var hop = redeemed();
    var erp = watching("rs:erp", ByteString.EMPTY);
    var crm = watching("rs:crm", ByteString.EMPTY);
    assertThat(erp.untilCurrent()).isEmpty();
    assertThat(crm.untilCurrent()).isEmpty();
    revoke(hop);
    assertThat(erp.news()).isEqualTo(Map.of(hop.hop().toString(), Standing.STANDING_ENDED));
    site.use.controlChanges().suspendClient(operator(), new ClientId("filing"));
    // The hop would have come before it.
    assertThat(crm.news()).isEqualTo(Map.of("filing", Standing.STANDING_HELD));
  }

  @Test
  void aWatchGoesOnWhereItLeftOff() throws Exception {
    var first = redeemed();
    var second = redeemed();
    var erp = watching("rs:erp", ByteString.EMPTY);
    erp.untilCurrent();
    revoke(first);
    assertThat(erp.news()).containsOnlyKeys(first.hop().toString());
    revoke(second);
    var back = watching("rs:erp", erp.cursor());
    assertThat(back.news()).containsOnlyKeys(second.hop().toString());
    var anew = watching("rs:erp", ByteString.EMPTY);
    assertThat(anew.next().getAnew()).isTrue();
  }

  @Test
  void everyHeartbeatTellsHowOldKnowledgeIs() throws Exception {
    var erp = watching("rs:erp", ByteString.EMPTY);
    erp.untilCurrent();
    var beat = erp.next();
    assertThat(beat.getRevocationsList()).isEmpty();
    assertThat(beat.getAsOf()).isEqualTo(Times.timestamp(site.clock.instant()));
  }

  /// Whatever comes behind it on its connection is seen after it has had its turn.
  @Test
  void aWatchThatThereIsNoRoomForNowIsToldLater() throws Exception {
    var hop = redeemed();
    var erp = watching("rs:erp", ByteString.EMPTY);
    erp.untilCurrent();
    var moved = new CountDownLatch(1);
    var before = server.fill();
    try (var _ = site.use.revocations().subscribe("https://erp.test", null, moved::countDown)) {
      revoke(hop);
      assertThat(moved.await(30, TimeUnit.SECONDS)).isTrue();
      var refused = watching("rs:crm", ByteString.EMPTY, "a token");
      assertRefused(
          EdgeServer.await(refused.ended()), GrpcStatus.RESOURCE_EXHAUSTED, "too_many_requests");
    } finally {
      before.countDown();
    }
    assertThat(erp.news()).isEqualTo(Map.of(hop.hop().toString(), Standing.STANDING_ENDED));
  }

  @Test
  void onlyAResourceServerMayWatch() throws Exception {
    var agent = watching("research", ByteString.EMPTY);
    assertRefused(
        EdgeServer.await(agent.ended()), GrpcStatus.PERMISSION_DENIED, "unauthorized_client");
  }

  @Test
  void whatIsNoCursorIsRefused() throws Exception {
    var erp = watching("rs:erp", ByteString.copyFromUtf8("42"));
    assertRefused(EdgeServer.await(erp.ended()), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
  }

  @Test
  void theWatchOfARevokedResourceServerIsCut() throws Exception {
    var erp = watching("rs:erp", ByteString.EMPTY);
    var crm = watching("rs:crm", ByteString.EMPTY);
    erp.untilCurrent();
    crm.untilCurrent();
    site.use.controlChanges().suspendClient(operator(), new ClientId("rs:erp"));
    assertRefused(EdgeServer.await(erp.ended()), GrpcStatus.UNAUTHENTICATED, "invalid_token");
    assertThat(crm.news()).containsOnlyKeys("rs:erp");
    assertThat(crm.ended().isComplete()).isFalse();
  }

  @Test
  void theDecisionStreamOfARevokedKeyIsCutThoughItAsksNothing() throws Exception {
    var erp = new Party(site, "rs:erp");
    String token = erp.apiToken(http);
    String method = "AuthorizationService/AuthorizeStream";
    var answers = new LinkedBlockingQueue<AuthorizeStreamResponse>();
    var ends = new LinkedBlockingQueue<io.legate.edge.GrpcPeer.Reply<?>>();
    String nonce = watchNonce();
    var call =
        grpc.open(
            AuthorizationServiceGrpcClient.AuthorizeStream, erp.metadata(method, token, nonce));
    call.response()
        .onSuccess(
            answer -> {
              answer.handler(answers::add);
              answer.endHandler(_ -> ends.add(io.legate.edge.GrpcPeer.reply(answer, null)));
            });
    var question = question(redeemed(), "{\"amount\":\"1.00\"}");
    var _ = call.write(AuthorizeStreamRequest.newBuilder().setAuthorize(question).build());
    assertThat(answers.poll(30, TimeUnit.SECONDS)).isNotNull();
    site.use.controlChanges().revokeKey(operator(), site.key("rs:erp").thumbprint());
    assertRefused(ends.poll(30, TimeUnit.SECONDS), GrpcStatus.UNAUTHENTICATED, "invalid_token");
  }

  @Test
  void theWatchOfARevokedApproverIsCut() throws Exception {
    var approver = new Party(site, "fin-1");
    var end = Promise.<io.legate.edge.GrpcPeer.Reply<WatchEscalationsResponse>>promise();
    var opened = Promise.<Void>promise();
    var call =
        grpc.open(
            ApprovalServiceGrpcClient.WatchEscalations,
            approver.metadata(
                "ApprovalService/WatchEscalations", approver.apiToken(http), watchNonce()));
    call.response()
        .onSuccess(
            answer -> {
              answer.handler(_ -> {});
              answer.endHandler(_ -> end.complete(io.legate.edge.GrpcPeer.reply(answer, null)));
              opened.complete();
            });
    var _ = call.end(WatchEscalationsRequest.getDefaultInstance());
    EdgeServer.await(opened.future());
    site.use.controlChanges().revokeClient(operator(), new ClientId("fin-1"));
    assertRefused(EdgeServer.await(end.future()), GrpcStatus.UNAUTHENTICATED, "invalid_token");
  }

  /// A nonce is good for whoever has it.
  private String watchNonce() throws Exception {
    var party = new Party(site, "rs:crm");
    var refused = new Watching();
    refused.call(grpc, party, party.apiToken(http), null, ByteString.EMPTY);
    return java.util.Objects.requireNonNull(EdgeServer.await(refused.ended()).nonce());
  }
}
