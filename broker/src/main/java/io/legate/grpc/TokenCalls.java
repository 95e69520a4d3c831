package io.legate.grpc;

import io.legate.caller.Caller;
import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.edge.TaskHint;
import io.legate.json.Jcs;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.ExchangeResponse;
import io.legate.v1.IntrospectRequest;
import io.legate.v1.IntrospectResponse;
import io.legate.v1.RevokeRequest;
import io.legate.v1.RevokeResponse;
import io.legate.v1.TokenServiceGrpcService;
import io.vertx.grpc.server.Service;

/// `TokenService`.
final class TokenCalls {

  private final EdgeServices services;

  private TokenCalls(EdgeServices services) {
    this.services = services;
  }

  static Service service(Calls calls, EdgeServices services) {
    var tokens = new TokenCalls(services);
    return Methods.of(
            calls, TokenServiceGrpcService.SERVICE_NAME, TokenServiceGrpcService.SERVICE_DESCRIPTOR)
        .recorded(
            TokenServiceGrpcService.Exchange,
            new Home<>(
                message -> TaskHint.ofToken(message.getSubjectToken()),
                ExchangeRequest.parser(),
                ExchangeResponse.parser()),
            tokens::exchange)
        .unrecorded(TokenServiceGrpcService.Introspect, tokens::introspect)
        .urgent(
            TokenServiceGrpcService.Revoke,
            new Home<>(
                message -> TaskHint.ofToken(message.getToken()),
                RevokeRequest.parser(),
                RevokeResponse.parser()),
            tokens::revoke)
        .build();
  }

  private ExchangeResponse exchange(Incoming incoming, ExchangeRequest message)
      throws RefusedException {
    Caller caller = incoming.byAssertion(message.getClientAssertion().getJwt());
    String details = message.getAuthorizationDetails();
    var asked =
        new io.legate.exchange.ExchangeRequest(
            Parameters.required("subject_token", message.getSubjectToken()),
            Parameters.required("subject_token_type", message.getSubjectTokenType()),
            Parameters.optional(message.getActorToken()),
            Parameters.optional(message.getActorTokenType()),
            Parameters.optional(message.getRequestedTokenType()),
            Parameters.target(message.getResourceList(), message.getAudienceList()),
            Parameters.optional(message.getScope()),
            details.isEmpty()
                ? null
                : Parameters.json(
                    "authorization_details", details, Code.INVALID_AUTHORIZATION_DETAILS),
            message.getNarrow());
    var issued = services.use().exchange().exchange(caller, asked);
    return ExchangeResponse.newBuilder()
        .setToken(TokenMessages.issued(issued, services.door().clock().instant()))
        .build();
  }

  private IntrospectResponse introspect(Incoming incoming, IntrospectRequest message)
      throws RefusedException {
    Caller caller = incoming.byApiToken();
    var claims =
        services
            .use()
            .introspection()
            .introspect(caller, Parameters.required("token", message.getToken()));
    return claims == null
        ? IntrospectResponse.getDefaultInstance()
        : IntrospectResponse.newBuilder().setActive(true).setClaims(Jcs.text(claims)).build();
  }

  private RevokeResponse revoke(Incoming incoming, RevokeRequest message) throws RefusedException {
    Caller caller = incoming.byApiToken();
    services
        .use()
        .tokenRevocation()
        .revoke(
            caller,
            Parameters.requestId(message.getRequestId()),
            Parameters.required("token", message.getToken()));
    return RevokeResponse.getDefaultInstance();
  }
}
