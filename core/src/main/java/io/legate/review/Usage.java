package io.legate.review;

import io.legate.authorize.RuleCounter;
import io.legate.boundary.Limit;
import io.legate.boundary.Reading;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.Records;
import io.legate.ledger.StoredEvent;
import io.legate.limits.Charge;
import io.legate.task.Hop;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskState;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a period used of a bundle, whichever bundle was in force then.
///
/// An entitlement is used by whatever was not denied: what escalated or met a limit had needed it
/// too. Arguments and conditions are NOT looked at, so that of two entries for the same action and
/// resource both count as used.
public final class Usage {

  private final Json.Obj bundle;
  private final ControlHistory control;
  private final BundleEntries entries;
  private final Map<String, Set<String>> usedActions = new HashMap<>();
  private final Map<String, TemplateUse> templates = new TreeMap<>();
  private final Map<String, Asked> rules = new HashMap<>();
  private final Map<String, Asked> actions = new HashMap<>();
  private final Map<String, BigDecimal> limits = new HashMap<>();
  private final Set<ClientId> active = new HashSet<>();
  private long tasks;
  private long decisions;
  private long unreadable;

  /// How often something was asked, and how often it said yes.
  record Asked(long times, long yes) {
    static final Asked NEVER = new Asked(0, 0);

    Asked and(boolean said) {
      return new Asked(times + 1, said ? yes + 1 : yes);
    }
  }

  private Usage(Json.Obj bundle, ControlHistory control) {
    this.bundle = bundle;
    this.control = control;
    this.entries = new BundleEntries(bundle);
    BundleEntries.members(bundle, "templates")
        .forEach((name, json) -> templates.put(name, new TemplateUse(json)));
  }

  /// Reads what a period used.
  ///
  /// @param bundle as its files have it, read before and found in order
  /// @throws LedgerUnavailableException if the ledger does not answer; damage is counted
  public static Usage of(Json.Obj bundle, Records records, Period period, Replay.Progress progress)
      throws LedgerUnavailableException {
    var usage = new Usage(bundle, new ControlHistory(records));
    new RecordedTasks(records)
        .visit(
            period,
            new RecordedTasks.Visitor() {
              @Override
              public RecordedTasks.TaskVisitor task(TaskId task) {
                return usage.new Seen(period);
              }

              @Override
              public void passed(long gone, long events) {
                progress.passed(gone, events);
              }
            });
    LoneDecisions.visit(records, period, (_, data) -> usage.alone(data));
    return usage;
  }

  /// How many tasks were opened in the period.
  public long tasks() {
    return tasks;
  }

  /// How many decisions were made in it.
  public long decisions() {
    return decisions;
  }

  /// How many events could not be read: what they used is not known.
  public long unreadable() {
    return unreadable;
  }

  Json.Obj bundle() {
    return bundle;
  }

  BundleEntries entries() {
    return entries;
  }

  /// Which actions an entry let through.
  Set<String> usedActions(String pointer) {
    return usedActions.getOrDefault(pointer, Set.of());
  }

  @Nullable TemplateUse template(String name) {
    return templates.get(name);
  }

  Asked rule(String id) {
    return rules.getOrDefault(id, Asked.NEVER);
  }

  Asked action(String name) {
    return actions.getOrDefault(name, Asked.NEVER);
  }

  /// The most that was ever used of a rule's limit; null where nothing was.
  @Nullable BigDecimal ruleLimit(String rule) {
    return limits.get(ofRule(rule));
  }

  /// The most that was ever used of a limit of the tasks of a template; null where nothing was.
  @Nullable BigDecimal templateLimit(String template, String limit) {
    return limits.get(ofTemplate(template, limit));
  }

  boolean isActive(ClientId agent) {
    return active.contains(agent);
  }

  private static String ofRule(String rule) {
    return Reading.child("/rules", rule);
  }

  private static String ofTemplate(String template, String limit) {
    return Reading.child(Reading.child("/templates", template), limit);
  }

  /// One task going by.
  private final class Seen implements RecordedTasks.TaskVisitor {
    private final Period period;

    Seen(Period period) {
      this.period = period;
    }

    @Override
    public void event(TaskState before, RecordedEvent event, TaskEvent read)
        throws LedgerUnavailableException {
      if (!period.holds(event.at())) {
        return;
      }
      if (read instanceof Opened(var header, _, _, _, _, _, _)) {
        tasks++;
        active.add(header.opener());
        var template = header.template() == null ? null : templates.get(header.template());
        if (template != null) {
          template.opened();
        }
      } else if (read instanceof Decided(var decision)) {
        decisions++;
        decided(before, event, decision);
      }
    }

    @Override
    public void unreadable(StoredEvent event, String why) {
      unreadable++;
    }

    @Override
    public void end() {}
  }

