package io.legate.task;

import io.legate.json.Json;
import io.legate.limits.ValueHash;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/// Different values that were met, each with how many uses hold it.
///
/// @param full whether one was met that there was no room for; then it can be said of a value that
///   it was met, and not that it was not
record Values(TreePMap<ValueHash, Integer> held, boolean full) {

  static final Values NONE = new Values(TreePMap.empty(), false);

  Values plus(ValueHash value, int max) {
    Integer holds = held.get(value);
    if (holds == null && held.size() >= max) {
      return new Values(held, true);
    }
    return new Values(held.plus(value, holds == null ? 1 : holds + 1), full);
  }

  Values minus(ValueHash value) {
    Integer holds = held.get(value);
    if (holds == null) {
      return this;
    }
    return new Values(holds > 1 ? held.plus(value, holds - 1) : held.minus(value), full);
  }

  Json.Obj toJson() {
    var all = new Json.Builder();
    held.forEach((value, holds) -> all.with(value.toString(), holds));
    return Json.Obj.with("held", all.build()).with("full", new Json.Bool(full)).build();
  }

  static Values fromJson(Json json) {
    var members = Members.of(json);
    PMap<ValueHash, Integer> held = TreePMap.empty();
    for (var one : members.object("held").object().members().entrySet()) {
      held =
          held.plus(
              ValueHash.parse(one.getKey()), Integer.valueOf(((Json.Num) one.getValue()).text()));
    }
    return new Values(TreePMap.from(held), members.flag("full"));
  }
}
