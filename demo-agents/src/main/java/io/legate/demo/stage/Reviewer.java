package io.legate.demo.stage;

import io.legate.client.approver.Approver;
import io.legate.client.approver.ApproverConfig;
import io.legate.client.approver.Bounded;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerException;
import io.legate.crypto.Signer;
import io.legate.demo.catalogue.Person;
import io.legate.json.Json;
import io.legate.v1.Escalation;
import io.legate.v1.EscalationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// A person who is asked, with the key they sign answers with. What they see and what comes of
/// their answers is what the broker says.
public final class Reviewer implements AutoCloseable {

  private final Approver approver;

  Reviewer(Person person, BrokerAddress address, Signer key) {
    this.approver = Approver.connect(ApproverConfig.of(person.clientId(), address, key));
  }

  /// Returns what waits for the person of one task, the newest first.
  public List<Escalation> waiting(String task) throws StageException {
    try {
      return approver.pending().stream().filter(each -> each.getTaskId().equals(task)).toList();
    } catch (BrokerException e) {
      throw new StageException("a person was not told what waits: " + e.getMessage(), e);
    }
  }

  /// Returns where something stands, such as `pending` and `spent`, or why the person is not told,
  /// such as `not_found`.
  public String status(Escalation asked) throws StageException {
    return outcome(() -> approver.get(asked.getEscalationId()).getStatus());
  }

  /// Approves exactly what was shown. Returns where it stands then, or why the answer does not
  /// count, such as `lapsed`.
  public String approve(Escalation shown, String comment) throws StageException {
    return outcome(() -> approver.approve(shown, comment));
  }

  /// Approves what was shown and more of the kind. Returns likewise.
  ///
  /// @param permission within the one that was asked under, with a count
  public String approveWithin(Escalation shown, Json.Obj permission, Instant until, String comment)
      throws StageException {
    var bounded = new Bounded(permission, until);
    return outcome(() -> approver.approve(shown, bounded, List.of(), comment));
  }

  /// Says no to what was shown. Returns likewise.
  public String deny(Escalation shown, String comment) throws StageException {
    return outcome(() -> approver.deny(shown, comment));
  }

  private interface Call {
    EscalationStatus make() throws BrokerException;
  }

  private static String outcome(Call call) throws StageException {
    try {
      String name = call.make().name();
      return name.substring("ESCALATION_STATUS_".length()).toLowerCase(Locale.ROOT);
    } catch (BrokerException e) {
      if (e.retryable()) {
        throw new StageException("the broker did not hear a person: " + e.getMessage(), e);
      }
      return e.reason();
    }
  }

  @Override
  public void close() {
    approver.close();
  }
}
