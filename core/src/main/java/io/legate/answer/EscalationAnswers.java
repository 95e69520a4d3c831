package io.legate.answer;

import io.legate.approval.ApprovalClaims;
import io.legate.approval.ApprovalException;
import io.legate.approval.ApprovalVerifier;
import io.legate.approval.Ask;
import io.legate.approval.Escalation;
import io.legate.approval.EscalationId;
import io.legate.approval.EscalationStatus;
import io.legate.approval.GivenAnswer;
import io.legate.approval.UnverifiedApproval;
import io.legate.approval.VerifiedApproval;
import io.legate.boundary.BoundaryLimits;
import io.legate.caller.Caller;
import io.legate.caller.Spending;
import io.legate.control.ControlEvent.ApproverKey;
import io.legate.control.ControlState;
import io.legate.crypto.SignatureVerifier;
import io.legate.identity.Client;
import io.legate.identity.Clients;
import io.legate.identity.RequestId;
import io.legate.ledger.Turn;
import io.legate.policy.Policies;
import io.legate.policy.Policy;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Operation;
import io.legate.stream.Tasks;
import io.legate.task.Hop;
import io.legate.task.Liveness;
import io.legate.task.TaskEvent.EscalationAnswered;
import io.legate.task.TaskState;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Records the signed answers of approvers, one per person and key.
///
/// The approval's signature is verified before the task's lock is taken; everything else is decided
/// under it, so that an answer and the end of the task cannot both be first.
public final class EscalationAnswers {

  private final Tasks tasks;
  private final ApprovalVerifier verifier;
  private final Policies policies;
  private final Clients clients;
  private final Bounds bounds;
  private final String issuer;
  private final Clock clock;

  /// @param issuer our own identifier
  public EscalationAnswers(
      Tasks tasks,
      SignatureVerifier signatures,
      Policies policies,
      Clients clients,
      BoundaryLimits limits,
      String issuer,
      Clock clock) {
    this.tasks = tasks;
    this.verifier = new ApprovalVerifier(signatures);
    this.policies = policies;
    this.clients = clients;
    this.bounds = new Bounds(limits);
    this.issuer = issuer;
    this.clock = clock;
  }

  /// Records an answer.
  ///
  /// @param approval the compact `approval+jwt`
  /// @return where the escalation stands after it; asked again under the same id, where it stands
  ///   now
  /// @throws RefusedException if the answer is not one or does not count; nothing is recorded then
  public EscalationStatus answer(Caller caller, RequestId request, EscalationId id, String approval)
      throws RefusedException {
    Approvers.require(caller);
    VerifiedApproval verified = verify(caller, approval);
    Operation operation = Operation.of(caller.id(), "AnswerEscalation", id.toString(), request);
    return tasks.decide(
        id.task(),
        key -> Spending.refusal(key, caller),
        turn -> new Answering(turn, caller, id, verified, operation).decide());
  }

  private VerifiedApproval verify(Caller caller, String approval) throws RefusedException {
    try {
      return verifier.verify(
          UnverifiedApproval.parse(approval), caller.client(), issuer, clock.instant());
    } catch (ApprovalException e) {
      throw new RefusedException(Code.INVALID_APPROVAL, String.valueOf(e.getMessage()));
    }
  }

  /// One answer under the task's lock.
  private final class Answering {
    private final Turn<TaskState, ControlState> turn;
    private final Caller caller;
    private final EscalationId id;
    private final VerifiedApproval approval;
    private final Operation operation;

    Answering(
        Turn<TaskState, ControlState> turn,
        Caller caller,
        EscalationId id,
        VerifiedApproval approval,
        Operation operation) {
      this.turn = turn;
      this.caller = caller;
      this.id = id;
      this.approval = approval;
      this.operation = operation;
    }

