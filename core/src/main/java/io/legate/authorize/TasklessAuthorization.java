package io.legate.authorize;

import io.legate.authorize.Authorization.Pep;
import io.legate.caller.ProofRefusal;
import io.legate.control.ControlState;
import io.legate.identity.Clients;
import io.legate.json.Json;
import io.legate.ledger.Draft;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Notes;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.RecordedEvent;
import io.legate.policy.Policies;
import io.legate.policy.Policy;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.util.ArrayList;
import java.util.List;

/// Answers resource servers that ask outside of any task, and records every answer before it is
/// given, each as an event that stands alone.
///
/// Nothing is charged and nothing escalates: there is no task to hold it.
public final class TasklessAuthorization {

  /// The number of the event's kind in the ledger.
  public static final int DECIDED = 52;

  private final Notes<ControlState> notes;
  private final Policies policies;
  private final Clients clients;

  public TasklessAuthorization(Notes<ControlState> notes, Policies policies, Clients clients) {
    this.notes = notes;
    this.policies = policies;
    this.clients = clients;
  }

  /// Decides one question.
  ///
  /// @param pep with what its call spends; the first question of a call spends it
  /// @throws RefusedException if the caller no longer stands, its proof was used before, or the
  ///   ledger does not answer; nothing is recorded then
  public TasklessDecision decide(Pep pep, TasklessQuestion question) throws RefusedException {
    if (!question.action().location().equals(pep.client().audience())) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "the location is not the caller's own audience");
    }
    var rulings = new ArrayList<Ruled>();
    RecordedEvent event;
    try {
      event =
          notes.<RefusedException>note(
              (control, at) -> {
                pep.requireStanding(control.state());
                Policy policy = policies.inForce(control.state());
                var ruling = TasklessRuling.of(policy, clients, control.state(), question, at);
                rulings.add(new Ruled(policy, ruling));
                Json.Obj data = record(pep, question, policy, ruling);
                return new Draft(DECIDED, null, data, pep.once());
              });
    } catch (OnceTakenException e) {
      throw ProofRefusal.spent();
    } catch (LedgerUnavailableException e) {
      throw new RefusedException(
          Code.TEMPORARILY_UNAVAILABLE, "the ledger did not answer; ask again");
    }
    // It may have been decided more than once, under a newer control state: the last is on record.
    Ruled last = rulings.getLast();
    return new TasklessDecision(
        event.stream() + "." + event.seq(),
        last.ruling.isAllowed(),
        last.ruling.reasons,
        obligations(last.ruling),
        last.policy.hash(),
        last.ruling.action.digest());
  }

  private record Ruled(Policy policy, TasklessRuling ruling) {}

  /// What is not allowed obliges to nothing.
  private static List<Json.Obj> obligations(TasklessRuling ruling) {
    return ruling.isAllowed() ? List.copyOf(ruling.obligations) : List.of();
  }

  private static Json.Obj record(
      Pep pep, TasklessQuestion question, Policy policy, TasklessRuling ruling) {
    var basis = Json.Obj.with("bundle", policy.hash());
    ruling.trace.write(basis);
    ruling.readings.write(basis);
    return Json.Obj.with("pep", pep.client().id().value())
        .with("subject", question.subject())
        .with("action", DecisionRecord.canonical(ruling.action))
        .with("digest", ruling.action.digest())
        .with("outcome", ruling.isAllowed() ? "allow" : "deny")
        .with("reasons", new Json.Arr(ruling.reasons.stream().<Json>map(Answer::write).toList()))
        .with("obligations", new Json.Arr(List.copyOf(obligations(ruling))))
        .with("basis", basis.build())
        .build();
  }
}
