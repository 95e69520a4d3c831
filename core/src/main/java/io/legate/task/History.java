package io.legate.task;

import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.limits.Actual;
import io.legate.limits.ValueHash;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// What a task has done: allowed uses that were not taken back.
///
/// Only ALLOW counts as a use, from its event on; a settlement that says it was not executed takes
/// it back. Memory is bounded: beyond the bounds a figure is not answered (null) rather than
/// answered too low, and whoever needs it denies.
///
/// @param byAction uses in the whole task
/// @param byHop how often and when, by hop and action
/// @param full whether an action was used that there was no room for
/// @param weight roughly how many bytes of memory all of it takes
public record History(
    TreePMap<String, Uses> byAction, TreePMap<HopUse, Moments> byHop, boolean full, long weight) {

  /// The most different actions of a task.
  public static final int ACTIONS_MAX = 1_000;

  /// The most pairs of a hop and an action.
  public static final int HOP_USES_MAX = 10_000;

  /// The most different values of one argument.
  public static final int VALUES_MAX = 1_000;

  /// The most deeds of one action that are told when they come again.
  public static final int KEYS_MAX = 10_000;

  /// Nothing yet.
  public static final History NONE = new History(TreePMap.empty(), TreePMap.empty(), false, 0);

  /// An action used by a hop.
  public record HopUse(HopId hop, String action) implements Comparable<HopUse> {
    @Override
    public int compareTo(HopUse other) {
      int order = hop.compareTo(other.hop);
      return order == 0 ? action.compareTo(other.action) : order;
    }
  }

  /// Returns how often an action was allowed, null where that is not known.
  ///
  /// @param per within the last so long; null for ever
  public @Nullable Long count(String action, @Nullable Duration per, Instant at) {
    Uses uses = uses(action);
    return uses == null ? null : count(uses.moments(), per, at);
  }

  /// Returns how often a hop was allowed an action, null where that is not known.
  public @Nullable Long countByHop(HopId hop, String action, @Nullable Duration per, Instant at) {
    Moments moments = byHop.get(new HopUse(hop, action));
    if (moments == null) {
      return byHop.size() >= HOP_USES_MAX ? null : Long.valueOf(0);
    }
    return count(moments, per, at);
  }

  /// Returns the sum of an argument, null where that is not known.
  public @Nullable BigDecimal sum(String action, String argument) {
    Uses uses = uses(action);
    return uses == null ? null : uses.amounts().getOrDefault(argument, BigDecimal.ZERO);
  }

  /// Returns the number of different values of an argument, null where that is not known.
  public @Nullable Long distinct(String action, String argument) {
    Uses uses = uses(action);
    if (uses == null) {
      return null;
    }
    Values values = uses.values().getOrDefault(argument, Values.NONE);
    return values.full() ? null : Long.valueOf(values.held().size());
  }

  /// Returns whether a deed was done, null where that is not known.
  public @Nullable Boolean done(String action, ValueHash key) {
    Uses uses = uses(action);
    if (uses == null) {
      return null;
    }
    if (uses.keys().held().containsKey(key)) {
      return true;
    }
    return uses.keys().full() ? null : Boolean.FALSE;
  }

  private @Nullable Uses uses(String action) {
    Uses uses = byAction.get(action);
    return uses == null && !full ? Uses.NONE : uses;
  }

  private static @Nullable Long count(Moments moments, @Nullable Duration per, Instant at) {
    return per == null ? Long.valueOf(moments.count()) : moments.within(per, at);
  }

  History plus(Deed deed, HopId hop, Instant at) {
    Uses uses = byAction.get(deed.action());
    boolean fits = uses != null || byAction.size() < ACTIONS_MAX;
    History more =
        fits
            ? with(deed.action(), (uses == null ? Uses.NONE : uses).plus(deed, at))
            : new History(byAction, byHop, true, weight);
    var key = new HopUse(hop, deed.action());
    Moments moments = byHop.get(key);
    return moments == null && byHop.size() >= HOP_USES_MAX
        ? more
        : more.with(key, (moments == null ? Moments.NONE : moments).plus(at));
  }

  /// Returns the history after a use was settled that was allowed at `at`.
  History settled(Deed deed, HopId hop, Instant at, Actual actual) {
    Uses uses = byAction.get(deed.action());
    return switch (actual) {
      case Actual.NotExecuted _ -> {
        var key = new HopUse(hop, deed.action());
        Moments moments = byHop.get(key);
        History less = uses == null ? this : with(deed.action(), uses.minus(deed, at));
        yield moments == null ? less : less.with(key, moments.minus(at));
      }
      case Actual.Executed executed ->
          uses == null ? this : with(deed.action(), uses.corrected(deed, executed));
    };
  }

  private History with(String action, Uses after) {
    Uses before = byAction.get(action);
    long more = after.weight() - (before == null ? 0 : before.weight());
    return new History(byAction.plus(action, after), byHop, full, weight + more);
  }

  private History with(HopUse use, Moments after) {
    Moments before = byHop.get(use);
    long more = after.weight() - (before == null ? 0 : before.weight());
    return new History(byAction, byHop.plus(use, after), full, weight + more);
  }

  /// Returns the one form in which an amount is kept.
  static BigDecimal plain(BigDecimal amount) {
    var stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  Json.Obj toJson() {
    var actions = new Json.Builder();
    byAction.forEach((action, uses) -> actions.with(action, uses.toJson()));
    var hops = new Json.Builder();
    byHop.forEach((use, moments) -> hops.with(use.hop() + " " + use.action(), moments.toJson()));
    return Json.Obj.with("actions", actions.build())
        .with("hops", hops.build())
        .with("full", new Json.Bool(full))
        .build();
  }

  static History fromJson(Json json) {
    var members = Members.of(json);
    TreePMap<String, Uses> byAction = TreePMap.empty();
    for (var one : members.object("actions").object().members().entrySet()) {
      byAction = byAction.plus(one.getKey(), Uses.fromJson(one.getValue()));
    }
    TreePMap<HopUse, Moments> byHop = TreePMap.empty();
    for (var one : members.object("hops").object().members().entrySet()) {
      int space = one.getKey().indexOf(' ');
      var hop = HopId.parse(one.getKey().substring(0, space));
      var use = new HopUse(Objects.requireNonNull(hop), one.getKey().substring(space + 1));
      byHop = byHop.plus(use, Moments.fromJson(one.getValue()));
    }
    long weight = 0;
    for (Uses uses : byAction.values()) {
      weight += uses.weight();
    }
    for (Moments moments : byHop.values()) {
      weight += moments.weight();
    }
    return new History(byAction, byHop, members.flag("full"), weight);
  }
}
