package io.legate.revoke;

import io.legate.caller.Caller;
import io.legate.control.ControlEvent.PolicyPublished;
import io.legate.control.ControlEventJson;
import io.legate.control.ControlState;
import io.legate.control.PublishedPolicy;
import io.legate.control.PublishedPolicy.Origin;
import io.legate.identity.ClientKind;
import io.legate.identity.RequestId;
import io.legate.ledger.ControlJournal;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.Turn;
import io.legate.policy.Bundle;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.ControlOperations;
import io.legate.stream.Drafts;
import io.legate.stream.Operation;
import java.util.List;

/// Puts a policy in force, for everyone and for live tasks at their next decision.
///
/// Only what was read and found in order gets here: a [Bundle]. The event carries the whole of it.
/// Once it is acknowledged, no decision is recorded that did not see it.
public final class PolicyPublishing {

  private final ControlJournal<ControlState> control;
  private final ControlTurns turns;

  public PolicyPublishing(ControlJournal<ControlState> control, ControlTurns turns) {
    this.control = control;
    this.turns = turns;
  }

  /// Publishes what an operator sent.
  ///
  /// @return the control sequence number from which on it holds
  public long publish(Caller caller, RequestId request, Bundle bundle) throws RefusedException {
    caller.require(ClientKind.OPERATOR);
    caller.require("admin");
    var event = new PolicyPublished(published(bundle, Origin.OPERATOR), caller.id());
    var operation = Operation.of(caller.id(), "PublishPolicy", "", request);
    return turns.change(caller, turn -> decide(turn, caller, event, operation));
  }

  private static Long decide(
      Turn<ControlState, ControlState> turn,
      Caller caller,
      PolicyPublished event,
      Operation operation)
      throws RefusedException {
    ControlChanges.requireInForce(turn, caller);
    var earlier = ControlOperations.earlier(turn, operation, ControlEventJson.digest(event));
    if (earlier != null) {
      return earlier.seq();
    }
    if (!ControlOperations.hasRoom(turn)) {
      throw new RefusedException(
          Code.TOO_MANY_REQUESTS, "there were too many changes within the hour");
    }
    long seq = turn.nextSeq();
    turn.append(Drafts.of(event, operation, caller.once()));
    return seq;
  }

  /// Publishes the bundle of the configured folder, unless it is in force already.
  ///
  /// @return whether it was published now
  public boolean publishFolder(Bundle bundle) throws LedgerUnavailableException {
    return publish(published(bundle, Origin.FOLDER), false);
  }

  /// Publishes what the configuration itself says, unless it is in force already or an operator has
  /// published something since.
  ///
  /// @return whether it was published now
  public boolean publishConfiguration(Bundle bundle) throws LedgerUnavailableException {
    return publish(published(bundle, Origin.CONFIGURATION), true);
  }

  private boolean publish(PublishedPolicy policy, boolean yieldsToOperator)
      throws LedgerUnavailableException {
    try {
      return control.<Boolean, RuntimeException>decide(
          turn -> {
            PublishedPolicy now = turn.state().policy();
            boolean stays =
                now != null
                    && (now.hash().equals(policy.hash())
                        || (yieldsToOperator && now.origin() == Origin.OPERATOR));
            if (!stays) {
              turn.append(Drafts.of(new PolicyPublished(policy, null), List.of()));
            }
            return !stays;
          });
    } catch (OnceTakenException e) {
      throw new IllegalStateException("a policy claims no key", e);
    }
  }

  private static PublishedPolicy published(Bundle bundle, Origin origin) {
    return new PublishedPolicy(bundle.policy().hash(), bundle.content(), origin);
  }
}
