package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.json.Json;
import io.legate.limits.ValueHash;
import io.legate.policy.Catalogue;
import io.legate.provenance.Canonical;
import io.legate.provenance.Form;
import io.legate.provenance.Integrity;
import io.legate.provenance.SourceName;
import io.legate.provenance.Writing;
import io.legate.task.SightingBounds;
import io.legate.task.Sightings;
import io.legate.task.TaskKey;
import io.legate.task.Written;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What an ALLOW means for the sources that its action writes and reads.
///
/// @param written what it writes to sources, null for nothing new
/// @param pointedAt whether the action has string arguments and all of them stand in the
///   instruction; looked at only where a source of it asks that
record Touched(@Nullable Written written, boolean pointedAt) {

  static final Touched NOTHING = new Touched(null, false);

  static Touched of(ActionRequest action, Catalogue.@Nullable Entry entry, Sightings known) {
    TaskKey key = known.key();
    return entry == null || key == null
        ? NOTHING
        : new Touched(written(action, entry, known, key), isPointedAt(action, entry, known));
  }

  /// Values are remembered under every form that they fit, each thing that a text mentions too: a
  /// source may be read under another form than it is written.
  private static @Nullable Written written(
      ActionRequest action, Catalogue.Entry entry, Sightings known, TaskKey key) {
    if (entry.writes().isEmpty()) {
      return null;
    }
    var hasher = key.hasher();
    Set<ValueHash> values = new LinkedHashSet<>();
    var closed = new TreeSet<String>();
    for (Writing writing : entry.writes()) {
      Set<ValueHash> more = new LinkedHashSet<>();
      for (Json scalar : written(action, writing)) {
        for (Canonical spelling : spellings(scalar)) {
          ValueHash value = hasher.written(writing.source(), spelling);
          if (!known.isWritten(value)) {
            more.add(value);
          }
        }
      }
      if (known.writtenCount() + values.size() + more.size() > SightingBounds.WRITTEN_MAX) {
        closed.add(writing.source());
      } else {
        values.addAll(more);
      }
    }
    closed.removeIf(known::isClosed);
    return values.isEmpty() && closed.isEmpty()
        ? null
        : new Written(List.copyOf(values), closed, known.last());
  }

  private static List<Json> written(ActionRequest action, Writing writing) {
    var scalars = new ArrayList<Json>();
    for (String argument : writing.arguments()) {
      Json value = action.arguments().get(argument);
      if (value != null) {
        addScalars(value, scalars);
      }
    }
    return scalars;
  }

  private static List<Canonical> spellings(Json scalar) {
    var all = new ArrayList<>(Form.allOf(scalar));
    all.addAll(Form.MENTIONS.valuesOf(scalar));
    return all;
  }

  private static boolean isPointedAt(ActionRequest action, Catalogue.Entry entry, Sightings known) {
    if (entry.observes().stream().noneMatch(each -> each.integrity() == Integrity.NAMED)) {
      return false;
    }
    var scalars = new ArrayList<Json>();
    addScalars(action.arguments(), scalars);
    var recall = known.recall();
    boolean any = false;
    for (Json scalar : scalars) {
      if (scalar instanceof Json.Str) {
        any = true;
        if (!recall.met(List.of(SourceName.PROMPT), scalar, List.of())) {
          return false;
        }
      }
    }
    return any;
  }

  private static void addScalars(Json value, List<Json> scalars) {
    switch (value) {
      case Json.Arr(var items) -> items.forEach(item -> addScalars(item, scalars));
      case Json.Obj(var members) -> members.forEach((_, member) -> addScalars(member, scalars));
      case Json.Str _, Json.Num _, Json.Bool _ -> scalars.add(value);
      case Json.Null _ -> {}
    }
  }
}
