package io.legate.forward;

import io.legate.edge.Neighbours.Neighbour;
import io.legate.edge.Neighbours.Outcome;
import io.legate.edge.PassedCall;
import io.legate.forward.Owners.Peer;
import io.legate.refusal.RefusedException;
import io.legate.v1.CarryOutRequest;
import io.legate.v1.CarryOutResponse;
import io.legate.v1.NodeServiceGrpcClient;
import io.legate.v1.PingRequest;
import io.legate.v1.PingResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way to one peer: a live connection that is asked all the time whether it is one.
///
/// Calls go over it only while it is up, so that none waits for a connection to be made, and at
/// most [#IN_FLIGHT_MAX] at once; none is queued. It is down from the moment a question is not
/// answered in time, and up when one is: until then calls are carried out here. All but waiting
/// runs on one event loop.
final class Link implements Neighbour, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  static final int IN_FLIGHT_MAX = 512;

  /// The longest that a caller is let wait for another broker.
  static final Duration WAIT_MAX = Duration.ofSeconds(5);

  private static final Duration ASK_EVERY = Duration.ofMillis(500);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(2);
  private static final int ANSWER_BYTES_MAX = 8 * 1024 * 1024;

  private final Vertx vertx;
  private final Context context;
  private final Peer peer;
  private final SocketAddress address;
  private final GrpcClient client;
  private final Semaphore places = new Semaphore(IN_FLIGHT_MAX);
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, CompletableFuture<CarryOutResponse>> waiting = new ConcurrentHashMap<>();
  private Duration pause = FIRST_PAUSE;
  private volatile boolean up;
  private volatile boolean closed;

  private Link(Vertx vertx, Peer peer, GrpcClient client) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.peer = peer;
    this.address = SocketAddress.inetSocketAddress(peer.port(), peer.host());
    this.client = client;
  }

  /// Opens a link, which is up once the peer has said so.
  static Link open(Vertx vertx, NodeIdentity identity, Peer peer) {
    var options =
        new GrpcClientOptions()
            .setScheduleDeadlineAutomatically(true)
            .setMaxMessageSize(ANSWER_BYTES_MAX);
    var link =
        new Link(vertx, peer, GrpcClient.client(vertx, options, identity.client(peer.node())));
    link.context.runOnContext(_ -> link.ask());
    return link;
  }

  Peer peer() {
    return peer;
  }

  boolean isUp() {
    return up;
  }

  @Override
  public Outcome pass(PassedCall call, Duration within) throws RefusedException {
    if (!up || within.isZero() || within.isNegative() || !places.tryAcquire()) {
      return new Outcome.NotCarriedOut();
    }
    var answer = new CompletableFuture<CarryOutResponse>();
    Long number = numbers.incrementAndGet();
    waiting.put(number, answer);
    try {
      Duration most = within.compareTo(WAIT_MAX) < 0 ? within : WAIT_MAX;
      CarryOutRequest request = NodeMessages.request(call);
      context.runOnContext(_ -> send(request, most, answer));
      return NodeMessages.outcome(peer.node(), answer.get(most.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException notKnown) {
      return new Outcome.Unknown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Unknown();
    } finally {
      // What is not on its way by now is not sent any more.
      answer.cancel(false);
      waiting.remove(number);
      places.release();
    }
  }

  private void send(
      CarryOutRequest request, Duration within, CompletableFuture<CarryOutResponse> answer) {
    client
        .request(address, NodeServiceGrpcClient.CarryOut)
        .onFailure(
            unreachable -> {
              answer.complete(NodeMessages.NOT_CARRIED_OUT);
              down(unreachable);
            })
        .onSuccess(
            call -> {
              if (answer.isDone()) {
                call.cancel();
                return;
              }
              call.timeout(within.toMillis(), TimeUnit.MILLISECONDS);
              exchange(call, request).onComplete(answer::complete, answer::completeExceptionally);
            });
  }

  /// Asks whether the peer takes calls, and again after a while, for as long as the link is open.
  private void ask() {
    if (closed) {
      return;
    }
    var asked = ask(NodeServiceGrpcClient.Ping, PingRequest.getDefaultInstance());
    Future.future(
            (Promise<PingResponse> either) -> {
              long timer =
                  vertx.setTimer(
                      ANSWER_WITHIN.toMillis(),
                      _ -> either.tryFail(new TimeoutException("does not answer")));
              asked.onComplete(
                  done -> {
                    vertx.cancelTimer(timer);
                    if (done.succeeded()) {
                      either.tryComplete(done.result());
                    } else {
                      either.tryFail(done.cause());
                    }
                  });
            })
        .onComplete(answer -> heard(answer.result(), answer.cause()));
  }

  private void heard(@Nullable PingResponse answer, @Nullable Throwable failure) {
    if (answer != null) {
      pause = FIRST_PAUSE;
      if (up != answer.getReady()) {
        LOG.info("node {} {}", peer.node(), answer.getReady() ? "takes calls" : "takes no calls");
      }
      up = answer.getReady() && !closed;
    } else if (failure != null) {
      down(failure);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
    }
    vertx.setTimer((up ? ASK_EVERY : pause).toMillis(), _ -> ask());
  }

  private <Q, A> Future<A> ask(ServiceMethod<A, Q> method, Q question) {
    return client
        .request(address, method)
        .compose(
            call -> {
              call.timeout(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
              return exchange(call, question);
            });
  }

  private static <Q, A> Future<A> exchange(GrpcClientRequest<Q, A> call, Q message) {
    // A write that fails also fails the response.
    call.end(message);
    return call.response().compose(response -> response.last());
  }

  /// Gives up what is being waited for: whoever waits learns at once that nobody knows.
  private void down(Throwable why) {
    if (up) {
      LOG.warn("node {} does not answer: {}", peer.node(), why.toString());
    }
    up = false;
    for (var answer : waiting.values()) {
      answer.completeExceptionally(why);
    }
  }

  @Override
  public void close() {
    closed = true;
    up = false;
    client.close();
  }
}
