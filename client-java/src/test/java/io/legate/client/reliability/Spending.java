package io.legate.client.reliability;

import io.legate.identity.HopId;
import io.legate.json.Json.Obj;
import io.legate.limits.Actual;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.Settled;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// No limit is overspent: what the ledger allowed, added up here by other means than the broker's.
final class Spending {

  /// What the root hop of every task carries.
  static final int TASK_COUNT = 25;

  static final String TASK_SUM = "800.00";

  /// What every hop below it carries.
  static final int HOP_COUNT = 9;

  private final String task;
  private final Map<Long, Spent> spent = new HashMap<>();
  private final Map<HopId, Integer> byHop = new HashMap<>();
  private BigDecimal sum = BigDecimal.ZERO;
  private final List<String> violations = new ArrayList<>();

  private record Spent(HopId hop, BigDecimal amount) {}

  private Spending(String task) {
    this.task = task;
  }

  static List<String> violations(Recorded recorded) {
    var violations = new ArrayList<String>();
    for (String task : recorded.tasks().keySet()) {
      var spending = new Spending(task);
      for (var event : recorded.of(task)) {
        if (event.what() instanceof Decided(var decision)) {
          spending.decided(event.seq(), decision);
        }
        if (event.what() instanceof Settled settled) {
          spending.settled(settled);
        }
      }
      violations.addAll(spending.violations);
    }
    return violations;
  }

  private void decided(long seq, Decision decision) {
    if (decision.dryRun() || !decision.outcome().equals(Decision.ALLOW)) {
      return;
    }
    charge(seq, new Spent(decision.hop(), amount(decision)));
    boolean over =
        spent.size() > TASK_COUNT
            || sum.compareTo(new BigDecimal(TASK_SUM)) > 0
            || byHop.getOrDefault(decision.hop(), 0) > HOP_COUNT;
    if (over) {
      violations.add("decision " + seq + " of task " + task + " overspends a limit");
    }
  }

  private void settled(Settled settled) {
    Spent before = spent.get(settled.decision());
    if (before == null) {
      violations.add("task " + task + " settles what was not allowed");
      return;
    }
    switch (settled.actual()) {
      case null -> {}
      case Actual.NotExecuted _ -> release(settled.decision(), before);
      case Actual.Executed executed -> {
        release(settled.decision(), before);
        var amount = executed.amounts().getOrDefault("amount", before.amount);
        charge(settled.decision(), new Spent(before.hop, amount));
      }
    }
  }

  private void charge(long seq, Spent what) {
    spent.put(seq, what);
    byHop.merge(what.hop, 1, Integer::sum);
    sum = sum.add(what.amount);
  }

  private void release(long seq, Spent what) {
    spent.remove(seq);
    byHop.merge(what.hop, -1, Integer::sum);
    sum = sum.subtract(what.amount);
  }

  private static BigDecimal amount(Decision decision) {
    if (decision.action().get("arguments") instanceof Obj arguments) {
      String amount = arguments.string("amount");
      if (amount != null) {
        return new BigDecimal(amount);
      }
    }
    throw new IllegalStateException("a payment was decided without its amount");
  }
}
