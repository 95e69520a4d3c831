package io.legate.policy;

import io.legate.boundary.ActionPattern;
import io.legate.boundary.AdditionsReader;
import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import io.legate.policy.Rule.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `rules`.
final class RulesReader {

  private static final Set<String> MEMBERS =
      Set.of("id", "description", "actions", "when", "then", "reason");
  private static final Set<String> EFFECTS =
      Set.of("escalate", "limit", "per_hop", "label", "oblige");
  private static final String CHOICES =
      "must be `deny`, or have exactly one of `escalate`, `limit`, `label`, `oblige`";

  private final Sections sections;
  private final Reading reading;
  private final Expressions expressions;
  private final Catalogue catalogue;
  private final AdditionsReader additions;

  RulesReader(Sections sections, Expressions expressions, Catalogue catalogue) {
    this.sections = sections;
    this.reading = sections.reading();
    this.expressions = expressions;
    this.catalogue = catalogue;
    this.additions = new AdditionsReader(reading);
  }

  List<Rule> read() {
    var rules = new ArrayList<Rule>();
    var ids = new HashSet<String>();
    var items = sections.list("rules");
    for (int i = 0; i < items.size(); i++) {
      String at = Reading.child("/rules", i);
      Rule rule = rule(items.get(i), at);
      if (rule != null) {
        rules.add(rule);
        if (!ids.add(rule.id())) {
          reading.report(at + "/id", Reason.DUPLICATE, "is another rule's too");
        }
      }
    }
    return rules;
  }

  private @Nullable Rule rule(Json json, String at) {
    Json.Obj object = reading.object(json, at, MEMBERS);
    if (object == null) {
      return null;
    }
    String id = sections.id(object, at);
    sections.prose(object, "description", at);
    List<ActionPattern> actions = actions(object, at);
    Condition when = null;
    String text = sections.prose(object, "when", at);
    if (text != null) {
      when = expressions.compile(text, at + "/when");
    }
    Effect effect = effect(object.get("then"), at + "/then");
    String reason = sections.prose(object, "reason", at);
    if (reason == null && object.get("reason") == null) {
      reading.missing(at + "/reason");
    }
    boolean compiled = (text == null) == (when == null);
    return id == null || effect == null || reason == null || !compiled
        ? null
        : new Rule(id, actions, when, effect, reason);
  }

  private List<ActionPattern> actions(Json.Obj rule, String at) {
    Json json = rule.get("actions");
    if (json == null) {
      return List.of();
    }
    var actions = reading.list(json, at + "/actions", this::action);
    return actions == null ? List.of() : actions;
  }

  private @Nullable ActionPattern action(Json json, String at) {
    String text = reading.text(json, at);
    ActionPattern pattern = text == null ? null : ActionPattern.parse(text);
    if (pattern != null) {
      BoundaryEntries.requireAction(reading, catalogue, pattern, at);
    } else if (text != null) {
      reading.report(
          at, Reason.INVALID_VALUE, "must be an action, or a family such as `payments.*`");
    }
    return pattern;
  }

  private @Nullable Effect effect(@Nullable Json json, String at) {
    if (json == null) {
      reading.missing(at);
      return null;
    }
    if (json instanceof Json.Str(var word)) {
      if (word.equals("deny")) {
        return new Effect.Deny();
      }
      reading.report(at, Reason.INVALID_VALUE, CHOICES);
      return null;
    }
    Json.Obj object = reading.object(json, at, EFFECTS);
    if (object == null) {
      return null;
    }
    var chosen = new HashSet<>(object.members().keySet());
    chosen.remove("per_hop");
    if (chosen.size() != 1 || (object.get("per_hop") != null && !chosen.contains("limit"))) {
      reading.report(at, Reason.INVALID_VALUE, CHOICES);
      return null;
    }
    return switch (chosen.iterator().next()) {
      case "escalate" -> escalate(object, at + "/escalate");
      case "limit" -> limit(object, at);
      case "label" -> label(object, at + "/label");
      case "oblige" -> oblige(object, at + "/oblige");
      case String _ -> null;
    };
  }

  private @Nullable Effect escalate(Json.Obj effect, String at) {
    var approval = additions.approval(effect.get("escalate"), at);
    if (approval != null && approval.when() != null) {
      reading.report(at + "/when", Reason.CONFLICT, "belongs beside `then`, as the rule's `when`");
      return null;
    }
    return approval == null ? null : new Effect.Escalate(approval);
  }

  private @Nullable Effect limit(Json.Obj effect, String at) {
    boolean perHop = sections.flag(effect, "per_hop", at);
    Json json = effect.get("limit");
    var limit = json == null ? null : additions.limit(json, at + "/limit");
    return limit == null ? null : new Effect.Restrict(limit, perHop);
  }

  private @Nullable Effect label(Json.Obj effect, String at) {
    var labels = reading.list(effect.get("label"), at, additions::label);
    return labels == null ? null : new Effect.Label(labels);
  }

  private @Nullable Effect oblige(Json.Obj effect, String at) {
    var obligations = reading.list(effect.get("oblige"), at, additions::obligation);
    if (obligations == null) {
      return null;
    }
    for (int i = 0; i < obligations.size(); i++) {
      Obligations.require(reading, obligations.get(i), Reading.child(at, i));
    }
    return new Effect.Oblige(obligations);
  }
}
