package io.legate.grpc;

import io.legate.authorize.Authorization.Pep;
import io.legate.caller.Caller;
import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.edge.StatusMapping;
import io.legate.refusal.RefusedException;
import io.legate.v1.AuthorizeStreamRequest;
import io.legate.v1.AuthorizeStreamResponse;
import io.legate.v1.StreamError;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
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
  private final GrpcServerRequest<AuthorizeStreamRequest, AuthorizeStreamResponse> request;
  private final LongCall<AuthorizeStreamRequest, AuthorizeStreamResponse> call;
  private @Nullable Pep pep;
  private @Nullable RefusedException why;
  private int inFlight;
  private int owed;
  private boolean draining;

  DecisionStream(
      Calls calls,
      StreamQuestions questions,
      GrpcServerRequest<AuthorizeStreamRequest, AuthorizeStreamResponse> request) {
    this.calls = calls;
    this.questions = questions;
    this.request = request;
    this.call = new LongCall<>(calls, request, () -> {});
  }

  void begin(GrpcMessageDecoder<AuthorizeStreamRequest> decoder) {
    request.pause();
    request.endHandler(_ -> drain(null));
    call.response().drainHandler(_ -> readMore());
    call.readAll(decoder, this::asked, this::drain);
    if (call.isOver()) {
      return;
    }
    Incoming incoming = call.incoming();
    call.work(
        () -> {
          Caller caller = calls.admitted(incoming);
          Pep opened = Pep.of(caller);
          call.onContext(() -> open(caller, opened));
        });
  }

  private void open(Caller caller, Pep opened) {
    if (!draining && call.open(DecisionStream.class, caller, this::drain)) {
      pep = opened.onStream();
      request.fetch(calls.services().limits().streamInFlight());
    }
  }

  private void asked(AuthorizeStreamRequest question) {
    Pep caller = pep;
    if (call.isOver() || draining || caller == null) {
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
      call.onContext(() -> answered(answer));
    } catch (RefusedException refusal) {
      boolean callerRefused =
          StatusMapping.grpc(refusal.code()) == StatusMapping.Grpc.UNAUTHENTICATED
              && !refusal.isAboutAgent();
      call.onContext(
          () -> {
            if (callerRefused) {
              drain(refusal);
            }
            answered(callerRefused ? null : error(question, refusal));
          });
    } catch (RuntimeException | Error broken) {
      String incident = Incident.log(request.fullMethodName(), broken);
      var answer = error(question, GrpcStatus.INTERNAL, "internal", "incident `" + incident + "`");
      call.onContext(() -> answered(answer));
    }
  }

  /// @param answer null where the end of the stream is the answer
  private void answered(@Nullable AuthorizeStreamResponse answer) {
    inFlight--;
    owed++;
    if (answer != null) {
      call.response().write(answer);
    }
    if (draining) {
      endWhenDone();
    } else {
      readMore();
    }
  }

  private void readMore() {
    if (!draining && !call.isOver() && owed > 0 && !call.response().writeQueueFull()) {
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
    if (inFlight > 0) {
      return;
    }
    RefusedException refusal = why;
    if (refusal == null) {
      call.end();
    } else {
      call.refuse(refusal);
    }
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
