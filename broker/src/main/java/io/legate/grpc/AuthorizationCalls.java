package io.legate.grpc;

import io.legate.authorize.Authorization.Pep;
import io.legate.edge.EdgeServices;
import io.legate.v1.AuthorizationServiceGrpcService;
import io.vertx.grpc.server.Service;

/// `AuthorizationService`.
final class AuthorizationCalls {

  private AuthorizationCalls() {}

  static Service service(Calls calls, EdgeServices services) {
    var deciding = new Deciding(services);
    return Service.service(
            AuthorizationServiceGrpcService.SERVICE_NAME,
            AuthorizationServiceGrpcService.SERVICE_DESCRIPTOR)
        .bind(
            AuthorizationServiceGrpcService.Authorize,
            calls.recorded(
                (incoming, message) -> deciding.authorize(Pep.of(incoming.byApiToken()), message)))
        .bind(
            AuthorizationServiceGrpcService.AuthorizeBatch,
            calls.recorded(
                (incoming, message) -> deciding.authorize(Pep.of(incoming.byApiToken()), message)))
        .bind(
            AuthorizationServiceGrpcService.Settle,
            calls.recorded(
                (incoming, message) -> deciding.settle(Pep.of(incoming.byApiToken()), message)))
        .bind(
            AuthorizationServiceGrpcService.AuthorizeStream,
            request -> new DecisionStream(calls, deciding, request).begin())
        .bind(AuthorizationServiceGrpcService.WatchRevocations, calls.unserved())
        .build();
  }
}
