package io.legate.grpc;

import io.legate.answer.EscalationQueries;
import io.legate.approval.EscalationId;
import io.legate.caller.Caller;
import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.edge.TaskHint;
import io.legate.ledger.EventPlace;
import io.legate.merkle.LeafIndex;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.v1.AnswerEscalationRequest;
import io.legate.v1.AnswerEscalationResponse;
import io.legate.v1.ApprovalServiceGrpcService;
import io.legate.v1.GetEscalationRequest;
import io.legate.v1.GetEscalationResponse;
import io.legate.v1.ListEscalationsRequest;
import io.legate.v1.ListEscalationsResponse;
import io.vertx.grpc.server.Service;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `ApprovalService`.
final class ApprovalCalls {

  private static final int PAGE_DEFAULT = 50;
  private static final Pattern TOKEN =
      Pattern.compile("([0-9]{1,15})\\.([0-9]{1,4})\\.([0-9]{1,18})");

  private final EdgeServices services;

  private ApprovalCalls(EdgeServices services) {
    this.services = services;
  }

  static Service service(Calls calls, EdgeServices services) {
    var approvals = new ApprovalCalls(services);
    return Methods.of(
            calls,
            ApprovalServiceGrpcService.SERVICE_NAME,
            ApprovalServiceGrpcService.SERVICE_DESCRIPTOR)
        .unrecorded(ApprovalServiceGrpcService.ListEscalations, approvals::list)
        .unrecorded(ApprovalServiceGrpcService.GetEscalation, approvals::get)
        .other(
            ApprovalServiceGrpcService.WatchEscalations,
            request ->
                new EscalationWatch(calls, request)
                    .begin(ApprovalServiceGrpcService.WatchEscalations.decoder()))
        .recorded(
            ApprovalServiceGrpcService.AnswerEscalation,
            new Home<>(
                message -> TaskHint.ofId(message.getEscalationId()),
                AnswerEscalationRequest.parser(),
                AnswerEscalationResponse.parser()),
            approvals::answer)
        .build();
  }

  private ListEscalationsResponse list(Incoming incoming, ListEscalationsRequest message)
      throws RefusedException {
    Caller caller = incoming.byApiToken();
    int size = message.getPageSize() == 0 ? PAGE_DEFAULT : message.getPageSize();
    if (size < 1 || size > EscalationQueries.PAGE_MAX) {
      throw Parameters.malformed(
          "page_size", "invalid_value", "must be at most " + EscalationQueries.PAGE_MAX);
    }
    var page =
        services
            .use()
            .escalations()
            .list(
                caller,
                EscalationMessages.status(message.getStatus()),
                before(message.getPageToken()),
                size);
    var response = ListEscalationsResponse.newBuilder();
    page.escalations().forEach(view -> response.addEscalations(EscalationMessages.message(view)));
    EventPlace next = page.next();
    return (next == null ? response : response.setNextPageToken(token(next))).build();
  }

  private static String token(EventPlace place) {
    return place.at().toEpochMilli() + "." + place.node() + "." + place.leaf().value();
  }

  private static @Nullable EventPlace before(String token) throws RefusedException {
    if (token.isEmpty()) {
      return null;
    }
    var match = TOKEN.matcher(token);
    if (!match.matches()) {
      throw Parameters.malformed("page_token", "invalid_value", "is not one of an earlier page");
    }
    return new EventPlace(
        Instant.ofEpochMilli(Long.parseLong(match.group(1))),
        Integer.parseInt(match.group(2)),
        new LeafIndex(Long.parseLong(match.group(3))));
  }

  private GetEscalationResponse get(Incoming incoming, GetEscalationRequest message)
      throws RefusedException {
    Caller caller = incoming.byApiToken();
    var view = services.use().escalations().get(caller, id(message.getEscalationId()));
    return GetEscalationResponse.newBuilder()
        .setEscalation(EscalationMessages.message(view))
        .build();
  }

  private AnswerEscalationResponse answer(Incoming incoming, AnswerEscalationRequest message)
      throws RefusedException {
    Caller caller = incoming.byApiToken();
    var status =
        services
            .use()
            .answers()
            .answer(
                caller,
                Parameters.requestId(message.getRequestId()),
                id(message.getEscalationId()),
                Parameters.required("approval", message.getApproval()));
    return AnswerEscalationResponse.newBuilder()
        .setStatus(EscalationMessages.status(status))
        .build();
  }

  /// One that has not the form of an id names nothing.
  private static EscalationId id(String text) throws RefusedException {
    EscalationId id = EscalationId.parse(Parameters.required("escalation_id", text));
    if (id == null) {
      throw new RefusedException(
          Code.NOT_FOUND, "there is no such escalation that the caller may answer");
    }
    return id;
  }
}
