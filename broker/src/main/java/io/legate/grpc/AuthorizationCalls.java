package io.legate.grpc;

import io.legate.authorize.Authorization.Pep;
import io.legate.edge.EdgeServices;
import io.legate.edge.TaskHint;
import io.legate.v1.AuthorizationServiceGrpcService;
import io.legate.v1.AuthorizeBatchRequest;
import io.legate.v1.AuthorizeBatchResponse;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.SettleRequest;
import io.legate.v1.SettleResponse;
import io.vertx.grpc.server.Service;

/// `AuthorizationService`.
final class AuthorizationCalls {

  private AuthorizationCalls() {}

  static Service service(Calls calls, EdgeServices services) {
    var deciding = new Deciding(services);
    var questions = new StreamQuestions(calls, deciding);
    return Methods.of(
            calls,
            AuthorizationServiceGrpcService.SERVICE_NAME,
            AuthorizationServiceGrpcService.SERVICE_DESCRIPTOR)
        .recorded(
            AuthorizationServiceGrpcService.Authorize,
            new Home<>(
                message -> TaskHint.ofToken(message.getAgent().getAccessToken()),
                AuthorizeRequest.parser(),
                AuthorizeResponse.parser()),
            (incoming, message) -> deciding.authorize(Pep.of(incoming.byApiToken()), message))
        .recorded(
            AuthorizationServiceGrpcService.AuthorizeBatch,
            new Home<>(
                message -> TaskHint.ofToken(message.getAgent().getAccessToken()),
                AuthorizeBatchRequest.parser(),
                AuthorizeBatchResponse.parser()),
            (incoming, message) -> deciding.authorize(Pep.of(incoming.byApiToken()), message))
        .recorded(
            AuthorizationServiceGrpcService.Settle,
            new Home<>(
                message -> TaskHint.ofId(message.getDecisionId()),
                SettleRequest.parser(),
                SettleResponse.parser()),
            (incoming, message) -> deciding.settle(Pep.of(incoming.byApiToken()), message))
        .other(
            AuthorizationServiceGrpcService.AuthorizeStream,
            request ->
                new DecisionStream(calls, questions, request)
                    .begin(AuthorizationServiceGrpcService.AuthorizeStream.decoder()))
        .other(
            AuthorizationServiceGrpcService.WatchRevocations,
            request ->
                new RevocationWatch(calls, request)
                    .begin(AuthorizationServiceGrpcService.WatchRevocations.decoder()))
        .build();
  }
}
