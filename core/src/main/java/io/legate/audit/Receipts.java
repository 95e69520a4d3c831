package io.legate.audit;

import io.legate.caller.Caller;
import io.legate.control.ControlState;
import io.legate.identity.ClientKind;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.Hash;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Drafts;
import io.legate.task.DecisionId;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEventJson;
import io.legate.tlog.Receipt;
import org.jspecify.annotations.Nullable;

/// Hands out receipts of decisions: to auditors, and to whoever asked for the decision.
public final class Receipts {

  private final Journals<ControlState> journals;
  private final TransparencyLog log;

  public Receipts(Journals<ControlState> journals, TransparencyLog log) {
    this.journals = journals;
    this.log = log;
  }

  /// A receipt with what it is of. The array must not change.
  ///
  /// @param record the canonical bytes, which auditors get as long as they are kept. Whoever asked
  ///   for the decision does not: the record says of ancestors and lists what an answer does not
  /// @param leaf hash of the record, which the proof is about
  public record Issued(byte @Nullable [] record, Hash leaf, Receipt receipt) {}

  /// Returns the receipt of a decision.
  ///
  /// @param decision its id
  /// @throws RefusedException with [Code#NOT_FOUND] to everyone else and of anything else, an
  ///   auditor or a resource server without its scope with [Code#INSUFFICIENT_SCOPE], and
  ///   [Code#TEMPORARILY_UNAVAILABLE]
  public Issued get(Caller caller, String decision) throws RefusedException {
    boolean auditor = isAuditor(caller);
    if (!auditor && caller.client().kind() != ClientKind.RESOURCE_SERVER) {
      throw notFound();
    }
    caller.require(auditor ? "audit" : "authorize");
    StoredEvent event = find(decision);
    if (!auditor && !isAskedBy(caller, event)) {
      throw notFound();
    }
    Receipt receipt = log.receipt(event.node(), event.leaf(), event.hash());
    return new Issued(auditor ? event.body() : null, event.hash(), receipt);
  }

  private StoredEvent find(String decision) throws RefusedException {
    DecisionId id = DecisionId.parse(decision);
    if (id == null) {
      throw notFound();
    }
    try {
      StoredEvent event = journals.event(Drafts.stream(id.task()), id.seq());
      if (event == null || event.kind() != EventKind.DECIDED.number()) {
        throw notFound();
      }
      return event;
    } catch (LedgerUnavailableException e) {
      throw TransparencyLog.unavailable();
    }
  }

  /// A record whose body is gone names nobody any more.
  private static boolean isAskedBy(Caller caller, StoredEvent event) throws RefusedException {
    if (event.body() == null) {
      return false;
    }
    try {
      RecordedEvent read = RecordedEvent.of(event);
      return TaskEventJson.read(EventKind.of(read.kind()), read.data())
              instanceof Decided(var decision)
          && decision.pep().equals(caller.id());
    } catch (LedgerUnavailableException e) {
      throw TransparencyLog.unavailable();
    }
  }

  private static RefusedException notFound() {
    return new RefusedException(Code.NOT_FOUND, "there is no such decision");
  }

  /// Whether the caller is there to read the record.
  static boolean isAuditor(Caller caller) {
    return caller.client().kind() == ClientKind.AUDITOR;
  }
}
