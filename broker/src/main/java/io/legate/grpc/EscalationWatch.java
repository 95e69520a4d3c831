package io.legate.grpc;

import io.legate.answer.EscalationQueries;
import io.legate.approval.EscalationId;
import io.legate.approval.EscalationStatus;
import io.legate.caller.Caller;
import io.legate.refusal.RefusedException;
import io.legate.v1.Escalation;
import io.legate.v1.WatchEscalationsRequest;
import io.legate.v1.WatchEscalationsResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One `WatchEscalations`: what waits for the caller, and what becomes of it, until its token ends.
///
/// Looks at the ledger's index once in [#LOOK_MILLIS], so that it sees what any node recorded; at
/// most the [EscalationQueries#PAGE_MAX] newest that wait. A look is left out while the caller does
/// not take what it was told, and while this broker has no room for one.
final class EscalationWatch {

  private static final long LOOK_MILLIS = 1_000;

  private final Calls calls;
  private final LongCall<WatchEscalationsRequest, WatchEscalationsResponse> call;
  private final Map<String, Escalation> told = new HashMap<>();
  private long timer = -1;

  EscalationWatch(
      Calls calls, GrpcServerRequest<WatchEscalationsRequest, WatchEscalationsResponse> request) {
    this.calls = calls;
    this.call = new LongCall<>(calls, request, this::stop);
  }

  void begin(GrpcMessageDecoder<WatchEscalationsRequest> decoder) {
    call.readOne(decoder, _ -> authenticate());
  }

  private void authenticate() {
    Incoming incoming = call.incoming();
    call.work(
        () -> {
          Caller caller = calls.admitted(incoming);
          List<Escalation> first = look(caller, Map.of());
          call.onContext(() -> open(caller, first));
        });
  }

  private void open(Caller caller, List<Escalation> first) {
    if (call.open(EscalationWatch.class, caller, call::refuse)) {
      tell(caller, first);
    }
  }

  private void lookAgain(Caller caller) {
    var known = Map.copyOf(told);
    boolean looking =
        !call.response().writeQueueFull()
            && call.tryWork(
                () -> {
                  calls.requireStanding(caller);
                  List<Escalation> changed = look(caller, known);
                  call.onContext(() -> tell(caller, changed));
                });
    if (!looking) {
      again(caller);
    }
  }

  private void tell(Caller caller, List<Escalation> changed) {
    for (Escalation escalation : changed) {
      if (escalation.getStatus() == io.legate.v1.EscalationStatus.ESCALATION_STATUS_PENDING) {
        told.put(escalation.getEscalationId(), escalation);
      } else {
        told.remove(escalation.getEscalationId());
      }
      call.response()
          .write(WatchEscalationsResponse.newBuilder().setEscalation(escalation).build());
    }
    again(caller);
  }

  private void again(Caller caller) {
    timer = calls.vertx().setTimer(LOOK_MILLIS, _ -> lookAgain(caller));
  }

  private void stop() {
    calls.vertx().cancelTimer(timer);
  }

  /// Returns what has changed, on a virtual thread.
  private List<Escalation> look(Caller caller, Map<String, Escalation> known)
      throws RefusedException {
    EscalationQueries queries = calls.services().use().escalations();
    var changed = new ArrayList<Escalation>();
    var waiting = new HashMap<String, Escalation>();
    for (var view :
        queries
            .list(caller, EscalationStatus.PENDING, null, EscalationQueries.PAGE_MAX)
            .escalations()) {
      Escalation message = EscalationMessages.message(view);
      waiting.put(message.getEscalationId(), message);
      if (!message.equals(known.get(message.getEscalationId()))) {
        changed.add(message);
      }
    }
    for (String id : known.keySet()) {
      EscalationId gone = waiting.containsKey(id) ? null : EscalationId.parse(id);
      if (gone != null) {
        changed.add(EscalationMessages.message(queries.get(caller, gone)));
      }
    }
    return changed;
  }
}
