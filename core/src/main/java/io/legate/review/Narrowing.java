package io.legate.review;

import io.legate.boundary.Reading;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A bundle made as narrow as what a period used of it.
///
/// Entitlements and template entries keep the actions that were used, families are written out as
/// those, and entries without any go. Limits come down to what was used at most, times some
/// headroom. What had no use at all is left as it is, since nobody can tell whether it is new: an
/// agent or a role that did nothing, a template that no task was opened by, a limit that nothing
/// was charged to. Resources, arguments, conditions, rules, delegates and lifetimes stay.
///
/// @param bundle what is left; the tests of the given one are no part of it
/// @param notes what was taken away, one line for each place
public record Narrowing(Obj bundle, List<String> notes) {

  public Narrowing {
    notes = List.copyOf(notes);
  }

  /// Returns the narrower bundle.
  ///
  /// @param headroom by what the most that was used of a limit is multiplied, at least 1
  public static Narrowing of(Usage usage, BigDecimal headroom) {
    if (headroom.compareTo(BigDecimal.ONE) < 0) {
      throw new IllegalArgumentException("less than what was used is no headroom");
    }
    var making = new Making(usage, headroom, new ArrayList<>());
    return new Narrowing(making.bundle(), making.notes);
  }

  /// One narrowing under way.
  private record Making(Usage usage, BigDecimal headroom, List<String> notes) {

    Obj bundle() {
      var members = new LinkedHashMap<>(usage.bundle().members());
      members.remove("tests");
      members.computeIfPresent(
          "agents",
          (_, json) -> each(json, "/agents", (id, at, one) -> agent(new ClientId(id), at, one)));
      members.computeIfPresent("roles", (_, json) -> each(json, "/roles", this::role));
      members.computeIfPresent("templates", (_, json) -> each(json, "/templates", this::template));
      members.computeIfPresent("rules", (_, json) -> rules(json));
      return new Obj(members);
    }

    private interface Change {
      Obj of(String name, String at, Obj one);
    }

    private static Json each(Json section, String at, Change change) {
      if (!(section instanceof Obj(Map<String, Json> members))) {
        return section;
      }
      var all = new LinkedHashMap<String, Json>();
      members.forEach(
          (name, json) ->
              all.put(
                  name,
                  json instanceof Obj one ? change.of(name, Reading.child(at, name), one) : json));
      return new Obj(all);
    }

    private Obj agent(ClientId id, String at, Obj agent) {
      return usage.isActive(id) ? holder(at, agent) : agent;
    }

    private Obj role(String name, String at, Obj role) {
      boolean active = usage.entries().agentsOf(name).stream().anyMatch(usage::isActive);
      return active ? holder(at, role) : role;
    }

    private Obj holder(String at, Obj holder) {
      Obj narrower = holder;
      for (String list : List.of("acts", "delegates")) {
        String place = at + "/" + list;
        narrower =
            withEntries(
                narrower, list, place, index -> usage.usedActions(place + "/" + index), true);
      }
      return narrower;
    }

    private Obj template(String name, String at, Obj template) {
      var use = usage.template(name);
      if (use == null || use.tasks() == 0) {
        return template;
      }
      boolean any = use.entries().stream().anyMatch(entry -> !entry.used().isEmpty());
      Obj narrower =
          withEntries(
              template,
              "boundary",
              at + "/boundary",
              index -> use.entries().get(index).used(),
              any);
      return withLimits(
          narrower,
          limit -> usage.templateLimit(name, String.valueOf(limit.string("name"))),
          at + "/boundary");
    }

    /// @param mayGo whether entries that were not used are taken away
    private Obj withEntries(
        Obj holder, String list, String at, IntFunction<Set<String>> used, boolean mayGo) {
      if (!(holder.get(list) instanceof Json.Arr(var items))) {
        return holder;
      }
      var kept = new ArrayList<Json>();
      for (int i = 0; i < items.size(); i++) {
        Json item = items.get(i);
        Obj narrower =
            item instanceof Obj entry ? entry(at + "/" + i, entry, used.apply(i), mayGo) : null;
        if (narrower != null) {
          kept.add(narrower);
        } else if (!(item instanceof Obj)) {
          kept.add(item);
        }
      }
      return with(holder, list, new Json.Arr(kept));
    }

    /// Returns what is left of an entry, null for nothing.
    private @Nullable Obj entry(String at, Obj entry, Set<String> used, boolean mayGo) {
      if (used.isEmpty()) {
        if (!mayGo) {
          return entry;
        }
        notes.add(at + ": taken away, never used");
        return null;
      }
      List<String> before = BundleEntries.texts(entry, "actions");
      var after = new LinkedHashSet<String>();
      for (String pattern : before) {
        if (pattern.endsWith(".*")) {
          new TreeSet<>(used)
              .stream().filter(action -> TemplateUse.admits(pattern, action)).forEach(after::add);
        } else if (used.stream().anyMatch(action -> TemplateUse.admits(pattern, action))) {
          after.add(pattern);
        }
      }
      if (after.isEmpty() || List.copyOf(after).equals(before)) {
        return entry;
      }
      notes.add(at + ": " + String.join(", ", before) + " -> " + String.join(", ", after));
      return with(entry, "actions", Json.Arr.ofStrings(after));
    }

    private interface UsedOf {
      @Nullable BigDecimal limit(Obj limit);
    }

    private Obj withLimits(Obj template, UsedOf used, String at) {
      if (!(template.get("boundary") instanceof Json.Arr(var items))) {
        return template;
      }
      var entries = new ArrayList<Json>();
      for (Json item : items) {
        if (item instanceof Obj entry && entry.get("limits") instanceof Json.Arr(var all)) {
          var limits = new ArrayList<Json>();
          for (Json one : all) {
            limits.add(one instanceof Obj limit ? limit(at, limit, used.limit(limit)) : one);
          }
          entries.add(with(entry, "limits", new Json.Arr(limits)));
        } else {
          entries.add(item);
        }
      }
      return with(template, "boundary", new Json.Arr(entries));
    }

    private Json rules(Json rules) {
      if (!(rules instanceof Json.Arr(var items))) {
        return rules;
      }
      var all = new ArrayList<Json>();
      for (int i = 0; i < items.size(); i++) {
        Json item = items.get(i);
        Obj limit = item instanceof Obj rule ? Figures.limitOf(rule) : null;
        if (item instanceof Obj rule && limit != null && rule.get("then") instanceof Obj then) {
          var used = usage.ruleLimit(String.valueOf(rule.string("id")));
          Obj narrower = with(then, "limit", limit("/rules/" + i + "/then", limit, used));
          all.add(with(rule, "then", narrower));
        } else {
          all.add(item);
        }
      }
      return new Json.Arr(all);
    }

    private Obj limit(String at, Obj limit, @Nullable BigDecimal used) {
      BigDecimal max = Figures.max(limit);
      if (max == null || used == null || used.signum() <= 0) {
        return limit;
      }
      Obj narrower = Figures.withMax(limit, used.multiply(headroom).stripTrailingZeros());
      BigDecimal least = Figures.max(narrower);
      if (least == null || least.compareTo(max) >= 0) {
        return limit;
      }
      notes.add(
          "%s: limit `%s` from %s to %s, used at most %s"
              .formatted(
                  at,
                  limit.string("name"),
                  max.toPlainString(),
                  least.toPlainString(),
                  used.toPlainString()));
      return narrower;
    }

    private static Obj with(Obj object, String name, Json value) {
      var members = new LinkedHashMap<>(object.members());
      members.put(name, value);
      return new Obj(members);
    }
  }
}
