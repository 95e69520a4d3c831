package io.legate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.legate.authorize.Authorization.Pep;
import io.legate.edge.Neighbours.Neighbour;
import io.legate.edge.PassedCall;
import io.legate.edge.Passing;
import io.legate.edge.TaskHint;
import io.legate.identity.TaskId;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.v1.AuthorizeStreamRequest;
import io.legate.v1.AuthorizeStreamResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers the questions of streams, each where its task is at home. Blocks.
///
/// A stream is authenticated by the broker that it was opened at. Another broker believes it about
/// who asks, as it believes the ledger that both write to; what the agent shows, it verifies
/// itself.
final class StreamQuestions {

  /// Under which name questions are passed on: no gRPC method, because none takes a message alone.
  private static final String METHOD = "legate.v1.AuthorizationService/AuthorizeStream#question";

  private final Calls calls;
  private final Deciding deciding;

  StreamQuestions(Calls calls, Deciding deciding) {
    this.calls = calls;
    this.deciding = deciding;
    calls.around().procedures().add(METHOD, this::carryOut);
  }

  AuthorizeStreamResponse answer(Pep caller, AuthorizeStreamRequest question)
      throws RefusedException {
    TaskId task = taskOf(question);
    Neighbour owner = task == null ? null : calls.around().neighbours().ownerOf(task);
    if (owner == null) {
      return answerHere(caller, question);
    }
    var call = new PassedCall(METHOD, List.of(), List.of(), question.toByteArray(), caller);
    Duration left = calls.services().limits().callTime();
    return Passing.through(
        owner, call, left, StreamQuestions::read, () -> answerHere(caller, question));
  }

  private byte[] carryOut(PassedCall call) throws RefusedException {
    Pep caller = call.onStream();
    if (caller == null) {
      throw new RefusedException(Code.INVALID_REQUEST, "the question names no caller");
    }
    try {
      return answerHere(caller, AuthorizeStreamRequest.parseFrom(call.message())).toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw IncomingMessages.malformed("the message is not well-formed");
    }
  }

  private AuthorizeStreamResponse answerHere(Pep caller, AuthorizeStreamRequest question)
      throws RefusedException {
    var answer = AuthorizeStreamResponse.newBuilder().setRequestId(requestId(question));
    return switch (question.getRequestCase()) {
      case AUTHORIZE ->
          answer.setAuthorize(deciding.authorize(caller, question.getAuthorize())).build();
      case SETTLE -> answer.setSettle(deciding.settle(caller, question.getSettle())).build();
      case REQUEST_NOT_SET -> throw IncomingMessages.malformed("the question is of no known kind");
    };
  }

  static String requestId(AuthorizeStreamRequest question) {
    return switch (question.getRequestCase()) {
      case AUTHORIZE -> question.getAuthorize().getRequestId();
      case SETTLE -> question.getSettle().getRequestId();
      case REQUEST_NOT_SET -> "";
    };
  }

  private static @Nullable TaskId taskOf(AuthorizeStreamRequest question) {
    return switch (question.getRequestCase()) {
      case AUTHORIZE -> TaskHint.ofToken(question.getAuthorize().getAgent().getAccessToken());
      case SETTLE -> TaskHint.ofId(question.getSettle().getDecisionId());
      case REQUEST_NOT_SET -> null;
    };
  }

  private static AuthorizeStreamResponse read(byte[] message) {
    try {
      return AuthorizeStreamResponse.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("another broker's answer is not well-formed", e);
    }
  }
}
