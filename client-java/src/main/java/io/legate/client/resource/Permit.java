package io.legate.client.resource;

import io.legate.boundary.ActionRequest;
import io.legate.client.broker.BrokerException;
import io.legate.json.Json.Obj;
import io.legate.v1.SettleRequest;
import java.util.List;
import java.util.OptionalLong;
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

  Permit(ActionRequest decided, Grounds grounds, Settler settler, LongSupplier nanoTime) {
    this.decided = decided;
    this.grounds = grounds;
    this.settler = settler;
    this.nanoTime = nanoTime;
  }

  /// What a permit is for.
  @FunctionalInterface
  public interface Work<T> {
    /// Does the action, and says what came of it where that is not what was asked.
    T run(Outcome outcome) throws Exception;
  }

  /// Names the broker's record of the decision.
  public String decisionId() {
    return grounds.decisionId;
  }

  /// What has to be met, each an object with a `type`.
  public List<Obj> obligations() {
    return grounds.obligations;
  }

  /// How many rows may be returned, where a limit says so.
  public OptionalLong maxRows() {
    return grounds.maxRows > 0 ? OptionalLong.of(grounds.maxRows) : OptionalLong.empty();
  }

  /// Whether the broker knows what came of it. Until then everything reserved stays charged.
  public boolean isSettled() {
    return settled;
  }

  /// Does the work and settles its outcome: executed, not executed if the work says so, unknown if
  /// it throws. An outcome that cannot be settled does not fail the work, which is done by then;
  /// see [#settleAgain].
  ///
  /// @param arguments those about to be used, read again from where the work takes them
  /// @throws NotPermittedException if they are not those decided about, the time to begin has
  ///   passed, an obligation is not met, or the permit was used; the work has not begun then
  /// @throws Exception what the work threw
  public <T> T execute(Obj arguments, Obligations obligations, Work<T> work) throws Exception {
    if (!used.compareAndSet(false, true)) {
      throw new NotPermittedException(
          Refusal.denied("permit_used", "this decision has been used already"));
    }
    Refusal refusal = lapse(arguments, obligations);
    if (refusal != null) {
      settle(io.legate.v1.Outcome.OUTCOME_NOT_EXECUTED, new Outcome());
      throw new NotPermittedException(refusal);
    }
    // Past this line something may have happened, and only the work can say that it has not.
    var outcome = new Outcome();
    boolean returned = false;
    try {
      T result = work.run(outcome);
      returned = true;
      return result;
    } finally {
      settle(came(outcome, returned), outcome);
    }
  }

  /// Releases what was reserved without doing anything. A permit that was used is left alone.
  public void decline() {
    if (used.compareAndSet(false, true)) {
      settle(io.legate.v1.Outcome.OUTCOME_NOT_EXECUTED, new Outcome());
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

  /// Returns why the permit does not hold, or null where it does. The clock is read last.
  private @Nullable Refusal lapse(Obj arguments, Obligations obligations) {
    if (!digestOf(arguments).equals(grounds.digest)) {
      return Refusal.denied(
          "arguments_changed", "the arguments are not those that were decided about");
    }
    for (Obj obligation : grounds.obligations) {
      String type = String.valueOf(obligation.string("type"));
      var handler = obligations.handlers().get(type);
      if (handler == null) {
        return Refusal.denied("obligation_unknown", "the obligation `" + type + "` is not known");
      }
      try {
        handler.meet(obligation);
      } catch (Exception e) {
        LOG.warn("obligation {} of decision {} not met", type, grounds.decisionId, e);
        return Refusal.denied("obligation_unmet", "the obligation `" + type + "` is not met");
      }
    }
    // Differences, because a monotonic clock may wrap.
    if (nanoTime.getAsLong() - grounds.beginBeforeNanos >= 0) {
      return Refusal.denied("decision_expired", "the time to begin has passed");
    }
    return null;
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
    }
    return request.build();
  }
}
