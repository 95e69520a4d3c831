package io.legate.task;

import io.legate.json.Json;
import io.legate.limits.Actual;
import io.legate.limits.ValueHash;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Function;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/// The allowed uses of one action in a task.
///
/// @param moments when
/// @param amounts sums by argument
/// @param values different values by argument
/// @param keys deeds that were done
record Uses(
    Moments moments,
    TreePMap<String, BigDecimal> amounts,
    TreePMap<String, Values> values,
    Values keys) {

  static final Uses NONE = new Uses(Moments.NONE, TreePMap.empty(), TreePMap.empty(), Values.NONE);

  Uses plus(Deed deed, Instant at) {
    var sums = amounts;
    for (var one : deed.amounts().entrySet()) {
      sums = add(sums, one.getKey(), one.getValue());
    }
    var met = values;
    for (var one : deed.values().entrySet()) {
      Values before = met.getOrDefault(one.getKey(), Values.NONE);
      met = met.plus(one.getKey(), before.plus(one.getValue(), History.VALUES_MAX));
    }
    ValueHash key = deed.key();
    return new Uses(
        moments.plus(at), sums, met, key == null ? keys : keys.plus(key, History.KEYS_MAX));
  }

  /// Returns the uses without one that did not happen.
  Uses minus(Deed deed, Instant at) {
    var sums = amounts;
    for (var one : deed.amounts().entrySet()) {
      sums = add(sums, one.getKey(), one.getValue().negate());
    }
    var met = values;
    for (var one : deed.values().entrySet()) {
      met =
          met.plus(one.getKey(), met.getOrDefault(one.getKey(), Values.NONE).minus(one.getValue()));
    }
    ValueHash key = deed.key();
    return new Uses(moments.minus(at), sums, met, key == null ? keys : keys.minus(key));
  }

  /// Returns the uses with what one really came to.
  Uses corrected(Deed deed, Actual.Executed actual) {
    var sums = amounts;
    for (var one : deed.amounts().entrySet()) {
      BigDecimal really = actual.amounts().get(one.getKey());
      if (really != null) {
        sums = add(sums, one.getKey(), really.subtract(one.getValue()));
      }
    }
    return new Uses(moments, sums, values, keys);
  }

  private static TreePMap<String, BigDecimal> add(
      TreePMap<String, BigDecimal> sums, String argument, BigDecimal amount) {
    BigDecimal before = sums.getOrDefault(argument, BigDecimal.ZERO);
    return sums.plus(argument, History.plain(before.add(amount)));
  }

  long weight() {
    int hashes = keys.held().size();
    for (Values each : values.values()) {
      hashes += each.held().size();
    }
    return 256 + moments.weight() + 112L * amounts.size() + 96L * hashes;
  }

  Json.Obj toJson() {
    return Json.Obj.with("moments", moments.toJson())
        .with("amounts", object(amounts, amount -> new Json.Str(amount.toPlainString())))
        .with("values", object(values, Values::toJson))
        .with("keys", keys.toJson())
        .build();
  }

  static Uses fromJson(Json json) {
    var members = Members.of(json);
    return new Uses(
        Moments.fromJson(members.get("moments")),
        map(members.object("amounts"), each -> new BigDecimal(Members.text(each))),
        map(members.object("values"), Values::fromJson),
        Values.fromJson(members.get("keys")));
  }

  private static <V> Json.Obj object(PMap<String, V> map, Function<V, Json> write) {
    var members = new Json.Builder();
    map.forEach((name, value) -> members.with(name, write.apply(value)));
    return members.build();
  }

  private static <V> TreePMap<String, V> map(Members members, Function<Json, V> read) {
    TreePMap<String, V> map = TreePMap.empty();
    for (var one : members.object().members().entrySet()) {
      map = map.plus(one.getKey(), read.apply(one.getValue()));
    }
    return map;
  }
}
