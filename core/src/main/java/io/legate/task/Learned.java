package io.legate.task;

import io.legate.json.Json;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a settlement said was disclosed, and what the task keeps of it.
///
/// @param digest of all that was said, under the task's key, by which another report is told
/// @param records what the task has met by it; empty where it met nothing new
/// @param dropped sources of which it said what is not kept, with the reason
/// @param after the last event before it that changed what the task has met
public record Learned(
    String digest, List<Sighting> records, SortedMap<String, Dropped> dropped, long after) {

  public Learned {
    records = List.copyOf(records);
    dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
  }

  /// Why something that was disclosed is not kept.
  public enum Dropped {
    /// The catalogue does not say that this action discloses that source.
    NOT_DECLARED("not_declared"),
    /// There is no room for all of the report, so that nothing of it is kept.
    SOURCE_FULL("source_full");

    private final String code;

    Dropped(String code) {
      this.code = code;
    }

    /// The name on the wire.
    public String code() {
      return code;
    }
  }

  /// Returns the sources there was no room for.
  List<String> full() {
    return dropped.entrySet().stream()
        .filter(entry -> entry.getValue() == Dropped.SOURCE_FULL)
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  /// Whether the task has met something by it, or knows that it was not told of more.
  public boolean changes() {
    return !records.isEmpty() || !full().isEmpty();
  }

  Json.Obj toJson() {
    return Json.Obj.with("digest", digest)
        .with("records", new Json.Arr(records.stream().<Json>map(Sighting::toJson).toList()))
        .with("dropped", toJson(dropped))
        .with("after", after)
        .build();
  }

  static Learned fromJson(Json json) {
    var members = Members.of(json);
    return new Learned(
        members.string("digest"),
        members.list("records", Sighting::fromJson),
        dropped(members.object("dropped")),
        members.number("after"));
  }

  static Json.Obj toJson(SortedMap<String, Dropped> dropped) {
    var sources = new Json.Builder();
    dropped.forEach((source, why) -> sources.with(source, why.name()));
    return sources.build();
  }

  static SortedMap<String, Dropped> dropped(Members members) {
    var dropped = new TreeMap<String, Dropped>();
    for (String source : members.object().members().keySet()) {
      dropped.put(source, Dropped.valueOf(members.string(source)));
    }
    return dropped;
  }
}
