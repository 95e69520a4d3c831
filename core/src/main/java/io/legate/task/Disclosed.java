package io.legate.task;

import io.legate.json.Json;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a settlement said was disclosed, and what the task keeps of it.
///
/// @param digest of all that was said, under the task's key, by which another report is told
/// @param records what the task has met by it; empty where it met nothing new
/// @param full sources of which the report had more than there is room for: nothing of it was kept
/// @param after the last event before it that changed what the task has met
public record Disclosed(String digest, List<Sighting> records, SortedSet<String> full, long after) {

  public Disclosed {
    records = List.copyOf(records);
    full = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(full));
  }

  /// Whether the task has met something by it, or is not told of more.
  boolean changes() {
    return !records.isEmpty() || !full.isEmpty();
  }

  Json.Obj toJson() {
    return Json.Obj.with("digest", digest)
        .with("records", new Json.Arr(records.stream().<Json>map(Sighting::toJson).toList()))
        .with("full", Json.Arr.ofStrings(List.copyOf(full)))
        .with("after", after)
        .build();
  }

  static Disclosed fromJson(Json json) {
    var members = Members.of(json);
    return new Disclosed(
        members.string("digest"),
        members.list("records", Sighting::fromJson),
        new TreeSet<>(members.strings("full")),
        members.number("after"));
  }
}
