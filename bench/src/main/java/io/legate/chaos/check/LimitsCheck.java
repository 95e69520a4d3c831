package io.legate.chaos.check;

import io.legate.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// I1: at no point of any task's stream is more charged than a limit of any hop lets its subtree
/// have; and clients were not told of more either.
///
/// Knows counts, sums and `by`, without windows, and one permission a hop: what the harness's
/// clients use.
final class LimitsCheck {

  private final List<Violation> found = new ArrayList<>();
  private final Map<String, String> parents = new HashMap<>();
  private final Map<String, List<Limit>> limits = new HashMap<>();
  private final Map<Long, Charge> charges = new HashMap<>();

  /// A limit as its hop's boundary states it.
  ///
  /// @param count null for one that is on a sum
  private record Limit(
      String name, @Nullable Integer count, @Nullable BigDecimal max, String sum, String by) {}

  /// What a decision took.
  private record Charge(String hop, Json.Obj arguments, BigDecimal amount) {}

  private LimitsCheck() {}

  static List<Violation> check(Evidence evidence) {
    var found = new ArrayList<Violation>();
    for (List<Event> stream : evidence.streams().values()) {
      var check = new LimitsCheck();
      stream.forEach(check::apply);
      found.addAll(check.found);
    }
    found.addAll(told(evidence));
    return found;
  }

  private void apply(Event event) {
    switch (event.kind()) {
      case Event.OPENED -> hop(Event.object(event.data(), "root"));
      case Event.HOP_ISSUED -> hop(Event.object(event.data(), "hop"));
      case Event.DECIDED -> {
        if (event.isAllow()) {
          var arguments = Event.object(Event.object(event.data(), "action"), "arguments");
          String hop = event.text("hop");
          charges.put(event.seq(), new Charge(hop, arguments, amount(arguments)));
          compare(event, hop);
        }
      }
      case Event.SETTLED -> settle(event);
      default -> {}
    }
  }

  private static BigDecimal amount(Json.Obj arguments) {
    String text = arguments.string("amount");
    return text == null ? BigDecimal.ZERO : new BigDecimal(text);
  }

  private void hop(Json.Obj hop) {
    String id = Event.text(hop, "id");
    String parent = Event.text(hop, "parent");
    if (!parent.isEmpty()) {
      parents.put(id, parent);
    }
    var own = new ArrayList<Limit>();
    for (Json permission :
        hop.get("boundary") instanceof Json.Arr(var items) ? items : List.<Json>of()) {
      if (permission instanceof Json.Obj object) {
        Event.items(object, "limits").forEach(limit -> own.add(limit((Json.Obj) limit)));
      }
    }
    limits.put(id, own);
  }

  private static Limit limit(Json.Obj limit) {
    String max = limit.string("max");
    return new Limit(
        Event.text(limit, "name"),
        limit.get("count") == null ? null : (int) Event.number(limit, "count"),
        max == null ? null : new BigDecimal(max),
        Event.text(limit, "sum"),
        Event.text(limit, "by"));
  }

  private void settle(Event event) {
    long decision = Event.number(event.data(), "decision");
    Charge charge = charges.get(decision);
    if (charge == null || !(event.data().get("actual") instanceof Json.Obj actual)) {
      return;
    }
    if (actual.get("executed") instanceof Json.Bool(var executed) && !executed) {
      charges.remove(decision);
    } else {
      String paid = Event.object(actual, "amounts").string("amount");
      if (paid != null) {
        charges.put(decision, new Charge(charge.hop, charge.arguments, new BigDecimal(paid)));
      }
    }
  }

  /// Compares with the limits of the hop that was charged and of all above it.
  private void compare(Event event, String charged) {
    for (String hop = charged; hop != null; hop = parents.get(hop)) {
      for (Limit limit : limits.getOrDefault(hop, List.of())) {
        compare(event, hop, limit);
      }
    }
  }

  private void compare(Event event, String hop, Limit limit) {
    String value = event.argument(limit.by);
    int count = 0;
    BigDecimal sum = BigDecimal.ZERO;
    for (Charge charge : charges.values()) {
      if (isBelow(charge.hop, hop)
          && (limit.by.isEmpty() || Event.text(charge.arguments, limit.by).equals(value))) {
        count++;
        sum = sum.add(charge.amount);
      }
    }
    if (limit.count != null && count > limit.count) {
      overspent("%s allows use %d of `%s`, of which hop %s has %d", event, count, limit, hop);
    }
    if (limit.max != null && sum.compareTo(limit.max) > 0) {
      found.add(
          new Violation(
              Invariant.I1,
              "%s brings `%s` of hop %s to %s of %s: overspent"
                  .formatted(event.place(), limit.name, hop, sum, limit.max)));
    }
  }

  private void overspent(String what, Event event, int count, Limit limit, String hop) {
    found.add(
        new Violation(
            Invariant.I1,
            what.formatted(event.place(), count, limit.name, hop, limit.count) + ": overspent"));
  }

  private boolean isBelow(String hop, String ancestor) {
    for (String at = hop; at != null; at = parents.get(at)) {
      if (at.equals(ancestor)) {
        return true;
      }
    }
    return false;
  }

  /// What clients were told they may spend, less what they reported not to have spent, per task.
  private static List<Violation> told(Evidence evidence) {
    Map<String, BigDecimal> max = new HashMap<>();
    Map<String, BigDecimal> spent = new HashMap<>();
    Map<String, BigDecimal> paid = new HashMap<>();
    Set<String> counted = new HashSet<>();
    for (Attempt attempt : evidence.recorded().attempts()) {
      if (attempt.op().equals("open") && attempt.isOk()) {
        max.put(attempt.tells("task"), new BigDecimal(attempt.asks("sum")));
      } else if (attempt.op().equals("settle")) {
        // Whether or not it is known to have been taken: the more is given back, the less is spent.
        String amount = attempt.asks("amount");
        paid.put(
            attempt.asks("decision_id"),
            amount.isEmpty() ? BigDecimal.ZERO : new BigDecimal(amount));
      }
    }
    for (Attempt attempt : evidence.recorded().attempts()) {
      if (attempt.isAllowed() && counted.add(attempt.tells("decision_id"))) {
        BigDecimal asked = new BigDecimal(attempt.asks("amount"));
        spent.merge(
            attempt.asks("task"),
            paid.getOrDefault(attempt.tells("decision_id"), asked),
            BigDecimal::add);
      }
    }
    var found = new ArrayList<Violation>();
    spent.forEach(
        (task, sum) -> {
          BigDecimal most = max.get(task);
          if (most != null && sum.compareTo(most) > 0) {
            found.add(
                new Violation(
                    Invariant.I1,
                    "clients were told to spend %s of %s in task %s: overspent"
                        .formatted(sum, most, task)));
          }
        });
    return found;
  }
}
