package io.legate.grpc;

import io.legate.answer.EscalationView;
import io.legate.approval.Ask;
import io.legate.approval.Bound;
import io.legate.approval.GivenAnswer;
import io.legate.approval.Ground;
import io.legate.approval.Need;
import io.legate.edge.Parameters;
import io.legate.identity.ClientId;
import io.legate.json.Jcs;
import io.legate.refusal.RefusedException;
import io.legate.v1.Escalation;
import io.legate.v1.EscalationAnswer;
import io.legate.v1.EscalationReason;
import io.legate.v1.EscalationStatus;
import org.jspecify.annotations.Nullable;

/// Escalations as messages carry them.
final class EscalationMessages {

  private EscalationMessages() {}

  static Escalation message(EscalationView view) {
    var escalation = view.escalation();
    Ask ask = escalation.ask();
    var message =
        Escalation.newBuilder()
            .setEscalationId(view.id().toString())
            .setTaskId(view.id().task().toString())
            .setStatus(status(view))
            .setAction(Jcs.text(ask.action()))
            .setDigest(ask.digest())
            .addAllReasons(ask.reasons())
            .addAllLabels(ask.labels())
            .addAllActors(view.actors().stream().map(ClientId::value).toList())
            .setSubject(view.subject())
            .setPurpose(view.purpose())
            .setAskedAt(Times.timestamp(escalation.askedAt()))
            .setLapsesAt(Times.timestamp(ask.lapsesAt()))
            .setQuorum(escalation.quorum())
            .setApprovedCount(escalation.approvedCount())
            .setResourceServer(ask.pep().value())
            .setPermission(Jcs.text(view.permission().toJson()))
            .addAllLiftableLabels(view.liftable());
    ask.grounds().forEach(ground -> message.addDetails(reason(ground, ask)));
    escalation.answers().forEach(answer -> message.addAnswers(answer(answer)));
    return message.build();
  }

  /// What waits, or could be used, and whose task is not live, is closed.
  static EscalationStatus status(EscalationView view) {
    var status = status(view.escalation().status(view.at()));
    boolean open =
        status == EscalationStatus.ESCALATION_STATUS_PENDING
            || status == EscalationStatus.ESCALATION_STATUS_APPROVED;
    return open && !view.live() ? EscalationStatus.ESCALATION_STATUS_CLOSED : status;
  }

  static EscalationStatus status(io.legate.approval.EscalationStatus status) {
    return switch (status) {
      case PENDING -> EscalationStatus.ESCALATION_STATUS_PENDING;
      case APPROVED -> EscalationStatus.ESCALATION_STATUS_APPROVED;
      case DENIED -> EscalationStatus.ESCALATION_STATUS_DENIED;
      case LAPSED -> EscalationStatus.ESCALATION_STATUS_LAPSED;
      case SPENT -> EscalationStatus.ESCALATION_STATUS_SPENT;
    };
  }

  /// Returns the status that is asked for, null for all.
  static io.legate.approval.@Nullable EscalationStatus status(EscalationStatus status)
      throws RefusedException {
    return switch (status) {
      case ESCALATION_STATUS_UNSPECIFIED -> null;
      case ESCALATION_STATUS_PENDING -> io.legate.approval.EscalationStatus.PENDING;
      case ESCALATION_STATUS_APPROVED -> io.legate.approval.EscalationStatus.APPROVED;
      case ESCALATION_STATUS_DENIED -> io.legate.approval.EscalationStatus.DENIED;
      case ESCALATION_STATUS_LAPSED -> io.legate.approval.EscalationStatus.LAPSED;
      case ESCALATION_STATUS_SPENT -> io.legate.approval.EscalationStatus.SPENT;
      case ESCALATION_STATUS_CLOSED, UNRECOGNIZED ->
          throw Parameters.malformed("status", "invalid_value", "cannot be listed by");
    };
  }

  private static EscalationReason reason(Ground ground, Ask ask) {
    Need need = ask.needs().get(ground.need());
    return EscalationReason.newBuilder()
        .setId(ground.id())
        .setCode(ground.code())
        .setSentence(ground.sentence())
        .addAllApprovers(need.approvers())
        .setQuorum(need.quorum())
        .build();
  }

  private static EscalationAnswer answer(GivenAnswer answer) {
    var message =
        EscalationAnswer.newBuilder()
            .setApprover(answer.by().value())
            .setApproved(answer.approves())
            .setComment(answer.comment())
            .setAnsweredAt(Times.timestamp(answer.at()))
            .addAllLifts(answer.lifts());
    Bound bound = answer.bound();
    if (bound != null) {
      message
          .setPermission(Jcs.text(bound.permission().toJson()))
          .setUntil(Times.timestamp(bound.until()));
    }
    return message.build();
  }
}
