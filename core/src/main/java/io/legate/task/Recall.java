package io.legate.task;

import io.legate.json.Json;
import io.legate.limits.ValueHash;
import io.legate.provenance.Canonical;
import io.legate.provenance.Form;
import io.legate.provenance.Met;
import io.legate.provenance.SourceName;
import io.legate.task.Sightings.Kept;
import io.legate.task.Sightings.Place;
import io.legate.task.TaskKey.Hasher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one decision asks about the values that its task has met, and what it was told.
///
/// Each question is answered once, however many permissions ask it. Not safe for concurrent use.
public final class Recall implements Met {

  /// A number in quotes is one still, and some record holds each.
  private static final int NUMBERS = Place.bit(Form.DECIMAL);

  private final @Nullable TaskKey key;
  private final Kept kept;
  private @Nullable Hasher hasher;
  private final Map<Json, List<Canonical>> spellings = new HashMap<>();
  private final Map<Beside, int[]> besides = new HashMap<>();
  private final Map<Asked, Told> told = new LinkedHashMap<>();

  Recall(@Nullable TaskKey key, Kept kept) {
    this.key = key;
    this.kept = kept;
  }

  /// What must stand in one record of a source.
  private record Beside(String source, List<Json> with) {}

  /// A question.
  public record Asked(List<String> sources, Json value, List<Json> with) {}

  /// Its answer.
  ///
  /// @param place where the value was met, null where it was not
  public record Told(@Nullable String place) {
    /// Whether it was met.
    public boolean met() {
      return place != null;
    }
  }

  /// Returns every question with its answer, in order.
  public Map<Asked, Told> told() {
    return java.util.Collections.unmodifiableMap(told);
  }

  @Override
  public boolean met(List<String> sources, Json value, List<Json> with) {
    var asked = new Asked(List.copyOf(sources), value, List.copyOf(with));
    Told answer = told.get(asked);
    if (answer == null) {
      answer = new Told(key == null ? null : find(asked, key));
      told.put(asked, answer);
    }
    return answer.met();
  }

  private @Nullable String find(Asked asked, TaskKey key) {
    for (String source : asked.sources) {
      Place place = kept.places().get(source);
      if (place != null && holds(place, asked.value, asked.with, key)) {
        return source;
      }
    }
    return null;
  }

  private boolean holds(Place place, Json value, List<Json> with, TaskKey key) {
    if (with.isEmpty()) {
      int forms = place.trusted() & ~(isSaid(place) ? 0 : NUMBERS);
      return hashes(place, forms, value, key).stream().anyMatch(kept.trusted()::contains);
    }
    int[] holding = records(place, value, key);
    return holding.length > 0 && Runs.common(holding, beside(place.source(), with, key)).length > 0;
  }

  /// Whether numbers count by themselves: of what was said there are few.
  private static boolean isSaid(Place place) {
    return place.name().equals(SourceName.PROMPT);
  }

  /// Returns the records of a source that hold all of these. They are looked up once: a list of
  /// values beside a list of values would take the product of both.
  private int[] beside(String source, List<Json> with, TaskKey key) {
    var beside = new Beside(source, with);
    int[] known = besides.get(beside);
    if (known == null) {
      known = common(beside, key);
      besides.put(beside, known);
    }
    return known;
  }

  private int[] common(Beside beside, TaskKey key) {
    int[] common = null;
    for (Json one : beside.with) {
      int[] holding = {};
      for (Place place : kept.places().values()) {
        if (place.source().equals(beside.source)) {
          holding = Runs.either(holding, records(place, one, key));
        }
      }
      common = common == null ? holding : Runs.common(common, holding);
      if (common.length == 0) {
        return common;
      }
    }
    return common == null ? new int[0] : common;
  }

  private int[] records(Place place, Json value, TaskKey key) {
    int[] all = {};
    for (ValueHash hash : hashes(place, place.trusted(), value, key)) {
      all = Runs.either(all, kept.trusted().records(hash));
    }
    return all;
  }

  /// Returns the hashes of a value under those of its forms that the place has any of.
  private List<ValueHash> hashes(Place place, int forms, Json value, TaskKey key) {
    var hashes = new ArrayList<ValueHash>(2);
    for (Canonical spelling : spellings.computeIfAbsent(value, Form::allOf)) {
      if (Place.has(forms, spelling.form())) {
        hashes.add(hasher(key).hash(place.name(), spelling));
      }
    }
    return hashes;
  }

  private Hasher hasher(TaskKey key) {
    if (hasher == null) {
      hasher = key.hasher();
    }
    return hasher;
  }

  /// Returns every place that holds a value, whatever its standing, in order: for the record, which
  /// shows where a value came from that no constraint may rest on.
  public Collection<String> origins(Json value) {
    var origins = new TreeSet<String>();
    if (key != null) {
      for (Place place : kept.places().values()) {
        boolean trusted =
            hashes(place, place.trusted(), value, key).stream().anyMatch(kept.trusted()::contains);
        if (trusted
            || hashes(place, place.untrusted(), value, key).stream()
                .anyMatch(kept.untrusted()::contains)) {
          origins.add(place.name());
        }
      }
    }
    return origins;
  }
}
