package io.legate.chaos.client;

import io.legate.approval.ApprovalMaker;
import io.legate.approval.ApprovalMaker.Beyond;
import io.legate.approval.ApprovalMaker.Shown;
import io.legate.approval.EscalationId;
import io.legate.chaos.client.Trying.Act;
import io.legate.chaos.stage.Party;
import io.legate.crypto.Sha256;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.AnswerEscalationRequest;
import io.legate.v1.AnswerEscalationResponse;
import io.legate.v1.ApprovalServiceGrpcClient;
import io.legate.v1.CompleteTaskRequest;
import io.legate.v1.CompleteTaskResponse;
import io.legate.v1.ContainTaskRequest;
import io.legate.v1.ContainTaskResponse;
import io.legate.v1.Escalation;
import io.legate.v1.GetEscalationRequest;
import io.legate.v1.GetEscalationResponse;
import io.legate.v1.Removal;
import io.legate.v1.RestoreClientRequest;
import io.legate.v1.RestoreClientResponse;
import io.legate.v1.RevokeTaskRequest;
import io.legate.v1.RevokeTaskResponse;
import io.legate.v1.SuspendClientRequest;
import io.legate.v1.SuspendClientResponse;
import io.legate.v1.TaskServiceGrpcClient;
import io.legate.v1.WithdrawSigningKeyRequest;
import io.legate.v1.WithdrawSigningKeyResponse;
import java.time.Instant;
import java.util.Objects;

/// What openers and people ask of a broker: to end, to contain, to approve.
final class Orders {

  private Orders() {}

  /// Ends a hop and what is below it.
  ///
  /// @param hop empty for the whole task
  static Act<RevokeTaskResponse> revoke(String act, Caller opener, String task, String hop) {
    var message =
        RevokeTaskRequest.newBuilder().setTaskId(task).setHopId(hop).setReason("in the way");
    return new Act<>(
        act,
        hop.isEmpty() ? "revoke_task" : "revoke_hop",
        about(task, hop),
        (broker, request) ->
            opener.call(
                broker,
                TaskServiceGrpcClient.RevokeTask,
                message.clone().setRequestId(request).build()),
        answer -> seq(answer.getSeq()));
  }

  /// Takes the one action out of a hop and what is below it.
  static Act<ContainTaskResponse> contain(String act, Caller opener, String task, String hop) {
    var message =
        ContainTaskRequest.newBuilder()
            .setTaskId(task)
            .setHopId(hop)
            .addRemovals(
                Removal.newBuilder()
                    .addActions("payments.create")
                    .addLocations(Party.ERP)
                    .addResources("erp://acme/*"))
            .setReason("no more payments");
    return new Act<>(
        act,
        "contain",
        about(task, hop),
        (broker, request) ->
            opener.call(
                broker,
                TaskServiceGrpcClient.ContainTask,
                message.clone().setRequestId(request).build()),
        answer -> seq(answer.getSeq()));
  }

  /// Ends a task as done.
  static Act<CompleteTaskResponse> complete(String act, Caller opener, String task) {
    var message = CompleteTaskRequest.newBuilder().setTaskId(task).setReason("done");
    return new Act<>(
        act,
        "complete",
        about(task, ""),
        (broker, request) ->
            opener.call(
                broker,
                TaskServiceGrpcClient.CompleteTask,
                message.clone().setRequestId(request).build()),
        answer -> seq(answer.getSeq()));
  }

  private static Json.Obj about(String task, String hop) {
    return Json.Obj.with("task", task).with("hop", hop).build();
  }

  private static Json.Obj seq(long seq) {
    return Json.Obj.with("seq", seq).build();
  }

  /// Lets a client do nothing any more, or everything again.
  static Act<Long> suspend(String act, Caller operator, String client, boolean restores) {
    return new Act<>(
        act,
        restores ? "restore_client" : "suspend_client",
        Json.Obj.with("client", client).build(),
        (broker, request) ->
            restores
                ? operator
                    .call(
                        broker,
                        AdminServiceGrpcClient.RestoreClient,
                        RestoreClientRequest.newBuilder()
                            .setRequestId(request)
                            .setClientId(client)
                            .setReason("over")
                            .build())
                    .map(RestoreClientResponse::getControlSeq)
                : operator
                    .call(
                        broker,
                        AdminServiceGrpcClient.SuspendClient,
                        SuspendClientRequest.newBuilder()
                            .setRequestId(request)
                            .setClientId(client)
                            .setReason("in the way")
                            .build())
                    .map(SuspendClientResponse::getControlSeq),
        Orders::seq);
  }

  /// Withdraws a broker's signing key.
  static Act<WithdrawSigningKeyResponse> withdraw(String act, Caller operator, String kid) {
    var message = WithdrawSigningKeyRequest.newBuilder().setKid(kid).setReason("stolen");
    return new Act<>(
        act,
        "withdraw_key",
        Json.Obj.with("kid", kid).build(),
        (broker, request) ->
            operator.call(
                broker,
                AdminServiceGrpcClient.WithdrawSigningKey,
                message.clone().setRequestId(request).build()),
        answer -> seq(answer.getControlSeq()));
  }

  /// Looks at an escalation.
  static Act<GetEscalationResponse> look(String act, Caller approver, String escalation) {
    var message = GetEscalationRequest.newBuilder().setEscalationId(escalation).build();
    return new Act<>(
        act,
        "look",
        Json.Obj.with("escalation", escalation).build(),
        (broker, _) -> approver.call(broker, ApprovalServiceGrpcClient.GetEscalation, message),
        _ -> Json.Obj.EMPTY);
  }

  /// Signs an approval of what was shown.
  static String approval(Caller approver, Escalation shown) {
    Party person = approver.party();
    return new ApprovalMaker(person.key(), new ClientId(person.id()), Party.ISSUER)
        .make(
            new Shown(
                Objects.requireNonNull(EscalationId.parse(shown.getEscalationId())),
                shown.getDigest(),
                shown.getReasonsList(),
                shown.getLabelsList()),
            true,
            Beyond.NOTHING,
            "",
            Instant.now());
  }

  /// Sends an approval.
  static Act<AnswerEscalationResponse> answer(
      String act, Caller approver, String escalation, String approval) {
    var message =
        AnswerEscalationRequest.newBuilder().setEscalationId(escalation).setApproval(approval);
    return new Act<>(
        act,
        "answer",
        Json.Obj.with("escalation", escalation)
            .with("approval", Sha256.base64Url(approval))
            .build(),
        (broker, request) ->
            approver.call(
                broker,
                ApprovalServiceGrpcClient.AnswerEscalation,
                message.clone().setRequestId(request).build()),
        answer -> Json.Obj.with("status", answer.getStatus().name()).build());
  }
}
