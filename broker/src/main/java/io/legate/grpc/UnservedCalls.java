package io.legate.grpc;

import io.legate.v1.ApprovalServiceGrpcService;
import io.legate.v1.AuditServiceGrpcService;
import io.vertx.grpc.server.Service;

/// Services that are designed and not yet served: each method says so.
final class UnservedCalls {

  private UnservedCalls() {}

  static Service approval(Calls calls) {
    return Service.service(
            ApprovalServiceGrpcService.SERVICE_NAME, ApprovalServiceGrpcService.SERVICE_DESCRIPTOR)
        .bind(ApprovalServiceGrpcService.ListEscalations, calls.unserved())
        .bind(ApprovalServiceGrpcService.GetEscalation, calls.unserved())
        .bind(ApprovalServiceGrpcService.WatchEscalations, calls.unserved())
        .bind(ApprovalServiceGrpcService.AnswerEscalation, calls.unserved())
        .build();
  }

  static Service audit(Calls calls) {
    return Service.service(
            AuditServiceGrpcService.SERVICE_NAME, AuditServiceGrpcService.SERVICE_DESCRIPTOR)
        .bind(AuditServiceGrpcService.QueryRecords, calls.unserved())
        .bind(AuditServiceGrpcService.GetReceipt, calls.unserved())
        .bind(AuditServiceGrpcService.GetCheckpoint, calls.unserved())
        .bind(AuditServiceGrpcService.ExportRecords, calls.unserved())
        .build();
  }
}
