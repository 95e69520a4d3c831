package io.legate.grpc;

import com.google.protobuf.ByteString;
import io.legate.audit.TransparencyLog;
import io.legate.caller.Caller;
import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.edge.Parameters;
import io.legate.grpc.Incoming.Manner;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.LeafIndex;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.v1.ExportRecordsRequest;
import io.legate.v1.ExportRecordsResponse;
import io.vertx.core.Context;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One `ExportRecords`: the records of a log from a leaf to where it ended when the call began.
///
/// Reads a page at a time, and the next one only when the caller has taken the last. All but the
/// reading runs on the call's own context. It ends when the caller's token does.
final class RecordExport {

  private static final int PAGE = 128;

  private final Calls calls;
  private final GrpcMessageDecoder<ExportRecordsRequest> decoder;
  private final GrpcServerRequest<ExportRecordsRequest, ExportRecordsResponse> request;
  private final GrpcServerResponse<ExportRecordsRequest, ExportRecordsResponse> response;
  private final Context context;
  private @Nullable ExportRecordsRequest message;
  private @Nullable RefusedException wrong;
  private boolean ended;
  private Runnable undrained = () -> {};

  RecordExport(
      Calls calls,
      GrpcMessageDecoder<ExportRecordsRequest> decoder,
      GrpcServerRequest<ExportRecordsRequest, ExportRecordsResponse> request) {
    this.calls = calls;
    this.decoder = decoder;
    this.request = request;
    this.response = request.response();
    this.context = calls.vertx().getOrCreateContext();
  }

  /// What is left to send.
  ///
  /// @param end the leaf before which it ends
  private record Rest(Caller caller, int node, long next, long end) {

    Rest after(List<StoredEvent> page) {
      return new Rest(caller, node, next + page.size(), end);
    }
  }

  void begin() {
    request.exceptionHandler(_ -> gone());
    request.errorHandler(_ -> gone());
    IncomingMessages.read(request, decoder, it -> message = it, refusal -> wrong = refusal);
    request.endHandler(_ -> open());
    if (Messages.endUnlessPlain(request, response)) {
      ended = true;
    }
  }

  private void open() {
    RefusedException malformed = wrong;
    ExportRecordsRequest asked = message;
    if (malformed != null || asked == null) {
      refuse(malformed == null ? IncomingMessages.malformed("there is no message") : malformed);
      return;
    }
    Incoming incoming = calls.incoming(request, Manner.UNRECORDED);
    work(
        () -> {
          Rest all = all(AuditCalls.auditor(incoming), asked);
          context.runOnContext(
              _ -> {
                if (!ended) {
                  var caller = all.caller;
                  calls
                      .streams()
                      .add(this, caller, refusal -> context.runOnContext(_ -> refuse(refusal)));
                  response.headers().set(Calls.NONCE, calls.services().door().nonce());
                  response.writeHead();
                  undrained = calls.around().draining().ends(this::goElsewhere);
                  next(all);
                }
              });
        });
  }

  private Rest all(Caller caller, ExportRecordsRequest asked) throws RefusedException {
    TransparencyLog log = calls.services().use().log();
    int node = asked.getNode() == 0 ? log.node() : asked.getNode();
    if (asked.getFromLeaf() < 0) {
      throw Parameters.malformed("from_leaf", "invalid_value", "must not be negative");
    }
    return new Rest(caller, node, asked.getFromLeaf(), log.size(node).leaves());
  }

  private void next(Rest rest) {
    if (ended) {
      return;
    }
    if (rest.next >= rest.end) {
      gone();
      response.end();
      return;
    }
    work(
        () -> {
          List<StoredEvent> page = read(rest);
          context.runOnContext(_ -> send(page, rest.after(page)));
        });
  }

  private List<StoredEvent> read(Rest rest) throws RefusedException {
    var now = calls.services().door().clock().instant();
    if (!now.isBefore(rest.caller.until())) {
      throw new RefusedException(Code.INVALID_TOKEN, "token is past its `exp`");
    }
    if (!rest.caller.stands(calls.services().use().control().get())) {
      throw new RefusedException(Code.INVALID_TOKEN, "client or key was revoked");
    }
    int most = (int) Math.min(PAGE, rest.end - rest.next);
    return calls.services().use().log().records(rest.node, new LeafIndex(rest.next), most);
  }

  private void send(List<StoredEvent> page, Rest rest) {
    if (ended) {
      return;
    }
    for (StoredEvent event : page) {
      var record =
          ExportRecordsResponse.newBuilder()
              .setLeaf(event.leaf().value())
              .setLeafHash(ByteString.copyFrom(event.hash().bytes()));
      byte[] body = event.body();
      if (body != null) {
        record.setRecord(ByteString.copyFrom(body));
      }
      response.write(record.build());
    }
    if (response.writeQueueFull()) {
      response.drainHandler(_ -> next(rest));
    } else {
      next(rest);
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

  private void goElsewhere() {
    var refusal =
        new RefusedException(
            Code.TEMPORARILY_UNAVAILABLE, "this broker is going away; go on elsewhere");
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
    calls.streams().remove(this);
  }
}
