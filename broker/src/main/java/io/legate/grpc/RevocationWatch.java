package io.legate.grpc;

import io.legate.authorize.Authorization.Pep;
import io.legate.caller.Caller;
import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.feed.Subscription;
import io.legate.grpc.Incoming.Manner;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LogSizes;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.v1.WatchRevocationsRequest;
import io.legate.v1.WatchRevocationsResponse;
import io.vertx.core.Context;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One `WatchRevocations`: everything that concerns the caller's audience, and a heartbeat once in
/// [#HEARTBEAT_MILLIS], until its token ends.
///
/// All but the looking runs on the call's own context. While the caller does not take what it was
/// told nothing more is looked for: it is told the newest of it later, out of the ledger. What
/// concerns others only is not even a heartbeat.
final class RevocationWatch {

  static final long HEARTBEAT_MILLIS = 1_000;

  private final Calls calls;
  private final GrpcMessageDecoder<WatchRevocationsRequest> decoder;
  private final GrpcServerRequest<WatchRevocationsRequest, WatchRevocationsResponse> request;
  private final GrpcServerResponse<WatchRevocationsRequest, WatchRevocationsResponse> response;
  private final Context context;
  private @Nullable WatchRevocationsRequest asked;
  private @Nullable RefusedException wrong;
  private @Nullable Subscription subscription;
  private @Nullable LogSizes told;
  private long heartbeats = -1;
  private long end = -1;
  private boolean looking;
  private boolean due;
  private boolean heartbeatDue;
  private boolean current;
  private boolean ended;
  private Runnable undrained = () -> {};

  RevocationWatch(
      Calls calls,
      GrpcMessageDecoder<WatchRevocationsRequest> decoder,
      GrpcServerRequest<WatchRevocationsRequest, WatchRevocationsResponse> request) {
    this.calls = calls;
    this.decoder = decoder;
    this.request = request;
    this.response = request.response();
    this.context = calls.vertx().getOrCreateContext();
  }

  void begin() {
    request.exceptionHandler(_ -> gone());
    request.errorHandler(_ -> gone());
    IncomingMessages.read(request, decoder, message -> asked = message, refusal -> wrong = refusal);
    request.endHandler(_ -> authenticate());
    response.drainHandler(_ -> look());
    if (Messages.endUnlessPlain(request, response)) {
      ended = true;
    }
  }

  private void authenticate() {
    RefusedException malformed = wrong;
    WatchRevocationsRequest message = asked;
    if (malformed != null || message == null) {
      refuse(malformed == null ? IncomingMessages.malformed("there is no message") : malformed);
      return;
    }
    Incoming incoming = calls.incoming(request, Manner.UNRECORDED);
    work(
        () -> {
          Caller caller = incoming.byApiToken();
          String audience =
              Objects.requireNonNull(
                  Pep.of(caller).client().audience(), "a resource server has an audience");
          LogSizes from = RevocationMessages.from(message);
          context.runOnContext(_ -> open(caller, audience, from));
        });
  }

  private void open(Caller caller, String audience, @Nullable LogSizes from) {
    if (ended) {
      return;
    }
    told = from;
    subscription =
        calls
            .services()
            .use()
            .revocations()
            .subscribe(audience, from, () -> context.runOnContext(_ -> look()));
    calls.streams().add(this, caller, refusal -> context.runOnContext(_ -> refuse(refusal)));
    heartbeats = calls.vertx().setPeriodic(HEARTBEAT_MILLIS, _ -> heartbeat());
    Duration left = Duration.between(calls.services().door().clock().instant(), caller.until());
    end =
        calls
            .vertx()
            .setTimer(
                Math.max(1, left.toMillis()),
                _ -> refuse(new RefusedException(Code.INVALID_TOKEN, "token is past its `exp`")));
    response.headers().set(Calls.NONCE, calls.services().door().nonce());
    response.writeHead();
    undrained = calls.around().draining().ends(() -> context.runOnContext(_ -> goElsewhere()));
    look();
  }

  private void goElsewhere() {
    refuse(
        new RefusedException(
            Code.TEMPORARILY_UNAVAILABLE, "this broker is going away; open the stream elsewhere"));
  }

  private void heartbeat() {
    heartbeatDue = true;
    look();
  }

  /// Looks for what is next, unless that is being done, in which case it is done once more.
  private void look() {
    Subscription from = subscription;
    if (ended || from == null || response.writeQueueFull()) {
      return;
    }
    due = looking;
    if (looking) {
      return;
    }
    looking = true;
    LogSizes before = told;
    work(
        () -> {
          Subscription.Heard heard = next(from);
          var messages =
              heard == null
                  ? List.<WatchRevocationsResponse>of()
                  : RevocationMessages.messages(heard, before);
          context.runOnContext(_ -> tell(heard, messages));
        });
  }

  /// Null where the ledger cannot be read, which will be tried again with the next heartbeat.
  private static Subscription.@Nullable Heard next(Subscription from) {
    try {
      return from.next();
    } catch (LedgerUnavailableException e) {
      return null;
    }
  }

  private void tell(Subscription.@Nullable Heard heard, List<WatchRevocationsResponse> messages) {
    looking = false;
    if (ended) {
      return;
    }
    if (heard != null) {
      told = heard.position();
      boolean becameCurrent = heard.asOf() != null && !current;
      current = heard.asOf() != null;
      if (heartbeatDue || becameCurrent || heard.anew() || !heard.told().isEmpty()) {
        messages.forEach(response::write);
        heartbeatDue = false;
      }
    }
    if (due || (heard != null && heard.more())) {
      look();
    }
  }

  /// Something that is done on a virtual thread, and ends the call where it fails.
  private interface Work {
    void run() throws RefusedException;
  }

  private void work(Work work) {
    boolean begun =
        calls
            .workers()
            .tryWork(
                () -> {
                  try {
                    work.run();
                  } catch (RefusedException refusal) {
                    context.runOnContext(_ -> refuse(refusal));
                  } catch (RuntimeException | Error broken) {
                    String incident = Incident.log(request.fullMethodName(), broken);
                    context.runOnContext(_ -> breakOff(incident));
                  }
                });
    if (!begun) {
      refuse(Overload.tooMany());
    }
  }

  private void refuse(RefusedException refusal) {
    if (!ended) {
      gone();
      response.trailers().set(Calls.NONCE, calls.services().door().nonce());
      Refusals.end(response, refusal);
    }
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
    calls.vertx().cancelTimer(heartbeats);
    calls.vertx().cancelTimer(end);
    calls.streams().remove(this);
    if (subscription != null) {
      subscription.close();
    }
  }
}
