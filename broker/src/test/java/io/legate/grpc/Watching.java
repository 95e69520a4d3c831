package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.legate.assembly.Site;
import io.legate.edge.EdgeServer;
import io.legate.edge.GrpcPeer;
import io.legate.edge.GrpcPeer.Reply;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.Revocation;
import io.legate.v1.Standing;
import io.legate.v1.WatchRevocationsRequest;
import io.legate.v1.WatchRevocationsResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One open `WatchRevocations`.
final class Watching {

  static final String METHOD = "AuthorizationService/WatchRevocations";

  private final BlockingQueue<WatchRevocationsResponse> told = new LinkedBlockingQueue<>();
  private final Promise<Reply<WatchRevocationsResponse>> end = Promise.promise();
  private ByteString cursor = ByteString.EMPTY;

  /// Opens one for a client, with a nonce.
  ///
  /// @param cursor empty for everything in force
  static Watching open(Site site, GrpcPeer grpc, HttpPeer http, String client, ByteString cursor)
      throws Exception {
    var party = new Party(site, client);
    String token = party.apiToken(http);
    var refused = new Watching();
    refused.call(grpc, party, token, null, cursor);
    var watching = new Watching();
    watching.call(grpc, party, token, EdgeServer.await(refused.ended()).nonce(), cursor);
    return watching;
  }

  void call(GrpcPeer grpc, Party party, String token, @Nullable String nonce, ByteString cursor)
      throws Exception {
    var call =
        grpc.open(
            AuthorizationServiceGrpcClient.WatchRevocations, party.metadata(METHOD, token, nonce));
    call.response()
        .onSuccess(
            answer -> {
              answer.handler(told::add);
              answer.endHandler(_ -> end.complete(GrpcPeer.reply(answer, null)));
            });
    var _ = call.end(WatchRevocationsRequest.newBuilder().setCursor(cursor).build());
  }

  Future<Reply<WatchRevocationsResponse>> ended() {
    return end.future();
  }

  ByteString cursor() {
    return cursor;
  }

  WatchRevocationsResponse next() throws InterruptedException {
    var next = told.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("nothing was told").isNotNull();
    cursor = next.getCursor();
    return next;
  }

  /// Returns everything that is told until the caller is told that it knows all, by id.
  Map<String, Standing> untilCurrent() throws InterruptedException {
    var standings = new LinkedHashMap<String, Standing>();
    WatchRevocationsResponse next;
    do {
      next = next();
      for (Revocation each : next.getRevocationsList()) {
        each.getIdsList().forEach(id -> standings.put(id, each.getStanding()));
      }
    } while (!next.hasAsOf());
    return standings;
  }

  /// Waits until something is told, and returns all of it.
  Map<String, Standing> news() throws InterruptedException {
    Map<String, Standing> news;
    do {
      news = untilCurrent();
    } while (news.isEmpty());
    return news;
  }
}
