package io.legate.grpc;

import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.grpc.Incoming.Manner;
import io.legate.grpc.Methods.Procedure;
import io.legate.refusal.RefusedException;
import io.vertx.core.Context;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One call with one message each way, from its headers to its status.
///
/// All but the procedure itself runs on the call's own context, so nothing here is shared between
/// threads. Whatever happens first ends the call: an answer, a refusal, its deadline, its caller
/// going away. What is recorded by then stays recorded, and the same `request_id` finds it.
final class UnaryCall<Q, A> {

  private final Calls calls;
  private final GrpcServerRequest<Q, A> request;
  private final GrpcServerResponse<Q, A> response;
  private final GrpcMessageDecoder<Q> decoder;
  private final Manner manner;
  private final Procedure<Q, A> procedure;
  private final Context context;
  private @Nullable Q message;
  private @Nullable RefusedException wrong;
  private boolean ended;
  private long timer;

  UnaryCall(
      Calls calls,
      GrpcServerRequest<Q, A> request,
      GrpcMessageDecoder<Q> decoder,
      Manner manner,
      Procedure<Q, A> procedure) {
    this.calls = calls;
    this.decoder = decoder;
    this.request = request;
    this.response = request.response();
    this.manner = manner;
    this.procedure = procedure;
    this.context = calls.vertx().getOrCreateContext();
  }

  void begin() {
    timer = calls.vertx().setTimer(Messages.millisLeft(request, calls), _ -> outOfTime());
    request.exceptionHandler(_ -> gone());
    request.errorHandler(_ -> gone());
    IncomingMessages.read(request, decoder, this::received, this::refuseAtEnd);
    request.endHandler(_ -> carryOut());
    if (Messages.endUnlessPlain(request, response)) {
      end(_ -> {});
    }
  }

  private void received(Q next) {
    if (message != null) {
      refuseAtEnd(IncomingMessages.malformed("there is more than one message"));
    }
    message = next;
  }

  /// What is left of the request is skipped unread and not kept. Ended before it, the call would
  /// reach its caller as a reset stream, without the reason.
  private void refuseAtEnd(RefusedException refusal) {
    if (wrong == null) {
      wrong = refusal;
    }
  }

  private void carryOut() {
    Q question = message;
    RefusedException refusal = wrong;
    if (ended) {
      return;
    }
    if (refusal != null) {
      end(it -> Refusals.end(it, refusal));
      return;
    }
    if (question == null) {
      end(it -> Refusals.end(it, IncomingMessages.malformed("there is no message")));
      return;
    }
    Incoming incoming = calls.incoming(request, manner);
    Runnable work = () -> work(incoming, question);
    boolean begun =
        manner == Manner.URGENT
            ? calls.workers().tryUrgentWork(work)
            : calls.workers().tryWork(work);
    if (!begun) {
      end(it -> Refusals.end(it, Overload.tooMany()));
    }
  }

  /// On a virtual thread.
  private void work(Incoming incoming, Q question) {
    Consumer<GrpcServerResponse<Q, A>> answer;
    try {
      A message =
          calls
              .services()
              .admission()
              .admit(
                  incoming.claim(IncomingMessages.assertion(question)),
                  () -> procedure.carryOut(incoming, question));
      answer =
          it -> {
            if (manner == Manner.UNRECORDED) {
              it.headers().set(Calls.NONCE, calls.services().door().nonce());
            }
            it.end(message);
          };
    } catch (RefusedException refusal) {
      answer = it -> refuse(it, refusal);
    } catch (RuntimeException | Error broken) {
      String incident = Incident.log(request.fullMethodName(), broken);
      answer = it -> Refusals.endBroken(it, incident);
    }
    var last = answer;
    context.runOnContext(_ -> end(last));
  }

  private void refuse(GrpcServerResponse<Q, A> to, RefusedException refusal) {
    if (manner == Manner.UNRECORDED || Refusals.asksForNonce(refusal)) {
      to.trailers().set(Calls.NONCE, calls.services().door().nonce());
    }
    Refusals.end(to, refusal);
  }

  private void outOfTime() {
    end(
        it ->
            Refusals.end(
                it,
                GrpcStatus.DEADLINE_EXCEEDED,
                "deadline_exceeded",
                "the call took longer than its deadline"));
  }

  private void gone() {
    end(_ -> {});
  }

  private void end(Consumer<GrpcServerResponse<Q, A>> how) {
    if (!ended) {
      ended = true;
      calls.vertx().cancelTimer(timer);
      how.accept(response);
    }
  }
}
