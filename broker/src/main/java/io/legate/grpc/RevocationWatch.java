package io.legate.grpc;

import io.legate.authorize.Authorization.Pep;
import io.legate.caller.Caller;
import io.legate.feed.Subscription;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LogSizes;
import io.legate.v1.WatchRevocationsRequest;
import io.legate.v1.WatchRevocationsResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One `WatchRevocations`: everything that concerns the caller's audience, and a heartbeat once in
/// [#HEARTBEAT_MILLIS], until its token ends.
///
/// While the caller does not take what it was told nothing more is looked for: it is told the
/// newest of it later, out of the ledger. A look for which this broker has no room is left to the
/// next heartbeat. What concerns others only is not even a heartbeat.
final class RevocationWatch {

  static final long HEARTBEAT_MILLIS = 1_000;

  private final Calls calls;
  private final LongCall<WatchRevocationsRequest, WatchRevocationsResponse> call;
  private @Nullable Subscription subscription;
  private @Nullable LogSizes told;
  private long heartbeats = -1;
  private boolean looking;
  private boolean due;
  private boolean heartbeatDue;
  private boolean current;

  RevocationWatch(
      Calls calls, GrpcServerRequest<WatchRevocationsRequest, WatchRevocationsResponse> request) {
    this.calls = calls;
    this.call = new LongCall<>(calls, request, this::stop);
  }

  void begin(GrpcMessageDecoder<WatchRevocationsRequest> decoder) {
    call.response().drainHandler(_ -> look());
    call.readOne(decoder, this::authenticate);
  }

  private void authenticate(WatchRevocationsRequest asked) {
    Incoming incoming = call.incoming();
    call.work(
        () -> {
          Caller caller = calls.admitted(incoming);
          String audience =
              Objects.requireNonNull(
                  Pep.of(caller).client().audience(), "a resource server has an audience");
          LogSizes from = RevocationMessages.from(asked);
          call.onContext(() -> open(caller, audience, from));
        });
  }

  private void open(Caller caller, String audience, @Nullable LogSizes from) {
    if (!call.open(RevocationWatch.class, caller, call::refuse)) {
      return;
    }
    told = from;
    subscription =
        calls
            .services()
            .use()
            .revocations()
            .subscribe(audience, from, () -> call.onContext(this::look));
    heartbeats = calls.vertx().setPeriodic(HEARTBEAT_MILLIS, _ -> heartbeat());
    look();
  }

  private void heartbeat() {
    heartbeatDue = true;
    look();
  }

  /// Looks for what is next, unless that is being done, in which case it is done once more.
  private void look() {
    Subscription from = subscription;
    if (call.isOver() || from == null || call.response().writeQueueFull()) {
      return;
    }
    due = looking;
    if (looking) {
      return;
    }
    LogSizes before = told;
    looking =
        call.tryWork(
            () -> {
              Subscription.Heard heard = next(from);
              var messages =
                  heard == null
                      ? List.<WatchRevocationsResponse>of()
                      : RevocationMessages.messages(heard, before);
              call.onContext(() -> tell(heard, messages));
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
    if (heard != null) {
      told = heard.position();
      boolean becameCurrent = heard.asOf() != null && !current;
      current = heard.asOf() != null;
      if (heartbeatDue || becameCurrent || heard.anew() || !heard.told().isEmpty()) {
        messages.forEach(call.response()::write);
        heartbeatDue = false;
      }
    }
    if (due || (heard != null && heard.more())) {
      look();
    }
  }

  private void stop() {
    calls.vertx().cancelTimer(heartbeats);
    if (subscription != null) {
      subscription.close();
    }
  }
}
