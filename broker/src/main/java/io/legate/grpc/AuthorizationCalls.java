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
    return Methods.of(
            calls,
            AuthorizationServiceGrpcService.SERVICE_NAME,
            AuthorizationServiceGrpcService.SERVICE_DESCRIPTOR)
        .recorded(
            AuthorizationServiceGrpcService.Authorize,
            (incoming, message) -> deciding.authorize(Pep.of(incoming.byApiToken()), message))
        .recorded(
            AuthorizationServiceGrpcService.AuthorizeBatch,
            (incoming, message) -> deciding.authorize(Pep.of(incoming.byApiToken()), message))
        .recorded(
            AuthorizationServiceGrpcService.Settle,
            (incoming, message) -> deciding.settle(Pep.of(incoming.byApiToken()), message))
        .other(
            AuthorizationServiceGrpcService.AuthorizeStream,
            request ->
                new DecisionStream(
                        calls,
                        deciding,
                        AuthorizationServiceGrpcService.AuthorizeStream.decoder(),
                        request)
                    .begin())
        .unserved(AuthorizationServiceGrpcService.WatchRevocations)
        .build();
  }
}
