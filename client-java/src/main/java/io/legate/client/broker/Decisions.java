package io.legate.client.broker;

import io.legate.client.broker.BrokerException.Code;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeBatchRequest;
import io.legate.v1.AuthorizeBatchResponse;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.AuthorizeStreamRequest;
import io.legate.v1.AuthorizeStreamResponse;
import io.legate.v1.SettleRequest;
import io.legate.v1.SettleResponse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Questions and settlements over one long-lived stream, which is opened when needed, replaced when
/// its token is, and opened again when it breaks. What cannot be asked on it is asked by a call of
/// its own. Safe for use from many threads; blocks them.
///
/// A question is repeated with its `request_id`, so that it is decided and charged once.
public final class Decisions implements AutoCloseable {

  /// Questions in flight; more wait their turn.
  public static final int IN_FLIGHT_MAX = 256;

  private static final int STREAM_ATTEMPTS = 2;

  private final BrokerConnection connection;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
  private final ReentrantLock opening = new ReentrantLock();
  private @Nullable DecisionStream stream;

  Decisions(BrokerConnection connection) {
    this.connection = connection;
  }

  /// Asks for one decision.
  ///
  /// @throws BrokerException if the broker cannot be asked, or does not accept the agent's evidence
  ///   ([BrokerException#aboutAgent])
  public AuthorizeResponse authorize(AuthorizeRequest request) throws BrokerException {
    var question = AuthorizeStreamRequest.newBuilder().setAuthorize(request).build();
    var answer = ask(request.getRequestId(), question);
    return answer != null
        ? answer.getAuthorize()
        : connection.call(AuthorizationServiceGrpcClient.Authorize, request);
  }

  /// Asks for decisions about several actions under one proof, by a call of its own.
  ///
  /// @throws BrokerException as for one
  public AuthorizeBatchResponse authorize(AuthorizeBatchRequest request) throws BrokerException {
    return connection.call(AuthorizationServiceGrpcClient.AuthorizeBatch, request);
  }

  /// Reports one outcome.
  ///
  /// @throws BrokerException if the broker cannot be told, or refuses it
  public SettleResponse settle(SettleRequest request) throws BrokerException {
    var question = AuthorizeStreamRequest.newBuilder().setSettle(request).build();
    var answer = ask(request.getRequestId(), question);
    return answer != null
        ? answer.getSettle()
        : connection.call(AuthorizationServiceGrpcClient.Settle, request);
  }

  /// Returns the answer, or null where the stream is of no use and a call of its own is to be made.
  private @Nullable AuthorizeStreamResponse ask(String requestId, AuthorizeStreamRequest question)
      throws BrokerException {
    try {
      if (!inFlight.tryAcquire(EventLoop.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BrokerException(
            Code.UNAVAILABLE, "overloaded", "too many questions are waiting for an answer");
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    try {
      return askOnStream(requestId, question);
    } finally {
      inFlight.release();
    }
  }

  private @Nullable AuthorizeStreamResponse askOnStream(
      String requestId, AuthorizeStreamRequest question) throws BrokerException {
    for (int attempt = 1; attempt <= STREAM_ATTEMPTS; attempt++) {
      DecisionStream on = current();
      AuthorizeStreamResponse answer;
      try {
        answer = once(on, requestId, question);
      } catch (BrokerException end) {
        if (BrokerConnection.isTokenRefused(end)) {
          connection.drop(on.token());
        } else if (!BrokerConnection.isNonceAsked(end) && !end.retryable()) {
          throw end;
        }
        continue;
      }
      if (!answer.hasError()) {
        return answer;
      }
      var failure = GrpcFailures.of(answer.getError());
      if (failure.code() != Code.UNAVAILABLE) {
        throw failure;
      }
      BrokerConnection.pause(attempt);
    }
    return null;
  }

  /// Returns the answer; what is thrown is the end of the stream, or of waiting.
  private static AuthorizeStreamResponse once(
      DecisionStream on, String requestId, AuthorizeStreamRequest question) throws BrokerException {
    try {
      return on.ask(requestId, question).get(EventLoop.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw GrpcFailures.ofTransport(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      on.abandon();
      throw new BrokerException(
          Code.DEADLINE_EXCEEDED, "deadline_exceeded", "the broker did not answer in time", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      on.forget(requestId);
    }
  }

  private DecisionStream current() throws BrokerException {
    String token = connection.apiToken();
    opening.lock();
    try {
      DecisionStream now = stream;
      if (now != null && now.isOpen() && now.token().equals(token)) {
        return now;
      }
      if (now != null) {
        now.finish();
      }
      var metadata = connection.metadata(AuthorizationServiceGrpcClient.AuthorizeStream, token);
      var next =
          new DecisionStream(connection.channel(), token, connection::remember).open(metadata);
      stream = next;
      return next;
    } finally {
      opening.unlock();
    }
  }

  private static BrokerException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new BrokerException(Code.CANCELLED, "interrupted", "waiting was interrupted", e);
  }

  @Override
  public void close() {
    opening.lock();
    try {
      if (stream != null) {
        stream.finish();
      }
    } finally {
      opening.unlock();
    }
  }
}
