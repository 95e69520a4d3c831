package io.legate.answer;

import io.legate.approval.Ask;
import io.legate.approval.Escalation;
import io.legate.approval.EscalationId;
import io.legate.approval.Need;
import io.legate.caller.Caller;
import io.legate.control.ControlState;
import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientKind;
import io.legate.policy.Policy;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.task.Hop;
import io.legate.task.Liveness;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.List;

/// Who may see an escalation, and who may answer it.
final class Approvers {

  private Approvers() {}

  /// Refuses whoever is no approver.
  static void require(Caller caller) throws RefusedException {
    caller.require(ClientKind.APPROVER);
    caller.require("approve");
  }

  /// Returns the escalation, which for others than those who are asked does not exist.
  ///
  /// @throws RefusedException with [Code#NOT_FOUND]
  static Escalation visible(TaskState state, EscalationId id, Caller caller)
      throws RefusedException {
    Escalation escalation = state.approvals().get(id.seq());
    if (escalation == null || !isOpenTo(escalation.ask(), caller)) {
      throw new RefusedException(
          Code.NOT_FOUND, "there is no such escalation that the caller may answer");
    }
    return escalation;
  }

  static boolean isOpenTo(Ask ask, Caller caller) {
    return ask.isOpenTo(caller.id(), caller.client().roles());
  }

  static EscalationView view(
      TaskState state,
      ControlState control,
      Policy policy,
      EscalationId id,
      Escalation escalation,
      Caller caller,
      Instant at) {
    Ask ask = escalation.ask();
    List<Hop> chain = state.chain(ask.hop());
    return new EscalationView(
        id,
        escalation,
        at,
        Liveness.faults(state, control, ask.hop(), at).isEmpty(),
        state.requireHeader().subject(),
        state.requireHeader().purpose(),
        chain.stream().map(Hop::client).toList(),
        chain.getFirst().boundary().permissions().get(ask.permission()),
        ask.labels().stream()
            .filter(label -> !escalation.again().contains(label))
            .filter(label -> mayRemove(policy, label, caller))
            .toList());
  }

  static boolean mayRemove(Policy policy, String label, Caller caller) {
    return new Need(policy.removers(label), 1).isOpenTo(caller.id(), caller.client().roles());
  }

  /// Nobody who asks answers, nor whom it is asked for, unless a rule names that very client.
  ///
  /// @param key that the answer is signed with
  /// @throws RefusedException with [Code#ACTOR_OF_THE_CHAIN]
  static void requireApart(TaskState state, Escalation escalation, Caller caller, Thumbprint key)
      throws RefusedException {
    for (Hop hop : state.chain(escalation.ask().hop())) {
      Thumbprint holder = hop.key().thumbprint();
      if (hop.client().equals(caller.id())
          || holder.equals(key)
          || holder.equals(caller.key().thumbprint())) {
        throw new RefusedException(
            Code.ACTOR_OF_THE_CHAIN, "an actor of the chain does not approve what it asks for");
      }
    }
    boolean subject = state.requireHeader().subject().equals(caller.id().value());
    boolean named = escalation.ask().needs().stream().anyMatch(need -> need.names(caller.id()));
    if (subject && !named) {
      throw new RefusedException(
          Code.ACTOR_OF_THE_CHAIN, "the subject of a task approves only where a rule names it");
    }
  }
}
