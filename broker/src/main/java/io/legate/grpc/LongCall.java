package io.legate.grpc;

import io.legate.caller.Caller;
import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.grpc.Incoming.Manner;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.vertx.core.Context;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One call that stays open and is answered with many messages: how such calls open, and how they
/// end. What they say is each one's own.
///
/// It ends when its caller's token does, when its caller stands no more, and when this broker goes
/// away. Everything runs on the call's own context but what is given to [#work].
final class LongCall<Q, A> {

  private final Calls calls;
  private final GrpcServerRequest<Q, A> request;
  private final GrpcServerResponse<Q, A> response;
  private final Context context;
  private final Runnable atEnd;
  private @Nullable Q message;
  private @Nullable RefusedException wrong;
  private long tokenEnd = -1;
  private boolean over;
  private Runnable undrained = () -> {};

  /// @param atEnd run once, when the call has ended, however it has
  LongCall(Calls calls, GrpcServerRequest<Q, A> request, Runnable atEnd) {
    this.calls = calls;
    this.request = request;
    this.response = request.response();
    this.context = calls.vertx().getOrCreateContext();
    this.atEnd = atEnd;
  }

  /// Something that is done on a virtual thread, and ends the call where it fails.
  interface Work {
    void run() throws RefusedException;
  }

  /// Reads the one message that its caller sends, and hands it on.
  void readOne(GrpcMessageDecoder<Q> decoder, Consumer<Q> asked) {
    request.endHandler(
        _ -> {
          Q one = message;
          RefusedException malformed = wrong;
          if (over) {
            return;
          }
          if (malformed != null) {
            refuse(malformed);
          } else if (one == null) {
            refuse(IncomingMessages.malformed("there is no message"));
          } else {
            asked.accept(one);
          }
        });
    readAll(decoder, next -> message = next, refusal -> wrong = refusal);
  }

  /// Hands on whatever its caller sends.
  ///
  /// @param refused told of each message that is none
  void readAll(
      GrpcMessageDecoder<Q> decoder, Consumer<Q> received, Consumer<RefusedException> refused) {
    request.exceptionHandler(_ -> close());
    request.errorHandler(_ -> close());
    IncomingMessages.read(request, decoder, received, refused);
    if (Messages.endUnlessPlain(request, response)) {
      over = true;
    }
  }

  /// Returns what authenticates its caller.
  Incoming incoming() {
    return calls.incoming(request, Manner.UNRECORDED);
  }

  /// Begins to answer, or refuses a caller with too many of them open.
  ///
  /// @param sort of call, which a caller may have so many of open
  /// @param cut told why it must end
  /// @return whether it is open
  boolean open(Object sort, Caller caller, Consumer<RefusedException> cut) {
    if (over) {
      return false;
    }
    Consumer<RefusedException> soon = refusal -> context.runOnContext(_ -> cut.accept(refusal));
    if (!calls.streams().add(this, sort, caller, soon)) {
      refuse(Overload.tooManyStreams());
      return false;
    }
    Duration left = Duration.between(calls.services().door().clock().instant(), caller.until());
    tokenEnd =
        calls
            .vertx()
            .setTimer(
                Math.max(1, left.toMillis()),
                _ ->
                    cut.accept(
                        new RefusedException(Code.INVALID_TOKEN, "token is past its `exp`")));
    response.headers().set(Calls.NONCE, calls.services().door().nonce());
    response.writeHead();
    undrained = calls.around().draining().ends(() -> soon.accept(goneAway()));
    return true;
  }

  private static RefusedException goneAway() {
    return new RefusedException(
        Code.TEMPORARILY_UNAVAILABLE, "this broker is going away; go on at another");
  }

  /// Does something on a virtual thread. Where there is no room for it the call is refused.
  void work(Work work) {
    if (!tryWork(work)) {
      refuse(Overload.tooMany());
    }
  }

  /// Does something on a virtual thread.
  ///
  /// @return false if there is no room for it, and then it is not done
  boolean tryWork(Work work) {
    return calls
        .workers()
        .tryWork(
            () -> {
              try {
                work.run();
              } catch (RefusedException refusal) {
                onContext(() -> refuse(refusal));
              } catch (RuntimeException | Error broken) {
                String incident = Incident.log(request.fullMethodName(), broken);
                onContext(() -> breakOff(incident));
              }
            });
  }

  /// Has something done on the call's own context, unless it is over by then.
  void onContext(Runnable action) {
    context.runOnContext(
        _ -> {
          if (!over) {
            action.run();
          }
        });
  }

  /// Whether nothing more can be said.
  boolean isOver() {
    return over;
  }

  GrpcServerResponse<Q, A> response() {
    return response;
  }

  /// Ends it with a refusal.
  void refuse(RefusedException refusal) {
    if (close()) {
      response.trailers().set(Calls.NONCE, calls.services().door().nonce());
      Refusals.end(response, refusal);
    }
  }

  /// Ends it well.
  void end() {
    if (close()) {
      response.end();
    }
  }

  private void breakOff(String incident) {
    if (close()) {
      Refusals.endBroken(response, incident);
    }
  }

  /// Returns false if it was over already.
  private boolean close() {
    if (over) {
      return false;
    }
    over = true;
    undrained.run();
    calls.vertx().cancelTimer(tokenEnd);
    calls.streams().remove(this);
    atEnd.run();
    return true;
  }
}
