package io.legate.grpc;

import com.google.protobuf.ByteString;
import io.legate.audit.TransparencyLog;
import io.legate.caller.Caller;
import io.legate.edge.Parameters;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.LeafIndex;
import io.legate.refusal.RefusedException;
import io.legate.v1.ExportRecordsRequest;
import io.legate.v1.ExportRecordsResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;

/// One `ExportRecords`: the records of a log from a leaf to where it ended when the call began.
///
/// Reads a page at a time, and the next one only when the caller has taken the last. Before each
/// page it is looked up whether the caller still stands.
final class RecordExport {

  private static final int PAGE = 128;

  private final Calls calls;
  private final LongCall<ExportRecordsRequest, ExportRecordsResponse> call;

  RecordExport(
      Calls calls, GrpcServerRequest<ExportRecordsRequest, ExportRecordsResponse> request) {
    this.calls = calls;
    this.call = new LongCall<>(calls, request, () -> {});
  }

  /// What is left to send.
  ///
  /// @param end the leaf before which it ends
  private record Rest(Caller caller, int node, long next, long end) {

    Rest after(List<StoredEvent> page) {
      return new Rest(caller, node, next + page.size(), end);
    }
  }

  void begin(GrpcMessageDecoder<ExportRecordsRequest> decoder) {
    call.readOne(decoder, this::authenticate);
  }

  private void authenticate(ExportRecordsRequest asked) {
    Incoming incoming = call.incoming();
    call.work(
        () -> {
          Rest all = all(auditor(incoming), asked);
          call.onContext(() -> open(all));
        });
  }

  private void open(Rest all) {
    if (call.open(RecordExport.class, all.caller, call::refuse)) {
      next(all);
    }
  }

  private Caller auditor(Incoming incoming) throws RefusedException {
    return calls
        .services()
        .admission()
        .admit(incoming.claim(""), () -> AuditCalls.auditor(incoming));
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
    if (call.isOver()) {
      return;
    }
    if (rest.next >= rest.end) {
      call.end();
      return;
    }
    call.work(
        () -> {
          List<StoredEvent> page = read(rest);
          call.onContext(() -> send(page, rest.after(page)));
        });
  }

  private List<StoredEvent> read(Rest rest) throws RefusedException {
    calls.requireStanding(rest.caller);
    int most = (int) Math.min(PAGE, rest.end - rest.next);
    return calls.services().use().log().records(rest.node, new LeafIndex(rest.next), most);
  }

  private void send(List<StoredEvent> page, Rest rest) {
    for (StoredEvent event : page) {
      var record =
          ExportRecordsResponse.newBuilder()
              .setLeaf(event.leaf().value())
              .setLeafHash(ByteString.copyFrom(event.hash().bytes()));
      byte[] body = event.body();
      if (body != null) {
        record.setRecord(ByteString.copyFrom(body));
      } else {
        record.setStream(event.stream().toString()).setSeq(event.seq());
      }
      call.response().write(record.build());
    }
    if (call.response().writeQueueFull()) {
      call.response().drainHandler(_ -> next(rest));
    } else {
      next(rest);
    }
  }
}
