package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.legate.approval.ApprovalMaker;
import io.legate.approval.ApprovalMaker.Beyond;
import io.legate.approval.ApprovalMaker.Shown;
import io.legate.approval.EscalationId;
import io.legate.assembly.Site;
import io.legate.crypto.Signer;
import io.legate.edge.GrpcPeer.Reply;
import io.legate.edge.Party;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import io.legate.issue.IssuedInstance;
import io.legate.ledger.RecordedEvent;
import io.legate.stream.Drafts;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEventJson;
import io.legate.v1.AnswerEscalationRequest;
import io.legate.v1.AnswerEscalationResponse;
import io.legate.v1.ApprovalServiceGrpcClient;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.Decision;
import io.legate.v1.Escalation;
import io.legate.v1.EscalationStatus;
import io.legate.v1.GetEscalationRequest;
import io.legate.v1.ListEscalationsRequest;
import io.vertx.grpc.common.ServiceMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A chain whose payments people must approve, and what the people call.
abstract class Approving extends Chain {

  /// The agent's chain, with an approval by one of finance.
  static final String ONE = approved("{\"approvers\":[\"role:finance\"],\"quorum\":1}");

  static String approved(String rule) {
    return """
    [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
      "resources":["erp://acme/invoices/*"],
      "arguments":{"amount":{"constraint_type":"decimal","max":"500.00"},
        "payee":{"constraint_type":"wildcard","optional":true}},
      "approval":%s,
      "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
    """
        .formatted(rule);
  }

  /// A hop of `research` under `boundary`, with an instance for the ERP.
  IssuedInstance hop(String boundary) throws Exception {
    var task = site.open("orchestrator", boundary);
    var hop = site.delegate("orchestrator", task.token(), "research", boundary);
    return site.renew("research", hop, Site.ERP);
  }

  /// Asks, which must escalate.
  AuthorizeResponse escalated(IssuedInstance hop, String arguments) throws Exception {
    AuthorizeResponse answer = decided(hop, arguments);
    assertThat(answer.getDecision()).isEqualTo(Decision.DECISION_ESCALATE);
    assertThat(answer.getEscalationId()).startsWith(hop.task() + ".");
    return answer;
  }

  AuthorizeResponse decided(IssuedInstance hop, String arguments) throws Exception {
    return Objects.requireNonNull(authorize(hop, arguments).message());
  }

  Decision decision(IssuedInstance hop, String arguments) throws Exception {
    return decided(hop, arguments).getDecision();
  }

  /// What `approver` sees of an escalation.
  Escalation seen(String approver, String id) throws Exception {
    return Objects.requireNonNull(get(approver, id).message()).getEscalation();
  }

  Reply<io.legate.v1.GetEscalationResponse> get(String approver, String id) throws Exception {
    return read(
        approver,
        "GetEscalation",
        ApprovalServiceGrpcClient.GetEscalation,
        GetEscalationRequest.newBuilder().setEscalationId(id).build());
  }

  List<Escalation> pending(String approver) throws Exception {
    var request =
        ListEscalationsRequest.newBuilder()
            .setStatus(EscalationStatus.ESCALATION_STATUS_PENDING)
            .build();
    return Objects.requireNonNull(
            read(approver, "ListEscalations", ApprovalServiceGrpcClient.ListEscalations, request)
                .message())
        .getEscalationsList();
  }

  /// Signs and sends an answer to what the approver sees.
  Reply<AnswerEscalationResponse> answer(String approver, String id, boolean approves)
      throws Exception {
    return send(approver, id, signed(approver, seen(approver, id), approves));
  }

  EscalationStatus approve(String approver, String id) throws Exception {
    var reply = answer(approver, id, true);
    return Objects.requireNonNull(reply.message(), reply.toString()).getStatus();
  }

  String signed(String approver, Escalation seen, boolean approves) {
    return signed(approver, site.signer(approver), seen, approves, Beyond.NOTHING);
  }

  String signed(String approver, Signer signer, Escalation seen, boolean approves, Beyond beyond) {
    var id = Objects.requireNonNull(EscalationId.parse(seen.getEscalationId()));
    var shown = new Shown(id, seen.getDigest(), seen.getReasonsList(), seen.getLabelsList());
    return new ApprovalMaker(signer, new ClientId(approver), Site.ISSUER)
        .make(shown, approves, beyond, "looked at it", site.clock.instant());
  }

  Reply<AnswerEscalationResponse> send(String caller, String id, String approval) throws Exception {
    return send(
        caller,
        AnswerEscalationRequest.newBuilder()
            .setRequestId(site.requestId().toString())
            .setEscalationId(id)
            .setApproval(approval)
            .build());
  }

  Reply<AnswerEscalationResponse> send(String caller, AnswerEscalationRequest request)
      throws Exception {
    var party = new Party(site, caller);
    return grpc.call(
        ApprovalServiceGrpcClient.AnswerEscalation,
        party.metadata("ApprovalService/AnswerEscalation", party.apiToken(http)),
        request);
  }

  /// A call that appends nothing needs a nonce, which the first attempt brings.
  private <Q extends Message, A> Reply<A> read(
      String caller, String name, ServiceMethod<A, Q> method, Q request) throws Exception {
    var party = new Party(site, caller);
    String token = party.apiToken(http);
    var first = grpc.call(method, party.metadata("ApprovalService/" + name, token), request);
    return grpc.call(
        method, party.metadata("ApprovalService/" + name, token, first.nonce()), request);
  }

  /// What the ledger holds of decisions and people, in order, such as `decided:escalate`.
  List<String> record(TaskId task) throws Exception {
    var record = new ArrayList<String>();
    for (TaskEvent event : events(task)) {
      switch (event) {
        case TaskEvent.Decided(var decision) -> record.add("decided:" + decision.outcome());
        case TaskEvent.Escalated _ -> record.add("asked");
        case TaskEvent.EscalationAnswered answered ->
            record.add(answered.answer().approves() ? "approved" : "denied");
        case TaskEvent.ApprovalSpent _ -> record.add("spent");
        case TaskEvent.Ended _, TaskEvent.Suspended _, TaskEvent.HopRevoked _ ->
            record.add("stopped");
        default -> {}
      }
    }
    return record;
  }

  List<TaskEvent> events(TaskId task) throws Exception {
    var events = new ArrayList<TaskEvent>();
    for (var stored : site.ledger.stream(Drafts.stream(task), 0, 10_000)) {
      var event = RecordedEvent.of(stored);
      events.add(TaskEventJson.read(EventKind.of(event.kind()), event.data()));
    }
    return events;
  }
}
