package io.legate.client.broker;

import io.legate.client.broker.BrokerException.Code;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeStreamRequest;
import io.legate.v1.AuthorizeStreamResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One `AuthorizeStream` call, from its opening to its end. Questions and answers are matched by
/// `request_id`; when it ends, whatever is unanswered fails.
///
/// Safe for use from many threads; what touches the call runs on the channel's event loop.
final class DecisionStream {

  private final BrokerChannel channel;
  private final int way;
  private final String token;
  private final Consumer<String> nonces;
  private final Map<String, CompletableFuture<AuthorizeStreamResponse>> pending =
      new ConcurrentHashMap<>();
  private final Promise<GrpcClientRequest<AuthorizeStreamRequest, AuthorizeStreamResponse>> opened =
      Promise.promise();
  private volatile @Nullable BrokerException ended;

  /// @param token the API token it is opened with
  /// @param nonces takes the nonces that come with its answer
  DecisionStream(BrokerChannel channel, String token, Consumer<String> nonces) {
    this.channel = channel;
    this.way = channel.taken();
    this.token = token;
    this.nonces = nonces;
  }

  /// Opens the call.
  DecisionStream open(Map<String, String> metadata) {
    channel
        .loop()
        .run(
            () ->
                channel
                    .open(way, AuthorizationServiceGrpcClient.AuthorizeStream, metadata)
                    .onComplete(opened)
                    .compose(
                        call -> {
                          call.exceptionHandler(this::fail);
                          return call.response();
                        })
                    .onSuccess(this::listen)
                    .onFailure(this::fail));
    return this;
  }

  /// The API token that it was opened with.
  String token() {
    return token;
  }

  /// Whether it can take a question.
  boolean isOpen() {
    return ended == null;
  }

  /// Sends a question. The answer fails with a [BrokerException] if the stream ends before it.
  CompletableFuture<AuthorizeStreamResponse> ask(
      String requestId, AuthorizeStreamRequest question) {
    var answer = new CompletableFuture<AuthorizeStreamResponse>();
    if (pending.putIfAbsent(requestId, answer) != null) {
      throw new IllegalStateException("the same request is being asked already");
    }
    BrokerException end = ended;
    if (end != null) {
      // It may have ended between the caller's look and the entry above, and drained before it.
      forget(requestId);
      answer.completeExceptionally(end);
      return answer;
    }
    channel
        .loop()
        .run(
            () -> {
              Future<Void> written = opened.future().compose(call -> call.write(question));
              written.onFailure(this::fail);
            });
    return answer;
  }

  /// Stops waiting for an answer.
  void forget(String requestId) {
    pending.remove(requestId);
  }

  /// Sends no more questions; answers still come.
  void finish() {
    channel
        .loop()
        .run(
            () ->
                opened
                    .future()
                    .onSuccess(
                        call -> {
                          if (isOpen()) {
                            call.end();
                          }
                        }));
  }

  /// Gives the call up.
  void abandon() {
    end(new BrokerException(Code.UNAVAILABLE, "connection_failed", "the stream does not answer"));
    channel.loop().run(() -> opened.future().onSuccess(GrpcClientRequest::cancel));
  }

  private void listen(
      GrpcClientResponse<AuthorizeStreamRequest, AuthorizeStreamResponse> response) {
    response.handler(this::answered);
    response.exceptionHandler(this::fail);
    response.endHandler(
        _ -> {
          remember(response);
          end(
              response.status() == GrpcStatus.OK
                  ? new BrokerException(Code.UNAVAILABLE, "stream_ended", "the stream has ended")
                  : GrpcFailures.of(response, null));
        });
    remember(response);
  }

  private void remember(GrpcClientResponse<?, ?> response) {
    String nonce = GrpcFailures.metadata(response, BrokerChannel.NONCE);
    if (nonce != null) {
      nonces.accept(nonce);
    }
  }

  private void answered(AuthorizeStreamResponse answer) {
    var waiting = pending.remove(answer.getRequestId());
    if (waiting != null) {
      waiting.complete(answer);
    }
  }

  private void fail(Throwable cause) {
    end(GrpcFailures.ofTransport(cause));
  }

  /// The first end counts. It is set before the questions are failed, so that none is added after.
  private void end(BrokerException why) {
    if (ended == null) {
      ended = why;
      if (why.retryable()) {
        channel.leave(way);
      }
    }
    BrokerException first = ended;
    for (String requestId : List.copyOf(pending.keySet())) {
      var waiting = pending.remove(requestId);
      if (waiting != null) {
        waiting.completeExceptionally(first);
      }
    }
  }
}
