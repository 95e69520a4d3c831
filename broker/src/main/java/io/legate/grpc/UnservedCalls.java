package io.legate.grpc;

import io.legate.v1.AuditServiceGrpcService;
import io.vertx.grpc.server.Service;

/// Services that are designed and not yet served: each method says so.
final class UnservedCalls {

  private UnservedCalls() {}

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
