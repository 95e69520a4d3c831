package io.legate.authorize;

import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.policy.Catalogue;
import io.legate.provenance.Canonical;
import io.legate.provenance.Disclosed;
import io.legate.provenance.Form;
import io.legate.provenance.Integrity;
import io.legate.provenance.SourceName;
import io.legate.task.Charges;
import io.legate.task.Learned;
import io.legate.task.Learned.Dropped;
import io.legate.task.Sighting;
import io.legate.task.SightingBounds;
import io.legate.task.Sightings;
import io.legate.task.TaskKey.Hasher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a task keeps of what a resource server says its answer disclosed.
///
/// Only sources that the catalogue declares of that very action, and of them only declared fields
/// and values that fit the field's form. A value that the task itself wrote to the source is left
/// out. A report that there is no room for is kept without all of its values: half a list would
/// answer at random.
final class Learning {

  private final Sightings known;
  private final SightingBounds bounds;
  private final Catalogue.@Nullable Entry entry;
  private final Charges.Open open;

  /// @param entry of the action that was allowed, null where the catalogue does not name it
  /// @param open the decision that is settled
  Learning(
      Sightings known, SightingBounds bounds, Catalogue.@Nullable Entry entry, Charges.Open open) {
    this.known = known;
    this.bounds = bounds;
    this.entry = entry;
    this.open = open;
  }

  /// Returns the digest by which another report is told, null for a report without disclosures.
  static @Nullable String digest(Sightings known, List<Disclosed> said) {
    var key = known.key();
    if (said.isEmpty() || key == null) {
      return said.isEmpty() ? null : "";
    }
    var records = new ArrayList<Json>();
    for (Disclosed one : said) {
      records.add(new Json.Arr(List.of(new Json.Str(one.source()), spelled(one.values()))));
    }
    return key.hasher().hash(Jcs.text(new Json.Arr(records))).toString();
  }

  /// Numbers as they were written, since canonical form has not room for all of them.
  private static Json spelled(Json value) {
    return switch (value) {
      case Json.Num(var text) -> new Json.Arr(List.of(new Json.Str(text)));
      case Json.Arr(var items) -> new Json.Arr(items.stream().map(Learning::spelled).toList());
      case Json.Obj(var members) -> {
        var all = new Json.Builder();
        members.forEach((name, member) -> all.with(name, spelled(member)));
        yield all.build();
      }
      case Json.Str _, Json.Bool _, Json.Null _ -> value;
    };
  }

  /// Returns what is kept of a report.
  ///
  /// @param owner audience of the resource server that reports
  /// @param digest of what it says
  Learned learn(String owner, List<Disclosed> said, String digest) {
    var key = known.key();
    if (key == null || size(said) > bounds.perReport()) {
      return new Learned(digest, List.of(), dropped(owner, said), known.last());
    }
    var dropped = new TreeMap<String, Dropped>();
    Set<Sighting> records = new LinkedHashSet<>();
    var hasher = key.hasher();
    for (Disclosed one : said) {
      Catalogue.Source source = source(owner, one.source());
      if (source == null) {
        dropped.put(one.source(), Dropped.NOT_DECLARED);
      } else if (known.isClosed(one.source())) {
        dropped.put(one.source(), Dropped.SOURCE_FULL);
      } else {
        Sighting record = record(source, one.values(), hasher);
        if (!record.items().isEmpty() && !known.isKnown(record)) {
          records.add(record);
        }
      }
    }
    if (!fits(records)) {
      records.forEach(record -> dropped.put(record.source(), Dropped.SOURCE_FULL));
      records.clear();
    }
    return new Learned(digest, explaining(records), dropped, known.last());
  }

  /// Nobody says of another's source that it is full.
  private SortedMap<String, Dropped> dropped(String owner, List<Disclosed> said) {
    var dropped = new TreeMap<String, Dropped>();
    for (Disclosed one : said) {
      boolean declared = source(owner, one.source()) != null;
      dropped.put(one.source(), declared ? Dropped.SOURCE_FULL : Dropped.NOT_DECLARED);
    }
    return dropped;
  }

  private static int size(List<Disclosed> said) {
    int size = 0;
    for (Disclosed one : said) {
      for (Json value : one.values().members().values()) {
        size += value instanceof Json.Arr(var items) ? items.size() : 1;
      }
    }
    return size;
  }

  private Catalogue.@Nullable Source source(String owner, String name) {
    return entry == null || !entry.owner().equals(owner) ? null : entry.source(name);
  }

  private Sighting record(Catalogue.Source declared, Json.Obj values, Hasher hasher) {
    var items = new ArrayList<Sighting.Item>();
    boolean pointedAt = open.pointedAt();
    var recall = known.recall();
    String source = declared.name();
    for (var field : declared.fields().entrySet()) {
      Form form = field.getValue();
      for (Json value : listed(values.get(field.getKey()))) {
        for (Canonical spelling : form.valuesOf(value)) {
          if (!known.isWritten(hasher.written(source, spelling))) {
            items.add(Sighting.Item.of(source, field.getKey(), spelling, hasher));
            pointedAt =
                pointedAt
                    || (declared.integrity() == Integrity.NAMED
                        && isNaming(spelling)
                        && recall.met(PROMPT, new Json.Str(spelling.text()), List.of()));
          }
        }
      }
    }
    boolean trusted =
        switch (declared.integrity()) {
          case TRUSTED -> true;
          case NAMED -> pointedAt;
          case UNTRUSTED -> false;
        };
    return new Sighting(source, trusted, items);
  }

  private static final List<String> PROMPT = List.of(SourceName.PROMPT);

  /// A number names nothing: there is one in every second record.
  private static boolean isNaming(Canonical spelling) {
    return spelling.form() != Form.DECIMAL
        && Form.DECIMAL.valuesOf(new Json.Str(spelling.text())).isEmpty();
  }

  private static List<Json> listed(@Nullable Json value) {
    return switch (value) {
      case null -> List.of();
      case Json.Arr(var items) -> items;
      case Json.Str _, Json.Num _, Json.Bool _, Json.Null _, Json.Obj _ -> List.of(value);
    };
  }

  private boolean fits(Set<Sighting> records) {
    var perField = new HashMap<String, Integer>();
    int all = known.count();
    for (Sighting record : records) {
      if (record.trusted()) {
        all += record.items().size();
        for (Sighting.Item item : record.items()) {
          perField.merge(Sighting.place(record.source(), item.field()), 1, Integer::sum);
        }
      }
      if (record.items().size() > bounds.perRecord()) {
        return false;
      }
    }
    for (Map.Entry<String, Integer> field : perField.entrySet()) {
      if (known.count(field.getKey()) + field.getValue() > bounds.perField()) {
        return false;
      }
    }
    return all <= bounds.perTask();
  }

  /// Without those that would only explain and that there is no room for.
  private List<Sighting> explaining(Set<Sighting> records) {
    int room = SightingBounds.UNTRUSTED_MAX - known.untrustedCount();
    var kept = new ArrayList<Sighting>();
    for (Sighting record : records) {
      if (!record.trusted()) {
        room -= record.items().size();
      }
      if (record.trusted() || room >= 0) {
        kept.add(record);
      }
    }
    return kept;
  }
}
