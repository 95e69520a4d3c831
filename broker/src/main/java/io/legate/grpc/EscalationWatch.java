package io.legate.grpc;

import io.legate.answer.EscalationQueries;
import io.legate.approval.EscalationId;
import io.legate.approval.EscalationStatus;
import io.legate.caller.Caller;
import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.grpc.Incoming.Manner;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.v1.Escalation;
import io.legate.v1.WatchEscalationsRequest;
import io.legate.v1.WatchEscalationsResponse;
import io.vertx.core.Context;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One `WatchEscalations`: what waits for the caller, and what becomes of it, until its token ends.
///
/// Looks at the ledger's index once in [#LOOK_MILLIS], so that it sees what any node recorded; at
/// most the [EscalationQueries#PAGE_MAX] newest that wait. All but the looking runs on the call's
/// own context. Nothing is looked for while the caller does not take what it was told.
final class EscalationWatch {

  private static final long LOOK_MILLIS = 1_000;

  private final Calls calls;
  private final GrpcMessageDecoder<WatchEscalationsRequest> decoder;
  private final GrpcServerRequest<WatchEscalationsRequest, WatchEscalationsResponse> request;
  private final GrpcServerResponse<WatchEscalationsRequest, WatchEscalationsResponse> response;
  private final Context context;
  private final Map<String, Escalation> told = new HashMap<>();
  private @Nullable RefusedException wrong;
  private long timer = -1;
  private boolean ended;
  private Runnable undrained = () -> {};

  EscalationWatch(
      Calls calls,
      GrpcMessageDecoder<WatchEscalationsRequest> decoder,
      GrpcServerRequest<WatchEscalationsRequest, WatchEscalationsResponse> request) {
    this.calls = calls;
    this.decoder = decoder;
    this.request = request;
    this.response = request.response();
    this.context = calls.vertx().getOrCreateContext();
  }

  void begin() {
    request.exceptionHandler(_ -> gone());
    request.errorHandler(_ -> gone());
    IncomingMessages.read(request, decoder, _ -> {}, refusal -> wrong = refusal);
    request.endHandler(_ -> open());
    if (Messages.endUnlessPlain(request, response)) {
      ended = true;
    }
  }

  private void open() {
    RefusedException malformed = wrong;
    if (malformed != null) {
      refuse(malformed);
      return;
    }
    Incoming incoming = calls.incoming(request, Manner.UNRECORDED);
    work(
        () -> {
          Caller caller = incoming.byApiToken();
          List<Escalation> first = look(caller, Map.of());
          context.runOnContext(
              _ -> {
                if (!ended) {
                  calls
                      .streams()
                      .add(this, caller, refusal -> context.runOnContext(_ -> refuse(refusal)));
                  response.headers().set(Calls.NONCE, calls.services().door().nonce());
                  response.writeHead();
                  undrained = calls.around().draining().ends(this::goElsewhere);
                  tell(caller, first);
                }
              });
        });
  }

  private void lookAgain(Caller caller) {
    if (ended) {
      return;
    }
    if (response.writeQueueFull()) {
      again(caller);
      return;
    }
    var known = Map.copyOf(told);
    work(
        () -> {
          List<Escalation> changed = look(caller, known);
          context.runOnContext(_ -> tell(caller, changed));
        });
  }

  private void tell(Caller caller, List<Escalation> changed) {
    if (ended) {
      return;
    }
    for (Escalation escalation : changed) {
      if (escalation.getStatus() == io.legate.v1.EscalationStatus.ESCALATION_STATUS_PENDING) {
        told.put(escalation.getEscalationId(), escalation);
      } else {
        told.remove(escalation.getEscalationId());
      }
      response.write(WatchEscalationsResponse.newBuilder().setEscalation(escalation).build());
    }
    again(caller);
  }

  private void again(Caller caller) {
    timer = calls.vertx().setTimer(LOOK_MILLIS, _ -> lookAgain(caller));
  }

  /// Returns what has changed, on a virtual thread.
  private List<Escalation> look(Caller caller, Map<String, Escalation> known)
      throws RefusedException {
    var now = calls.services().door().clock().instant();
    if (!now.isBefore(caller.until())) {
      throw new RefusedException(Code.INVALID_TOKEN, "token is past its `exp`");
    }
    if (!caller.stands(calls.services().use().control().get())) {
      throw new RefusedException(Code.INVALID_TOKEN, "client or key was revoked");
    }
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

  private void goElsewhere() {
    var refusal =
        new RefusedException(
            Code.TEMPORARILY_UNAVAILABLE, "this broker is going away; watch elsewhere");
    context.runOnContext(_ -> refuse(refusal));
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
    calls.vertx().cancelTimer(timer);
    calls.streams().remove(this);
  }
}
