package io.legate.grpc;

import io.legate.authorize.Authorization.Pep;
import io.legate.caller.Caller;
import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.edge.StatusMapping;
import io.legate.grpc.Incoming.Manner;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.v1.AuthorizeStreamRequest;
import io.legate.v1.AuthorizeStreamResponse;
import io.legate.v1.StreamError;
import io.vertx.core.Context;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One `AuthorizeStream`: authenticated when it opens, then many questions at once, answered as
/// they are decided.
///
/// All but the decisions runs on the stream's own context. No more questions are read than may be
/// decided at once, and none while the caller does not take its answers. When the caller's API
/// token ends, or the caller itself is refused or revoked, nothing more is read, what is under way
/// is answered, and the stream ends with that refusal.
final class DecisionStream {

  private final Calls calls;
  private final StreamQuestions questions;
  private final GrpcMessageDecoder<AuthorizeStreamRequest> decoder;
  private final GrpcServerRequest<AuthorizeStreamRequest, AuthorizeStreamResponse> request;
  private final GrpcServerResponse<AuthorizeStreamRequest, AuthorizeStreamResponse> response;
  private final Context context;
  private @Nullable Pep pep;
  private @Nullable RefusedException why;
  private long timer = -1;
  private int inFlight;
  private int owed;
  private boolean draining;
  private boolean ended;
  private Runnable undrained = () -> {};

  DecisionStream(
      Calls calls,
      StreamQuestions questions,
      GrpcMessageDecoder<AuthorizeStreamRequest> decoder,
      GrpcServerRequest<AuthorizeStreamRequest, AuthorizeStreamResponse> request) {
    this.calls = calls;
    this.questions = questions;
    this.decoder = decoder;
    this.request = request;
    this.response = request.response();
    this.context = calls.vertx().getOrCreateContext();
  }

  void begin() {
    request.pause();
    request.exceptionHandler(_ -> gone());
    request.errorHandler(_ -> gone());
    IncomingMessages.read(request, decoder, this::asked, this::drain);
    request.endHandler(_ -> drain(null));
    response.drainHandler(_ -> readMore());
    if (Messages.endUnlessPlain(request, response)) {
      ended = true;
      return;
    }
    Incoming incoming = calls.incoming(request, Manner.UNRECORDED);
    if (!calls.workers().tryWork(() -> authenticate(incoming))) {
      drain(Overload.tooMany());
    }
  }

  /// On a virtual thread.
  private void authenticate(Incoming incoming) {
    try {
      Caller caller = incoming.byApiToken();
      Pep opened = Pep.of(caller);
      context.runOnContext(_ -> open(caller, opened));
    } catch (RefusedException refusal) {
      context.runOnContext(_ -> drain(refusal));
    } catch (RuntimeException | Error broken) {
      String incident = Incident.log(request.fullMethodName(), broken);
      context.runOnContext(_ -> breakOff(incident));
    }
  }

  private void open(Caller caller, Pep opened) {
    if (ended || draining) {
      return;
    }
    pep = opened.onStream();
    calls.streams().add(this, caller, refusal -> context.runOnContext(_ -> drain(refusal)));
    Duration left = Duration.between(calls.services().door().clock().instant(), caller.until());
    timer =
        calls
            .vertx()
            .setTimer(
                Math.max(1, left.toMillis()),
                _ -> drain(new RefusedException(Code.INVALID_TOKEN, "token is past its `exp`")));
    response.headers().set(Calls.NONCE, calls.services().door().nonce());
    response.writeHead();
    undrained = calls.around().draining().ends(() -> context.runOnContext(_ -> goElsewhere()));
    request.fetch(calls.services().limits().streamInFlight());
  }

  private void goElsewhere() {
    drain(
        new RefusedException(
            Code.TEMPORARILY_UNAVAILABLE, "this broker is going away; open the stream elsewhere"));
  }

  private void asked(AuthorizeStreamRequest question) {
    Pep caller = pep;
    if (ended || draining || caller == null) {
      return;
    }
    inFlight++;
    if (!calls.workers().tryWork(() -> work(caller, question))) {
      answered(error(question, Overload.tooMany()));
    }
  }

  /// On a virtual thread.
  private void work(Pep caller, AuthorizeStreamRequest question) {
    try {
      var answer = questions.answer(caller, question);
      context.runOnContext(_ -> answered(answer));
    } catch (RefusedException refusal) {
      boolean callerRefused =
          StatusMapping.grpc(refusal.code()) == StatusMapping.Grpc.UNAUTHENTICATED
              && !refusal.isAboutAgent();
      context.runOnContext(
          _ -> {
            if (callerRefused) {
              drain(refusal);
            }
            answered(callerRefused ? null : error(question, refusal));
          });
    } catch (RuntimeException | Error broken) {
      String incident = Incident.log(request.fullMethodName(), broken);
      var answer = error(question, GrpcStatus.INTERNAL, "internal", "incident `" + incident + "`");
      context.runOnContext(_ -> answered(answer));
    }
  }

  /// @param answer null where the end of the stream is the answer
  private void answered(@Nullable AuthorizeStreamResponse answer) {
    inFlight--;
    owed++;
    if (ended) {
      return;
    }
    if (answer != null) {
      response.write(answer);
    }
    if (draining) {
      endWhenDone();
    } else {
      readMore();
    }
  }

  private void readMore() {
    if (!draining && !ended && owed > 0 && !response.writeQueueFull()) {
      int more = owed;
      owed = 0;
      request.fetch(more);
    }
  }

  /// Reads no more, and ends when all that is under way is answered.
  ///
  /// @param refusal what the stream ends with; null if its caller has just no more questions
  private void drain(@Nullable RefusedException refusal) {
    if (why == null) {
      why = refusal;
    }
    draining = true;
    endWhenDone();
  }

  private void endWhenDone() {
    if (ended || inFlight > 0) {
      return;
    }
    gone();
    RefusedException refusal = why;
    if (refusal == null) {
      response.end();
      return;
    }
    response.trailers().set(Calls.NONCE, calls.services().door().nonce());
    Refusals.end(response, refusal);
  }

  private void breakOff(String incident) {
    if (!ended) {
      gone();
      Refusals.endBroken(response, incident);
    }
  }

  private void gone() {
    ended = true;
    undrained.run();
    calls.vertx().cancelTimer(timer);
    calls.streams().remove(this);
  }

  private static AuthorizeStreamResponse error(
      AuthorizeStreamRequest question, RefusedException refusal) {
    return error(question, Refusals.status(refusal), refusal.code().label(), refusal.sentence());
  }

  private static AuthorizeStreamResponse error(
      AuthorizeStreamRequest question, GrpcStatus status, String reason, String sentence) {
    return AuthorizeStreamResponse.newBuilder()
        .setRequestId(StreamQuestions.requestId(question))
        .setError(
            StreamError.newBuilder().setCode(status.code).setReason(reason).setMessage(sentence))
        .build();
  }
}