    EscalationStatus decide() throws RefusedException {
      ControlState control = turn.control().state();
      if (!caller.stands(control)) {
        throw new RefusedException(Code.INVALID_TOKEN, "client or key was revoked");
      }
      Escalation escalation = Approvers.visible(turn.state(), id, caller);
      if (tasks.earlier(turn, operation, approval.hash()) != null) {
        return escalation.status(turn.at());
      }
      Approvers.requireApart(turn.state(), escalation, caller, approval.key().thumbprint());
      requireOpen(escalation);
      requireKey(escalation);
      requireMeant(escalation.ask());
      requireSame(escalation);
      GivenAnswer given = given(escalation.ask());
      TaskState after =
          Tasks.append(
              turn,
              new EscalationAnswered(
                  id.seq(), given, approval.key(), approval.compact(), approval.hash()),
              operation,
              caller.once());
      return Objects.requireNonNull(after.approvals().get(id.seq())).status(turn.at());
    }

    private void requireOpen(Escalation escalation) throws RefusedException {
      var faults =
          Liveness.faults(turn.state(), turn.control().state(), escalation.ask().hop(), turn.at());
      if (!faults.isEmpty()) {
        throw new RefusedException(
            Code.TASK_CLOSED, "nothing is approved: " + faults.getFirst().sentence());
      }
      EscalationStatus status = escalation.status(turn.at());
      switch (status) {
        case LAPSED -> throw new RefusedException(Code.LAPSED, "nobody answered in time");
        case APPROVED, DENIED, SPENT ->
            throw new RefusedException(
                Code.ALREADY_ANSWERED, "the escalation is " + status.label());
        case PENDING -> {}
      }
      if (escalation.isAnsweredBy(caller.id(), approval.key().thumbprint())) {
        throw new RefusedException(
            Code.ALREADY_ANSWERED, "a person counts once, and so does a key");
      }
    }

    private void requireKey(Escalation escalation) throws RefusedException {
      ControlState control = turn.control().state();
      var key = new ApproverKey(caller.id(), approval.key().thumbprint());
      Instant since = control.approverKeys().get(key);
      if (since == null || since.isAfter(escalation.askedAt())) {
        throw new RefusedException(
            Code.KEY_TOO_NEW, "the approver's key was registered after the escalation was asked");
      }
      if (control.isRevoked(key.client(), key.key(), turn.at())) {
        throw new RefusedException(Code.INVALID_APPROVAL, "the approver's key was revoked");
      }
    }

    /// The approver signed for exactly what was asked.
    private void requireMeant(Ask ask) throws RefusedException {
      ApprovalClaims claims = approval.claims();
      if (!claims.escalation().equals(id)) {
        throw new RefusedException(Code.INVALID_APPROVAL, "`escalation` is another one");
      }
      if (!claims.digest().equals(ask.digest())) {
        throw new RefusedException(Code.INVALID_APPROVAL, "`digest` is of another action");
      }
      if (!claims.reasons().equals(ask.reasons()) || !claims.labels().equals(ask.labels())) {
        throw new RefusedException(
            Code.INVALID_APPROVAL, "`reasons` and `labels` must be those that were shown");
      }
    }

    /// What a label stands for was looked at when it was asked, and not what came since.
    private void requireSame(Escalation escalation) throws RefusedException {
      for (String label : approval.claims().lifts()) {
        if (escalation.again().contains(label)) {
          throw new RefusedException(
              Code.INVALID_APPROVAL,
              "the task got the label `" + label + "` again after this was asked");
        }
      }
    }

    private GivenAnswer given(Ask ask) throws RefusedException {
      ApprovalClaims claims = approval.claims();
      Policy policy = policies.inForce(turn.control().state());
      for (String label : claims.lifts()) {
        if (!ask.labels().contains(label) || !Approvers.mayRemove(policy, label, caller)) {
          throw new RefusedException(
              Code.INVALID_APPROVAL,
              "policy does not let the approver remove the label `" + label + "`");
        }
      }
      Hop hop = Objects.requireNonNull(turn.state().hops().get(ask.hop()));
      Client server = clients.find(ask.pep());
      String location = server == null ? null : server.audience();
      if (location == null) {
        throw new RefusedException(Code.TASK_CLOSED, "the resource server is not registered");
      }
      return new GivenAnswer(
          caller.id(),
          caller.client().roles().stream().sorted().toList(),
          approval.key().thumbprint(),
          claims.approves(),
          bounds.bound(claims, ask, hop, location, turn.at()),
          List.copyOf(claims.lifts()),
          claims.comment(),
          turn.at());
    }
  }
}
