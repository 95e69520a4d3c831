package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.ExactDecimal;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.limits.ValueHash;
import io.legate.policy.Catalogue;
import io.legate.policy.Catalogue.ArgumentType;
import io.legate.policy.DeedKey;
import io.legate.task.Deed;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What of an allowed action its task remembers: the arguments that the catalogue gives a type.
final class Deeds {

  private Deeds() {}

  /// Returns the deed, null where nothing is remembered but that the action happened.
  static @Nullable Deed of(ActionRequest action, Catalogue.@Nullable Entry entry) {
    if (entry == null) {
      return null;
    }
    var amounts = new TreeMap<String, BigDecimal>();
    var values = new TreeMap<String, ValueHash>();
    for (var argument : entry.arguments().entrySet()) {
      Json given = action.arguments().get(argument.getKey());
      if (given != null) {
        add(argument.getKey(), argument.getValue(), given, amounts, values);
      }
    }
    String key = DeedKey.of(entry, action.arguments());
    return new Deed(
        action.action(), key == null ? null : ValueHash.of(new Json.Str(key)), amounts, values);
  }

  private static void add(
      String name,
      ArgumentType type,
      Json given,
      Map<String, BigDecimal> amounts,
      Map<String, ValueHash> values) {
    switch (type) {
      case DECIMAL, INTEGER -> {
        BigDecimal amount = ExactDecimal.parse(given);
        if (amount != null) {
          amounts.put(name, amount);
          values.put(name, ValueHash.of(new Json.Str(amount.stripTrailingZeros().toPlainString())));
        }
      }
      case STRING, BOOLEAN, TIMESTAMP -> {
        String text = given instanceof Json.Str(var string) ? string : Jcs.text(given);
        values.put(name, ValueHash.of(new Json.Str(text)));
      }
      case STRINGS, ANY -> {}
    }
  }
}
