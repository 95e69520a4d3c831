package io.legate.client.broker;

import io.legate.client.broker.BrokerException.Code;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One call that is answered by a stream of messages, taken one by one on the caller's thread.
final class Following<A> {

  /// What comes in: a message, or the end of the stream.
  private record Incoming<A>(@Nullable A message, @Nullable BrokerException end) {}

  private final BrokerChannel channel;
  private final Consumer<String> nonces;
  private final BlockingQueue<Incoming<A>> incoming = new LinkedBlockingQueue<>();

  /// @param nonces takes the nonces that come with the answer
  Following(BrokerChannel channel, Consumer<String> nonces) {
    this.channel = channel;
    this.nonces = nonces;
  }

  /// Takes messages until `more` wants no more.
  ///
  /// @throws BrokerException how the stream ended otherwise; UNAVAILABLE where the broker just
  ///   ended it
  <Q> void run(
      ServiceMethod<A, Q> method, Map<String, String> metadata, Q message, Predicate<A> more)
      throws BrokerException {
    int way = channel.taken();
    channel
        .loop()
        .run(
            () ->
                channel
                    .open(way, method, metadata)
                    .compose(
                        call -> {
                          call.exceptionHandler(this::fail);
                          call.end(message);
                          return call.response().onSuccess(this::listen);
                        })
                    .onFailure(this::fail));
    try {
      for (Incoming<A> next = incoming.take(); ; next = incoming.take()) {
        A told = next.message;
        if (told == null) {
          BrokerException end = next.end == null ? ended() : next.end;
          if (end.retryable()) {
            channel.leave(way);
          }
          throw end;
        }
        if (!more.test(told)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(Code.CANCELLED, "interrupted", "waiting was interrupted", e);
    }
  }

  private <Q> void listen(GrpcClientResponse<Q, A> answer) {
    remember(answer);
    answer.handler(message -> incoming.add(new Incoming<>(message, null)));
    answer.exceptionHandler(this::fail);
    answer.endHandler(
        _ -> {
          remember(answer);
          incoming.add(
              new Incoming<>(
                  null,
                  answer.status() == GrpcStatus.OK ? ended() : GrpcFailures.of(answer, null)));
        });
  }

  private void remember(GrpcClientResponse<?, ?> answer) {
    String nonce = GrpcFailures.metadata(answer, BrokerChannel.NONCE);
    if (nonce != null) {
      nonces.accept(nonce);
    }
  }

  private void fail(Throwable cause) {
    incoming.add(new Incoming<>(null, GrpcFailures.ofTransport(cause)));
  }

  private static BrokerException ended() {
    return new BrokerException(Code.UNAVAILABLE, "stream_ended", "the stream has ended");
  }
}
