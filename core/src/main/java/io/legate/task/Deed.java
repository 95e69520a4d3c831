package io.legate.task;

import io.legate.json.Json;
import io.legate.limits.ValueHash;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one ALLOW adds to the history of its task.
///
/// It stands in the event, because what of an action is worth remembering is policy's to say and a
/// fold knows no policy.
///
/// @param action its name
/// @param key stands for the deed itself, so that the same one is told again; null where policy
///   gives the action no key
/// @param amounts by argument: what adds up
/// @param values by argument: what may differ from use to use
public record Deed(
    String action,
    @Nullable ValueHash key,
    SortedMap<String, BigDecimal> amounts,
    SortedMap<String, ValueHash> values) {

  public Deed {
    var plain = new TreeMap<String, BigDecimal>();
    amounts.forEach((name, amount) -> plain.put(name, History.plain(amount)));
    amounts = Collections.unmodifiableSortedMap(plain);
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /// Returns a use of an action of which nothing is remembered but that it happened.
  public static Deed of(String action) {
    return new Deed(action, null, Collections.emptySortedMap(), Collections.emptySortedMap());
  }

  Json.Obj toJson() {
    var sums = new Json.Builder();
    amounts.forEach((name, amount) -> sums.with(name, amount.toPlainString()));
    var hashes = new Json.Builder();
    values.forEach((name, hash) -> hashes.with(name, hash.toString()));
    return Json.Obj.with("action", action)
        .withOptional("key", key == null ? null : key.toString())
        .with("amounts", sums.build())
        .with("values", hashes.build())
        .build();
  }

  static Deed fromJson(Json json) {
    var members = Members.of(json);
    String key = members.optional("key");
    var amounts = new TreeMap<String, BigDecimal>();
    members
        .object("amounts")
        .object()
        .members()
        .forEach((name, amount) -> amounts.put(name, new BigDecimal(Members.text(amount))));
    var values = new TreeMap<String, ValueHash>();
    members
        .object("values")
        .object()
        .members()
        .forEach((name, hash) -> values.put(name, ValueHash.parse(Members.text(hash))));
    return new Deed(
        members.string("action"), key == null ? null : ValueHash.parse(key), amounts, values);
  }
}
