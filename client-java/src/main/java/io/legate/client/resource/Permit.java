package io.legate.client.resource;

import io.legate.boundary.ActionRequest;
import io.legate.client.broker.BrokerException;
import io.legate.json.Json.Obj;
import io.legate.provenance.Observation;
import io.legate.v1.SettleRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An ALLOW: leave to do one action, once, and soon. Only [ResourceServer#authorize] makes one.
///
/// It holds for exactly the arguments that were decided about, until its time to begin has passed
/// on the monotonic clock, and with every obligation met. Safe for use from many threads, of which
/// one may use it.
public final class Permit implements Answer {

  private static final Logger LOG = LoggerFactory.getLogger(Permit.class);

  private final ActionRequest decided;
  private final Grounds grounds;
  private final Settler settler;
  private final Map<String, ObligationHandler> handlers;
  private final List<Observation> observes;
  private final LongSupplier nanoTime;
  private final AtomicBoolean used = new AtomicBoolean();
  private volatile boolean settled;
  private volatile @Nullable SettleRequest unsettled;

  /// What the broker answered.
  ///
  /// @param settleRequestId names the settlement, the same however often it is sent
  /// @param beginBeforeNanos on the monotonic clock
  record Grounds(
      String decisionId,
      String settleRequestId,
      String digest,
      List<Obj> obligations,
      long maxRows,
      long beginBeforeNanos) {}

  /// Tells the broker what came of it.
  interface Settler {
    void settle(SettleRequest request) throws BrokerException;
  }

  /// @param handlers by the type of obligation that each meets
  /// @param observes what answers to the action disclose
  Permit(
      ActionRequest decided,
      Grounds grounds,
      Settler settler,
      Map<String, ObligationHandler> handlers,
      List<Observation> observes,
      LongSupplier nanoTime) {
    this.decided = decided;
    this.grounds = grounds;
    this.settler = settler;
    this.handlers = Map.copyOf(handlers);
    this.observes = List.copyOf(observes);
    this.nanoTime = nanoTime;
  }

  /// What a permit is for.
  @FunctionalInterface
  public interface Work<T> {
    /// Does the action within its obligations, and says what came of it where that is not what was
    /// asked.
    ///
    /// @param obligations the only makers of what it has to return
    Met<T> run(Obligations obligations, Outcome outcome) throws Exception;
  }

  /// Names the broker's record of the decision.
  public String decisionId() {
    return grounds.decisionId;
  }

  /// The action, its resource and arguments, as they were decided about.
  public ActionRequest decided() {
    return decided;
  }

  /// What has to be met, each an object with a `type`, for people to read: [#execute] meets them.
  public List<Obj> obligations() {
    return grounds.obligations;
  }

  /// Whether the broker knows what came of it. Until then everything reserved stays charged.
  public boolean isSettled() {
    return settled;
  }

  /// Does the work and settles its outcome: executed, not executed if the work says so, unknown if
  /// it throws. How many rows it disclosed is settled with it. An outcome that cannot be settled
  /// does not fail the work, which is done by then; see [#settleAgain].
  ///
  /// @param arguments those about to be used, read again from where the work takes them
  /// @throws NotPermittedException if they are not those decided about, the time to begin has
  ///   passed, an obligation is not met, or the permit was used; nothing was disclosed then
  /// @throws Exception what the work threw
  public <T> T execute(Obj arguments, Work<T> work) throws Exception {
    if (!used.compareAndSet(false, true)) {
      throw new NotPermittedException(
          Refusal.denied("permit_used", "this decision has been used already"));
    }
    Obligations obligations;
    try {
      obligations = begin(arguments);
    } catch (NotPermittedException e) {
      settle(io.legate.v1.Outcome.OUTCOME_NOT_EXECUTED, new Outcome(observes));
      throw e;
    }
    // Past this line something may have happened, and only the work can say that it has not.
    var outcome = new Outcome(observes);
    boolean returned = false;
    try {
      Met<T> met = work.run(obligations, outcome);
      if (met.rows() != Met.NO_ROWS && outcome.rows() == null) {
        outcome.rows(met.rows());
      }
      returned = true;
      return met.value();
    } catch (UnmetObligationException e) {
      if (!obligations.acted()) {
        outcome.notExecuted();
      }
      throw new NotPermittedException(e.refusal());
    } finally {
      settle(came(outcome, returned), outcome);
    }
  }

  /// Returns why no obligation of this permit can be met here, or null where all can.
  @Nullable Refusal unmeetable() {
    try {
      readObligations();
      return null;
    } catch (UnmetObligationException e) {
      return e.refusal();
    }
  }

  private Obligations readObligations() throws UnmetObligationException {
    return Obligations.read(grounds.obligations, grounds.maxRows, handlers.keySet());
  }

  /// Releases what was reserved without doing anything. A permit that was used is left alone.
  public void decline() {
    if (used.compareAndSet(false, true)) {
      settle(io.legate.v1.Outcome.OUTCOME_NOT_EXECUTED, new Outcome(observes));
    }
  }

  /// Sends an outcome again that could not be settled. Does nothing where it was.
  ///
  /// @throws BrokerException if it cannot be settled now either
  public void settleAgain() throws BrokerException {
    SettleRequest request = unsettled;
    if (request != null) {
      settler.settle(request);
      unsettled = null;
      settled = true;
    }
  }

  /// Returns the obligations, after meeting those that are met before the work. The clock is read
  /// last.
  private Obligations begin(Obj arguments) throws NotPermittedException {
    if (!digestOf(arguments).equals(grounds.digest)) {
      throw new NotPermittedException(
          Refusal.denied(
              "arguments_changed", "the arguments are not those that were decided about"));
    }
    Obligations obligations;
    try {
      obligations = readObligations();
    } catch (UnmetObligationException e) {
      throw new NotPermittedException(e.refusal());
    }
    meetBefore();
    // Differences, because a monotonic clock may wrap.
    if (nanoTime.getAsLong() - grounds.beginBeforeNanos >= 0) {
      throw new NotPermittedException(
          Refusal.denied("decision_expired", "the time to begin has passed"));
    }
    return obligations;
  }

  private void meetBefore() throws NotPermittedException {
    for (Obj obligation : grounds.obligations) {
      String type = String.valueOf(obligation.string("type"));
      var handler = handlers.get(type);
      try {
        if (handler != null) {
          handler.meet(obligation, this);
        }
      } catch (Exception e) {
        LOG.warn("obligation {} of decision {} not met", type, grounds.decisionId, e);
        throw new NotPermittedException(
            Refusal.denied("obligation_unmet", "the obligation `" + type + "` is not met"));
      }
    }
  }

  private String digestOf(Obj arguments) {
    try {
      return new ActionRequest(decided.action(), decided.location(), decided.resource(), arguments)
          .digest();
    } catch (IllegalArgumentException _) {
      return "not in normal form";
    }
  }

  private static io.legate.v1.Outcome came(Outcome outcome, boolean returned) {
    if (!outcome.executed()) {
      return io.legate.v1.Outcome.OUTCOME_NOT_EXECUTED;
    }
    return returned ? io.legate.v1.Outcome.OUTCOME_EXECUTED : io.legate.v1.Outcome.OUTCOME_UNKNOWN;
  }

  private void settle(io.legate.v1.Outcome came, Outcome outcome) {
    SettleRequest request = request(came, outcome);
    unsettled = request;
    try {
      settleAgain();
    } catch (BrokerException e) {
      LOG.warn("outcome of decision {} not settled, stays charged", grounds.decisionId, e);
    }
  }

  private SettleRequest request(io.legate.v1.Outcome came, Outcome outcome) {
    var request =
        SettleRequest.newBuilder()
            .setRequestId(grounds.settleRequestId)
            .setDecisionId(grounds.decisionId)
            .setOutcome(came);
    if (came == io.legate.v1.Outcome.OUTCOME_EXECUTED) {
      request.putAllAmounts(outcome.amounts());
      Long rows = outcome.rows();
      if (rows != null) {
        request.setRows(rows);
      }
      request.addAllDisclosures(outcome.disclosures());
      if (!outcome.complete()) {
        LOG.warn("answer of decision {} has more values than can be met", grounds.decisionId);
      }
    }
    return request.build();
  }
}