  /// Asked outside of any task: no entitlement takes part, but the catalogue and rules do.
  private void alone(Json.@Nullable Obj data) {
    if (data == null || !(data.get("action") instanceof Json.Obj asked)) {
      unreadable++;
      return;
    }
    decisions++;
    countAction(asked, Decision.ALLOW.equals(data.string("outcome")));
    countRules(data.get("basis"));
  }

  private String countAction(Json.Obj asked, boolean allowed) {
    String action = String.valueOf(asked.string("action"));
    actions.merge(action, Asked.NEVER.and(allowed), (known, _) -> known.and(allowed));
    return action;
  }

  private void decided(TaskState before, RecordedEvent event, Decision decision)
      throws LedgerUnavailableException {
    String action = countAction(decision.action(), decision.outcome().equals(Decision.ALLOW));
    String resource = String.valueOf(decision.action().string("resource"));
    countRules(decision.checks().get("basis"));
    if (decision.outcome().equals(Decision.DENY)) {
      return;
    }
    List<Hop> chain = before.chain(decision.hop());
    for (int i = 0; i < chain.size(); i++) {
      ClientId client = chain.get(i).client();
      active.add(client);
      boolean acts = i == 0;
      for (BundleEntries.Entry entry : entries.of(client)) {
        if (entry.acts() == acts && entry.isAbout(action, resource)) {
          usedActions.computeIfAbsent(entry.pointer(), _ -> new TreeSet<>()).add(action);
        }
      }
    }
    String template = before.requireHeader().template();
    var use = template == null ? null : templates.get(template);
    if (use != null) {
      use.used(action, resource);
    }
    countLimits(before, event, decision, template);
  }

  private void countRules(@Nullable Json rests) {
    if (rests instanceof Json.Obj basis && basis.get("rules") instanceof Json.Obj asked) {
      asked
          .members()
          .forEach(
              (id, came) -> {
                boolean held = came instanceof Json.Str(var text) && text.equals("holds");
                rules.merge(id, Asked.NEVER.and(held), (known, _) -> known.and(held));
              });
    }
  }

  /// What was left before is on record beside each charge, and so is how much there was in all.
  private void countLimits(
      TaskState before, RecordedEvent event, Decision decision, @Nullable String template)
      throws LedgerUnavailableException {
    if (!(decision.checks().get("before") instanceof Json.Arr(var lefts))) {
      return;
    }
    for (int i = 0; i < Math.min(lefts.size(), decision.charges().size()); i++) {
      Charge charge = decision.charges().get(i);
      BigDecimal amount = amount(charge);
      if (amount == null || !(lefts.get(i) instanceof Json.Str(var left))) {
        continue;
      }
      String name = charge.key().limit();
      String rule = RuleCounter.rule(charge.key());
      String where = null;
      BigDecimal max = null;
      if (rule != null) {
        where = ofRule(rule);
        max = ruleLimitThen(event, rule);
      } else if (template != null && charge.key().hop().equals(before.root())) {
        where = ofTemplate(template, name);
        max = max(before.hops().get(charge.key().hop()), name);
      }
      if (where != null && max != null) {
        limits.merge(where, max.subtract(new BigDecimal(left)).add(amount), BigDecimal::max);
      }
    }
  }

  /// As it was when the decision was made, which may have been another bundle's.
  private @Nullable BigDecimal ruleLimitThen(RecordedEvent event, String rule)
      throws LedgerUnavailableException {
    try {
      var published = control.at(event.control()).state().policy();
      return published == null ? null : Figures.max(Figures.limitOf(published.bundle(), rule));
    } catch (LedgerUnavailableException e) {
      if (e.reason() != Reason.DAMAGED) {
        throw e;
      }
      return null;
    }
  }

  private static @Nullable BigDecimal amount(Charge charge) {
    return switch (charge) {
      case Charge.Count _ -> BigDecimal.ONE;
      case Charge.Sum sum -> sum.amount();
      case Charge.Rows rows -> BigDecimal.valueOf(rows.rows());
      case Charge.Distinct _ -> null;
    };
  }

  private static @Nullable BigDecimal max(@Nullable Hop hop, String name) {
    if (hop == null) {
      return null;
    }
    return hop.boundary().permissions().stream()
        .flatMap(permission -> permission.limits().stream())
        .filter(limit -> limit.name().equals(name))
        .findFirst()
        .map(Usage::max)
        .orElse(null);
  }

  private static BigDecimal max(Limit limit) {
    return switch (limit) {
      case Limit.Count count -> BigDecimal.valueOf(count.max());
      case Limit.Sum sum -> sum.max();
      case Limit.Distinct distinct -> BigDecimal.valueOf(distinct.max());
      case Limit.Rows rows -> BigDecimal.valueOf(rows.max());
    };
  }
}
