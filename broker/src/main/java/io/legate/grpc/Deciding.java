package io.legate.grpc;

import io.legate.authorize.Authorization.Pep;
import io.legate.edge.EdgeServices;
import io.legate.refusal.RefusedException;
import io.legate.v1.AuthorizeBatchRequest;
import io.legate.v1.AuthorizeBatchResponse;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.SettleRequest;
import io.legate.v1.SettleResponse;
import java.util.Objects;

/// Decides and settles for a resource server that was authenticated, by a call or by a stream.
/// Blocks.
final class Deciding {

  private final EdgeServices services;

  Deciding(EdgeServices services) {
    this.services = services;
  }

  AuthorizeResponse authorize(Pep pep, AuthorizeRequest message) throws RefusedException {
    var command = DecisionMessages.command(message, audience(pep), services.limits().boundary());
    var answer = services.use().authorization().authorize(pep, command).getFirst();
    return DecisionMessages.response(
        message.getRequestId(), answer, services.door().clock().instant());
  }

  AuthorizeBatchResponse authorize(Pep pep, AuthorizeBatchRequest message) throws RefusedException {
    var command = DecisionMessages.command(message, audience(pep), services.limits().boundary());
    var answers = services.use().authorization().authorize(pep, command);
    var now = services.door().clock().instant();
    var response = AuthorizeBatchResponse.newBuilder();
    for (var answer : answers) {
      response.addResponses(DecisionMessages.response(message.getRequestId(), answer, now));
    }
    return response.build();
  }

  SettleResponse settle(Pep pep, SettleRequest message) throws RefusedException {
    var taken = services.use().settlement().settle(pep, SettleMessages.report(message));
    return SettleMessages.response(message.getRequestId(), taken);
  }

  /// Whoever asks has an audience, because it is a resource server.
  private static String audience(Pep pep) {
    return Objects.requireNonNull(pep.client().audience(), "a resource server has an audience");
  }
}
