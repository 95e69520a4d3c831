package io.legate.fold;

import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.function.Function;

/// A [Remembered] as it stands in a snapshot. Equal memories are written alike, byte for byte.
public final class RememberedJson {

  private RememberedJson() {}

  /// Writes a memory.
  ///
  /// @param key different for different keys
  public static <K, V> Obj write(
      Remembered<K, V> memory, Function<K, String> key, Function<V, Json> value) {
    var entries = new ArrayList<Obj>();
    memory.forEach(
        (name, entry) ->
            entries.add(
                Obj.with("k", key.apply(name))
                    .with("until", entry.until())
                    .with("value", value.apply(entry.value()))
                    .build()));
    entries.sort(Comparator.comparing(each -> String.valueOf(each.string("k"))));
    return Obj.with("sweep_at", memory.sweepAt())
        .with("entries", new Json.Arr(new ArrayList<Json>(entries)))
        .build();
  }

  /// Reads what [#write] wrote.
  ///
  /// @throws IllegalStateException if it was written by something else
  public static <K, V> Remembered<K, V> read(
      Obj json, Function<String, K> key, Function<Json, V> value) {
    if (!(json.get("entries") instanceof Json.Arr(var items))) {
      throw damaged();
    }
    var entries = HashTrie.<K, Remembered.Entry<V>>empty();
    for (Json item : items) {
      if (!(item instanceof Obj entry)
          || !(entry.get("k") instanceof Json.Str(var name))
          || entry.get("value") == null) {
        throw damaged();
      }
      long until = number(entry, "until");
      var read = value.apply(java.util.Objects.requireNonNull(entry.get("value")));
      entries = entries.plus(key.apply(name), new Remembered.Entry<>(read, until));
    }
    return new Remembered<>(entries, (int) number(json, "sweep_at"));
  }

  private static long number(Obj json, String name) {
    if (json.get(name) instanceof Json.Num(var text)) {
      return Long.parseLong(text);
    }
    throw damaged();
  }

  private static IllegalStateException damaged() {
    return new IllegalStateException("a recorded memory is not one");
  }
}
