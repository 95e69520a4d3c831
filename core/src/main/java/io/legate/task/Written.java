package io.legate.task;

import io.legate.json.Json;
import io.legate.limits.ValueHash;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What an ALLOW writes to sources: from then on reading it back is not having met it.
///
/// @param values hashes that name the source too
/// @param closed sources that so much was written to that no reading of them counts any more
/// @param after the last event before it that changed what the task has met
public record Written(List<ValueHash> values, SortedSet<String> closed, long after) {

  public Written {
    values = values.stream().distinct().toList();
    closed = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(closed));
  }

  Json.Obj toJson() {
    return Json.Obj.with(
            "values", Json.Arr.ofStrings(values.stream().map(ValueHash::toString).toList()))
        .with("closed", Json.Arr.ofStrings(List.copyOf(closed)))
        .with("after", after)
        .build();
  }

  static Written fromJson(Json json) {
    var members = Members.of(json);
    return new Written(
        members.strings("values").stream().map(ValueHash::parse).toList(),
        new TreeSet<>(members.strings("closed")),
        members.number("after"));
  }
}
