package io.legate.review;

import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.review.Finding.About;
import io.legate.review.Finding.Changed;
import io.legate.review.Finding.Different;
import io.legate.review.Finding.NotReproducible;
import io.legate.review.Finding.Reproduced;
import io.legate.review.Finding.Unchanged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a replay found, counted. Of each sort the first [#LISTED_MAX] are kept one by one; all are
/// counted.
///
/// Not safe for concurrent use.
public final class ReplayReport implements Consumer<Finding> {

  /// The most findings of one sort that are kept.
  public static final int LISTED_MAX = 10_000;

  private final @Nullable String bundle;
  private long reproduced;
  private long different;
  private long notReproducible;
  private long unchanged;
  private long changed;
  private final List<Different> differing = new ArrayList<>();
  private final List<NotReproducible> unreproduced = new ArrayList<>();
  private final List<Changed> changes = new ArrayList<>();
  private final Map<String, Long> lacking = new TreeMap<>();
  private final Map<Group, Long> groups = new HashMap<>();

  /// @param bundle hash of the other bundle, null where there is none
  public ReplayReport(@Nullable String bundle) {
    this.bundle = bundle;
  }

  /// Changes of one sort for one reason.
  public record Group(String from, String to, String cause) {}

  /// A group and how many changes are in it.
  public record Counted(Group group, long count) {}

  @Override
  public void accept(Finding finding) {
    switch (finding) {
      case Reproduced _ -> reproduced++;
      case Unchanged _ -> unchanged++;
      case Different one -> {
        different++;
        keep(differing, one);
      }
      case NotReproducible one -> {
        notReproducible++;
        lacking.merge(one.lacking(), 1L, Long::sum);
        keep(unreproduced, one);
      }
      case Changed one -> {
        changed++;
        var cause = String.join(", ", one.causes());
        groups.merge(new Group(one.from(), one.to(), cause), 1L, Long::sum);
        keep(changes, one);
      }
    }
  }

  private static <T> void keep(List<T> kept, T one) {
    if (kept.size() < LISTED_MAX) {
      kept.add(one);
    }
  }

  /// How many decisions there are in the period.
  public long decisions() {
    return reproduced + different + notReproducible;
  }

  /// How many came out as they were recorded.
  public long reproduced() {
    return reproduced;
  }

  /// How many came out otherwise.
  public long different() {
    return different;
  }

  /// How many lack something that they were made on.
  public long notReproducible() {
    return notReproducible;
  }

  /// How many would be otherwise under the other bundle.
  public long changed() {
    return changed;
  }

  /// How many would be the same under it.
  public long unchanged() {
    return unchanged;
  }

  /// The first of those that came out otherwise.
  public List<Different> differing() {
    return List.copyOf(differing);
  }

  /// The first of those that would be otherwise under the other bundle.
  public List<Changed> changes() {
    return List.copyOf(changes);
  }

  /// What was lacking, and of how many decisions.
  public Map<String, Long> lacking() {
    return java.util.Collections.unmodifiableMap(lacking);
  }

  /// Returns what would change, grouped, the largest group first.
  public List<Counted> groups() {
    return groups.entrySet().stream()
        .map(group -> new Counted(group.getKey(), group.getValue()))
        .sorted(
            Comparator.comparingLong(Counted::count)
                .reversed()
                .thenComparing(counted -> counted.group().toString()))
        .toList();
  }

  /// Returns all of it.
  public Obj toJson() {
    var json =
        Obj.with("decisions", decisions())
            .with("reproduced", reproduced)
            .with("different", different)
            .with("not_reproducible", notReproducible)
            .with("lacking", lackingJson())
            .with("differences", list(differing, ReplayReport::json))
            .with("not_reproduced", list(unreproduced, ReplayReport::json));
    if (bundle != null) {
      json.with(
          "under",
          Obj.with("bundle", bundle)
              .with("unchanged", unchanged)
              .with("changed", changed)
              .with("groups", list(groups(), ReplayReport::json))
              .with("changes", list(changes, ReplayReport::json))
              .build());
    }
    return json.build();
  }

  private Json lackingJson() {
    var json = new Json.Builder();
    lacking.forEach(json::with);
    return json.build();
  }

  private static <T> Json.Arr list(List<T> all, java.util.function.Function<T, Json> json) {
    return new Json.Arr(all.stream().map(json).toList());
  }

  private static Json json(Different one) {
    return about(one.about())
        .with("differences", list(one.differences(), ReplayReport::json))
        .build();
  }

  private static Json json(NotReproducible one) {
    return about(one.about()).with("lacking", one.lacking()).build();
  }

  private static Json json(Counted one) {
    return Obj.with("from", one.group.from)
        .with("to", one.group.to)
        .with("cause", one.group.cause)
        .with("count", one.count)
        .build();
  }

  private static Json json(Changed one) {
    return about(one.about())
        .with("from", one.from())
        .with("to", one.to())
        .with("causes", Json.Arr.ofStrings(one.causes()))
        .with("sentences", Json.Arr.ofStrings(one.sentences()))
        .with("terms", list(one.terms(), ReplayReport::json))
        .build();
  }

  private static Json json(Difference one) {
    var json = Obj.with("member", one.pointer());
    if (one.recorded() != null) {
      json.with("recorded", one.recorded());
    }
    if (one.remade() != null) {
      json.with("remade", one.remade());
    }
    return json.build();
  }

  private static Json.Builder about(About about) {
    var json = Obj.with("decision", about.id()).with("at", about.at().toString());
    if (about.client() != null) {
      json.with("client", about.client().value());
    }
    if (about.decision() != null) {
      json.with("action", about.decision().action());
    }
    return json;
  }
}
