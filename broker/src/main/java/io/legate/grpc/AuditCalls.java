package io.legate.grpc;

import com.google.protobuf.ByteString;
import io.legate.audit.Receipts;
import io.legate.caller.Caller;
import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.identity.ClientKind;
import io.legate.refusal.RefusedException;
import io.legate.v1.AuditServiceGrpcService;
import io.legate.v1.GetCheckpointRequest;
import io.legate.v1.GetCheckpointResponse;
import io.legate.v1.GetReceiptRequest;
import io.legate.v1.GetReceiptResponse;
import io.legate.v1.Receipt;
import io.vertx.grpc.server.Service;

/// `AuditService`. Nothing that is asked here is recorded.
final class AuditCalls {

  private final EdgeServices services;

  private AuditCalls(EdgeServices services) {
    this.services = services;
  }

  static Service service(Calls calls, EdgeServices services) {
    var audit = new AuditCalls(services);
    return Methods.of(
            calls, AuditServiceGrpcService.SERVICE_NAME, AuditServiceGrpcService.SERVICE_DESCRIPTOR)
        .unserved(AuditServiceGrpcService.QueryRecords)
        .unrecorded(AuditServiceGrpcService.GetReceipt, audit::receipt)
        .unrecorded(AuditServiceGrpcService.GetCheckpoint, audit::checkpoint)
        .other(
            AuditServiceGrpcService.ExportRecords,
            request ->
                new RecordExport(calls, request)
                    .begin(AuditServiceGrpcService.ExportRecords.decoder()))
        .build();
  }

  /// Returns the caller, who must be there to read the record.
  static Caller auditor(Incoming incoming) throws RefusedException {
    Caller caller = incoming.byApiToken();
    caller.require(ClientKind.AUDITOR);
    caller.require("audit");
    return caller;
  }

  private GetReceiptResponse receipt(Incoming incoming, GetReceiptRequest message)
      throws RefusedException {
    Caller caller = incoming.byApiToken();
    String decision = Parameters.required("decision_id", message.getDecisionId());
    Receipts.Issued issued = services.use().receipts().get(caller, decision);
    var receipt =
        Receipt.newBuilder()
            .setProof(issued.receipt().format())
            .setLeafHash(ByteString.copyFrom(issued.leaf().bytes()));
    byte[] record = issued.record();
    if (record != null) {
      receipt.setRecord(ByteString.copyFrom(record));
    }
    return GetReceiptResponse.newBuilder().setReceipt(receipt).build();
  }

  private GetCheckpointResponse checkpoint(Incoming incoming, GetCheckpointRequest message)
      throws RefusedException {
    auditor(incoming);
    var log = services.use().log();
    int node = message.getNode() == 0 ? log.node() : message.getNode();
    return GetCheckpointResponse.newBuilder().setCheckpoint(log.checkpoint(node).format()).build();
  }
}
