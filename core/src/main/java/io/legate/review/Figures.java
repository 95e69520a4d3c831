package io.legate.review;

import io.legate.boundary.ExactDecimal;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// How much a limit admits, as it is written in a bundle.
final class Figures {

  private Figures() {}

  /// Returns the limit of the rule with this id, null where it has none.
  static @Nullable Obj limitOf(Obj bundle, String rule) {
    if (bundle.get("rules") instanceof Json.Arr(var rules)) {
      for (Json each : rules) {
        if (each instanceof Obj object && rule.equals(object.string("id"))) {
          return limitOf(object);
        }
      }
    }
    return null;
  }

  /// Returns the limit of a rule, null where it has none.
  static @Nullable Obj limitOf(Obj rule) {
    return rule.get("then") instanceof Obj then && then.get("limit") instanceof Obj limit
        ? limit
        : null;
  }

  /// Returns the member that says how much, null where it is none that is counted here.
  private static @Nullable String member(Obj limit) {
    if (limit.get("sum") != null) {
      return "max";
    }
    return limit.get("count") != null ? "count" : limit.get("rows") != null ? "rows" : null;
  }

  /// Returns how much a limit admits; null where that is a parameter's, or counts values.
  static @Nullable BigDecimal max(@Nullable Obj limit) {
    String member = limit == null ? null : member(limit);
    Json written = limit == null || member == null ? null : limit.get(member);
    return written == null ? null : ExactDecimal.parse(written);
  }

  /// Returns the same limit with another figure, rounded up to a whole number unless it is a sum.
  static Obj withMax(Obj limit, BigDecimal max) {
    String member = member(limit);
    if (member == null) {
      throw new IllegalArgumentException("a limit of values has no such figure");
    }
    var members = new LinkedHashMap<>(limit.members());
    members.put(
        member,
        member.equals("max")
            ? new Json.Str(max.toPlainString())
            : new Json.Num(max.setScale(0, RoundingMode.CEILING).toPlainString()));
    return new Obj(members);
  }
}
