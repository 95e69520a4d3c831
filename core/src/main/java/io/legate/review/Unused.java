package io.legate.review;

import io.legate.boundary.ActionPattern;
import io.legate.boundary.Reading;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One thing that a bundle gives and that a period had no use for.
///
/// @param pointer to it in the bundle, as JSON Pointer
/// @param kind what sort of thing it is
/// @param sentence what was not used of it
public record Unused(String pointer, Kind kind, String sentence) {

  /// A limit is far above use where not even this share of it was ever used.
  private static final BigDecimal FAR_ABOVE = new BigDecimal("0.5");

  /// Sorts of things.
  public enum Kind {
    AGENT,
    ROLE,
    ENTITLEMENT,
    TEMPLATE,
    LIMIT,
    RULE,
    ACTION
  }

  /// Returns everything that was not used, in the order of the bundle's sections.
  public static List<Unused> of(Usage usage) {
    var found = new ArrayList<Unused>();
    var search = new Search(usage, found);
    search.agents();
    search.roles();
    search.templates();
    search.rules();
    search.actions();
    return found;
  }

  /// Returns the JSON form.
  public Obj toJson() {
    return Obj.with("pointer", pointer)
        .with("kind", kind.name().toLowerCase(java.util.Locale.ROOT))
        .with("unused", sentence)
        .build();
  }

  /// One search under way.
  private record Search(Usage usage, List<Unused> found) {

    private void add(String pointer, Kind kind, String sentence) {
      found.add(new Unused(pointer, kind, sentence));
    }

    void agents() {
      for (String id : BundleEntries.members(usage.bundle(), "agents").keySet()) {
        String at = Reading.child("/agents", id);
        if (usage.isActive(new ClientId(id))) {
          entries(at);
        } else {
          add(at, Kind.AGENT, "never acted, opened a task or passed anything on");
        }
      }
    }

    void roles() {
      for (String role : BundleEntries.members(usage.bundle(), "roles").keySet()) {
        String at = Reading.child("/roles", role);
        Set<ClientId> having = usage.entries().agentsOf(role);
        long active = having.stream().filter(usage::isActive).count();
        if (active == 0) {
          add(
              at,
              Kind.ROLE,
              having.isEmpty() ? "no agent has it" : "no agent that has it did anything");
        } else {
          entries(at);
        }
      }
    }

    /// Of a holder that did something at all.
    private void entries(String holder) {
      for (BundleEntries.Entry entry : usage.entries().all()) {
        if (entry.pointer().startsWith(holder + "/")) {
          Set<String> used = usage.usedActions(entry.pointer());
          String sentence =
              used.isEmpty()
                  ? "never used"
                  : rest(
                      entry.permission().actions().stream().map(ActionPattern::toString).toList(),
                      used);
          if (sentence != null) {
            add(entry.pointer(), Kind.ENTITLEMENT, sentence);
          }
        }
      }
    }

    /// Returns what of some actions was not used, null where all were.
    private static @Nullable String rest(List<String> patterns, Set<String> used) {
      var never = new ArrayList<String>();
      var wide = new ArrayList<String>();
      for (String pattern : patterns) {
        var of = used.stream().filter(action -> TemplateUse.admits(pattern, action)).toList();
        if (of.isEmpty()) {
          never.add(pattern);
        } else if (pattern.endsWith(".*")) {
          wide.add("of `" + pattern + "` only `" + String.join("`, `", of) + "`");
        }
      }
      if (!never.isEmpty()) {
        wide.addFirst("never `" + String.join("`, `", never) + "`");
      }
      return wide.isEmpty() ? null : String.join("; ", wide);
    }

    void templates() {
      BundleEntries.members(usage.bundle(), "templates")
          .forEach(
              (name, json) -> {
                String at = Reading.child("/templates", name);
                var use = usage.template(name);
                if (use == null || use.tasks() == 0) {
                  add(at, Kind.TEMPLATE, "no task was opened by it");
                } else {
                  template(at, name, json, use);
                }
              });
    }

    private void template(String at, String name, Json json, TemplateUse use) {
      for (int i = 0; i < use.entries().size(); i++) {
        var entry = use.entries().get(i);
        String sentence =
            entry.used().isEmpty() ? "never used" : rest(entry.actions(), entry.used());
        if (sentence != null) {
          add(
              at + "/boundary/" + i,
              Kind.TEMPLATE,
              sentence + ", in " + use.tasks() + (use.tasks() == 1 ? " task" : " tasks"));
        }
      }
      if (json instanceof Obj template && template.get("boundary") instanceof Json.Arr(var items)) {
        for (int i = 0; i < items.size(); i++) {
          if (items.get(i) instanceof Obj entry
              && entry.get("limits") instanceof Json.Arr(var all)) {
            for (int j = 0; j < all.size(); j++) {
              if (all.get(j) instanceof Obj limit && limit.string("name") != null) {
                String place = at + "/boundary/" + i + "/limits/" + j;
                limit(
                    place, limit, usage.templateLimit(name, String.valueOf(limit.string("name"))));
              }
            }
          }
        }
      }
    }

    void rules() {
      if (!(usage.bundle().get("rules") instanceof Json.Arr(var rules))) {
        return;
      }
      for (int i = 0; i < rules.size(); i++) {
        if (!(rules.get(i) instanceof Obj rule) || rule.string("id") == null) {
          continue;
        }
        String at = "/rules/" + i;
        String id = String.valueOf(rule.string("id"));
        var asked = usage.rule(id);
        if (asked.times() == 0) {
          add(at, Kind.RULE, "`" + id + "` was never asked");
        } else if (asked.yes() == 0) {
          add(at, Kind.RULE, "`" + id + "` never held, asked " + times(asked.times()));
        }
        Obj limit = Figures.limitOf(rule);
        if (limit != null) {
          limit(at + "/then/limit", limit, usage.ruleLimit(id));
        }
      }
    }

    private static String times(long count) {
      return count == 1 ? "once" : count + " times";
    }

    private void limit(String at, Obj limit, @Nullable BigDecimal used) {
      BigDecimal max = Figures.max(limit);
      if (max != null && used != null && used.compareTo(max.multiply(FAR_ABOVE)) <= 0) {
        add(
            at,
            Kind.LIMIT,
            "at most "
                + used.toPlainString()
                + " of "
                + max.toPlainString()
                + " was used of `"
                + limit.string("name")
                + "`");
      }
    }

    void actions() {
      for (String action : BundleEntries.members(usage.bundle(), "actions").keySet()) {
        var asked = usage.action(action);
        String at = Reading.child("/actions", action);
        if (asked.times() == 0) {
          add(at, Kind.ACTION, "nobody asked for it");
        } else if (asked.yes() == 0) {
          add(at, Kind.ACTION, "never allowed, asked for " + times(asked.times()));
        }
      }
    }
  }
}
