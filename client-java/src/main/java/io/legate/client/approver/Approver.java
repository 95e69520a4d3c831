package io.legate.client.approver;

import io.legate.approval.ApprovalMaker;
import io.legate.approval.ApprovalMaker.Beyond;
import io.legate.approval.ApprovalMaker.Shown;
import io.legate.approval.EscalationId;
import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerConnection.Identity;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.BrokerException.Code;
import io.legate.v1.AnswerEscalationRequest;
import io.legate.v1.ApprovalServiceGrpcClient;
import io.legate.v1.Escalation;
import io.legate.v1.EscalationStatus;
import io.legate.v1.GetEscalationRequest;
import io.legate.v1.ListEscalationsRequest;
import io.legate.v1.WatchEscalationsRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An approver, connected to its broker. Safe for use from many threads; blocks its callers, which
/// must not be event loops.
///
/// An answer is signed over what was shown: the action's digest, every reason and every label. If
/// any of it is not what was asked, the broker refuses the answer.
public final class Approver implements AutoCloseable {

  private static final int PAGE = 200;

  private final BrokerConnection broker;
  private final ApprovalMaker answers;

  private Approver(BrokerConnection broker, ApprovalMaker answers) {
    this.broker = broker;
    this.answers = answers;
  }

  /// Returns the approver. Its first call opens the connection.
  public static Approver connect(ApproverConfig config) {
    return connect(config, InstantSource.system());
  }

  /// Returns the approver, with a clock of the caller's.
  public static Approver connect(ApproverConfig config, InstantSource clock) {
    var identity = new Identity(config.clientId(), config.key(), config.key(), "");
    return new Approver(
        BrokerConnection.open(config.broker(), identity, clock),
        new ApprovalMaker(config.key(), config.clientId(), config.broker().issuer().toString()));
  }

  /// Returns what waits for this approver, the newest first.
  public List<Escalation> pending() throws BrokerException {
    return list(EscalationStatus.ESCALATION_STATUS_PENDING);
  }

  /// Returns what this approver may, or could, answer.
  ///
  /// @param status unspecified for all
  public List<Escalation> list(EscalationStatus status) throws BrokerException {
    var found = new ArrayList<Escalation>();
    String next = "";
    do {
      var request =
          ListEscalationsRequest.newBuilder()
              .setStatus(status)
              .setPageSize(PAGE)
              .setPageToken(next)
              .build();
      var page = broker.call(ApprovalServiceGrpcClient.ListEscalations, request);
      found.addAll(page.getEscalationsList());
      next = page.getNextPageToken();
    } while (!next.isEmpty());
    return List.copyOf(found);
  }

  /// Tells what waits for this approver, then everything that comes to wait or stops waiting.
  /// Blocks.
  ///
  /// @param told on this thread; returns whether to go on
  /// @throws BrokerException if the broker refuses it, ends it, or cannot be asked
  public void watch(Predicate<Escalation> told) throws BrokerException {
    broker.follow(
        ApprovalServiceGrpcClient.WatchEscalations,
        WatchEscalationsRequest.getDefaultInstance(),
        next -> told.test(next.getEscalation()));
  }

  /// Returns one escalation.
  ///
  /// @throws BrokerException with `not_found` if it is not for this approver
  public Escalation get(String id) throws BrokerException {
    var request = GetEscalationRequest.newBuilder().setEscalationId(id).build();
    return broker.call(ApprovalServiceGrpcClient.GetEscalation, request).getEscalation();
  }

  /// Approves the one action that was shown.
  ///
  /// @param comment for the record and the other approvers; may be empty
  /// @return where the escalation stands then: pending while others must approve too
  /// @throws BrokerException if the answer does not count
  public EscalationStatus approve(Escalation shown, String comment) throws BrokerException {
    return answer(shown, true, Beyond.NOTHING, comment);
  }

  /// Approves the action that was shown and more.
  ///
  /// @param bounded further actions of the kind; null for the one action only
  /// @param lifts labels to be taken off the task, each of which policy lets this approver remove
  /// @throws BrokerException if the answer does not count
  public EscalationStatus approve(
      Escalation shown, @Nullable Bounded bounded, List<String> lifts, String comment)
      throws BrokerException {
    var beyond =
        bounded == null
            ? new Beyond(null, null, lifts)
            : new Beyond(bounded.permission(), bounded.until(), lifts);
    return answer(shown, true, beyond, comment);
  }

  /// Denies the action that was shown.
  ///
  /// @throws BrokerException if the answer does not count
  public EscalationStatus deny(Escalation shown, String comment) throws BrokerException {
    return answer(shown, false, Beyond.NOTHING, comment);
  }

  private EscalationStatus answer(Escalation shown, boolean approves, Beyond beyond, String comment)
      throws BrokerException {
    EscalationId id = EscalationId.parse(shown.getEscalationId());
    if (id == null) {
      throw new BrokerException(Code.INTERNAL, "unspecified", "the escalation's id is malformed");
    }
    var told = new Shown(id, shown.getDigest(), shown.getReasonsList(), shown.getLabelsList());
    var request =
        AnswerEscalationRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setEscalationId(shown.getEscalationId())
            .setApproval(answers.make(told, approves, beyond, comment, broker.now()))
            .build();
    return broker.call(ApprovalServiceGrpcClient.AnswerEscalation, request).getStatus();
  }

  @Override
  public void close() {
    broker.close();
  }
}
