package io.legate.edge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.edge.EdgeServer;
import io.legate.edge.GrpcPeer;
import io.legate.edge.Party;
import io.legate.v1.RevokeRequest;
import io.legate.v1.TokenServiceGrpcClient;
import io.legate.wire.TlsSockets;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every step on a call that takes a token and a proof, over HTTP and over gRPC: the revocation of
/// a token. Each use is of another task's, so that there is something to revoke and to record.
class DpopStepsTest {

  private static final String HTTP = "/oauth2/revoke";
  private static final String GRPC = "/legate.v1.TokenService/Revoke";

  @TempDir private static Path folder;
  private static EdgeServer server;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    server = new EdgeServer(folder);
    token = new Party(server.site, "research").apiToken(server.http());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void thereAreThirtyTwo() {
    assertThat(DpopStep.values()).hasSize(32);
  }

  /// Over HTTP/1.1, byte for byte: HTTP/2 has no header names in upper case.
  @ParameterizedTest
  @EnumSource
  void overHttp(DpopStep step) throws Exception {
    var presented = new Presented(server.site, "research", Site.ISSUER + HTTP, token);
    step.change(presented);
    Map<String, List<String>> headers = presented.headers();
    String answer = "";
    for (int i = 0; i < step.times(); i++) {
      answer = post(headers, "token=" + revocable());
    }
    if (step.overHttp().isEmpty()) {
      assertThat(answer).startsWith("HTTP/1.1 200 ");
    } else {
      assertThat(answer)
          .startsWith("HTTP/1.1 401 ")
          .contains("DPoP error=\"" + step.overHttp() + "\"")
          .contains("\"error\":\"" + step.overHttp() + "\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void overGrpc(DpopStep step) throws Exception {
    var presented = new Presented(server.site, "research", Site.ISSUER + GRPC, token);
    step.change(presented);
    Map<String, List<String>> headers = presented.headers();
    var grpc = server.grpc();
    var replies = new ArrayList<GrpcPeer.Reply<?>>();
    for (int i = 0; i < step.times(); i++) {
      var message =
          RevokeRequest.newBuilder()
              .setRequestId(server.site.requestId().toString())
              .setToken(revocable())
              .build();
      replies.add(grpc.call(TokenServiceGrpcClient.Revoke, headers, message));
    }
    GrpcPeer.Reply<?> reply = replies.getLast();
    assertThat(reply.reason()).as(reply.toString()).isEqualTo(step.overGrpc());
    assertThat(reply.status())
        .isEqualTo(step.overGrpc().isEmpty() ? GrpcStatus.OK : GrpcStatus.UNAUTHENTICATED);
  }

  /// The root token of a task that the caller has just opened.
  private static String revocable() throws Exception {
    return server.site.open("research", Site.ALL).token().token();
  }

  private static String post(Map<String, List<String>> headers, String body) throws Exception {
    var request =
        new StringBuilder("POST " + HTTP + " HTTP/1.1\r\nHost: broker.test\r\n")
            .append("Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n")
            .append("Content-Length: " + body.length() + "\r\n");
    headers.forEach(
        (name, values) -> values.forEach(value -> request.append(name + ": " + value + "\r\n")));
    request.append("\r\n").append(body);
    try (var socket = TlsSockets.trusting(server.trusted()).connect(server.port(), "http/1.1")) {
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
