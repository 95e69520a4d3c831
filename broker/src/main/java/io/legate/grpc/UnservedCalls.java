package io.legate.grpc;

import io.legate.v1.ApprovalServiceGrpcService;
import io.legate.v1.AuditServiceGrpcService;
import io.vertx.grpc.server.Service;

/// Services that are designed and not yet served: each method says so.
final class UnservedCalls {

  private UnservedCalls() {}

  static Service approval(Calls calls) {
    return Methods.of(
            calls,
            ApprovalServiceGrpcService.SERVICE_NAME,
            ApprovalServiceGrpcService.SERVICE_DESCRIPTOR)
        .unserved(ApprovalServiceGrpcService.ListEscalations)
        .unserved(ApprovalServiceGrpcService.GetEscalation)
        .unserved(ApprovalServiceGrpcService.WatchEscalations)
        .unserved(ApprovalServiceGrpcService.AnswerEscalation)
        .build();
  }

  static Service audit(Calls calls) {
    return Methods.of(
            calls, AuditServiceGrpcService.SERVICE_NAME, AuditServiceGrpcService.SERVICE_DESCRIPTOR)
        .unserved(AuditServiceGrpcService.QueryRecords)
        .unserved(AuditServiceGrpcService.GetReceipt)
        .unserved(AuditServiceGrpcService.GetCheckpoint)
        .unserved(AuditServiceGrpcService.ExportRecords)
        .build();
  }
}
