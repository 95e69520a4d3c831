package io.legate.edge;

import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A gRPC client that sends what it is told, good or bad.
public final class GrpcPeer {

  private final GrpcClient client;
  private final Wiretap wiretap;
  private final SocketAddress server;

  GrpcPeer(Vertx vertx, int port, Path trusted, Wiretap wiretap) {
    this.wiretap = wiretap;
    var options =
        new HttpClientOptions()
            .setUseAlpn(true)
            .setProtocolVersion(io.vertx.core.http.HttpVersion.HTTP_2)
            .setSsl(true)
            .setTrustOptions(new PemTrustOptions().addCertPath(trusted.toString()));
    client = GrpcClient.client(vertx, new GrpcClientOptions(), options);
    server = SocketAddress.inetSocketAddress(port, "127.0.0.1");
  }

  /// What came back.
  ///
  /// @param reason of the `ErrorInfo`, empty for none
  /// @param sentence the message of the `google.rpc.Status`, empty for none
  /// @param subject of its metadata, null for none
  public record Reply<A>(
      GrpcStatus status,
      String reason,
      String sentence,
      @Nullable String subject,
      @Nullable String nonce,
      @Nullable A message) {}

  /// Opens a call with every entry of the metadata.
  public <Q, A> GrpcClientRequest<Q, A> open(
      ServiceMethod<A, Q> method, Map<String, List<String>> metadata) throws Exception {
    GrpcClientRequest<Q, A> call = EdgeServer.await(client.request(server, method));
    metadata.values().forEach(values -> wiretap.hear(String.join(" ", values)));
    metadata.forEach((name, values) -> values.forEach(value -> call.headers().add(name, value)));
    return call;
  }

  /// Makes a call with one message.
  public <Q, A> Reply<A> call(
      ServiceMethod<A, Q> method, Map<String, List<String>> metadata, Q message) throws Exception {
    GrpcClientRequest<Q, A> call = open(method, metadata);
    var response =
        call.response()
            .compose(
                answer ->
                    answer
                        .last()
                        .transform(
                            last ->
                                io.vertx.core.Future.succeededFuture(
                                    reply(answer, last.succeeded() ? last.result() : null))));
    var _ = call.end(message);
    wiretap.hear(String.valueOf(message));
    Reply<A> reply = EdgeServer.await(response);
    wiretap.hear(String.valueOf(reply.message()));
    if (reply.status() != GrpcStatus.OK) {
      wiretap.hearError(reply.toString());
    }
    return reply;
  }

  /// Returns what stands in an answer that has ended.
  public static <Q, A> Reply<A> reply(GrpcClientResponse<Q, A> answer, @Nullable A message) {
    String bin = metadata(answer, "grpc-status-details-bin");
    String reason = "";
    String sentence = "";
    String subject = null;
    try {
      if (bin != null) {
        Status details = Status.parseFrom(Base64.getDecoder().decode(bin));
        var info = details.getDetails(0).unpack(ErrorInfo.class);
        sentence = details.getMessage();
        reason = info.getReason();
        subject = info.getMetadataMap().get("subject");
      }
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    GrpcStatus status = answer.status();
    boolean ok = status == GrpcStatus.OK;
    return new Reply<>(
        status, reason, sentence, subject, metadata(answer, "dpop-nonce"), ok ? message : null);
  }

  private static @Nullable String metadata(GrpcClientResponse<?, ?> answer, String name) {
    String trailer = answer.trailers().get(name);
    return trailer != null ? trailer : answer.headers().get(name);
  }
}
