package io.legate.client.broker;

import io.legate.client.broker.BrokerException.Code;
import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One call that is answered by a stream of messages, taken one by one on the caller's thread. No
/// more of them are read than [#AHEAD_MAX] before the first is taken.
final class Following<A> {

  private static final int AHEAD_MAX = 16;

  /// What comes in: a message, or the end of the stream.
  private record Incoming<A>(@Nullable A message, @Nullable BrokerException end) {}

  private final BrokerChannel channel;
  private final Consumer<String> nonces;
  private final @Nullable Duration silenceMax;
  private final BlockingQueue<Incoming<A>> incoming = new LinkedBlockingQueue<>();

  /// Set and used on the loop only.
  private @Nullable GrpcClientRequest<?, A> call;

  private @Nullable GrpcClientResponse<?, A> answer;
  private boolean abandoned;

  /// @param nonces takes the nonces that come with the answer
  /// @param silenceMax how long nothing may come; null for any time
  Following(BrokerChannel channel, Consumer<String> nonces, @Nullable Duration silenceMax) {
    this.channel = channel;
    this.nonces = nonces;
    this.silenceMax = silenceMax;
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
                          this.call = call;
                          if (abandoned) {
                            call.cancel();
                            return Future.failedFuture(ended());
                          }
                          call.exceptionHandler(this::fail);
                          call.end(message);
                          return call.response().onSuccess(this::listen);
                        })
                    .onFailure(this::fail));
    try {
      while (true) {
        Incoming<A> next = take();
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
        channel.loop().run(this::readOn);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(Code.CANCELLED, "interrupted", "waiting was interrupted", e);
    } finally {
      channel.loop().run(this::abandon);
    }
  }

  private Incoming<A> take() throws InterruptedException {
    if (silenceMax == null) {
      return incoming.take();
    }
    Incoming<A> next = incoming.poll(silenceMax.toMillis(), TimeUnit.MILLISECONDS);
    return next == null ? new Incoming<>(null, silent()) : next;
  }

  private void readOn() {
    if (answer != null) {
      answer.fetch(1);
    }
  }

  /// Whatever became of it: a call that has ended does not mind.
  private void abandon() {
    abandoned = true;
    if (call != null) {
      call.cancel();
    }
  }

  private <Q> void listen(GrpcClientResponse<Q, A> answer) {
    remember(answer);
    this.answer = answer;
    answer.pause();
    answer.fetch(AHEAD_MAX);
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

  private static BrokerException silent() {
    return new BrokerException(Code.UNAVAILABLE, "stream_silent", "the broker has fallen silent");
  }

  private static BrokerException ended() {
    return new BrokerException(Code.UNAVAILABLE, "stream_ended", "the stream has ended");
  }
}
