package io.legate.boundary;

import io.legate.boundary.Problem.Reason;
import io.legate.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the limits of a permission, and checks that they go with its arguments and with the limits
/// of the other permissions.
record LimitsReader(Reading reading) {

  @Nullable Limit limit(Json json, String at) {
    try {
      return Limit.parse(json);
    } catch (InvalidLimitException e) {
      String pointer = e.member().isEmpty() ? at : Reading.child(at, e.member());
      reading.report(pointer, Reason.INVALID_VALUE, Objects.requireNonNull(e.getMessage()));
      return null;
    }
  }

  /// A sum is over an argument that is always there, and in one currency: where the permission
  /// names a `currency` it fixes it.
  void requireTheyApply(List<Limit> limits, Arguments arguments, String at) {
    var names = new HashSet<String>();
    for (Limit limit : limits) {
      if (!names.add(limit.name())) {
        reading.report(at, Reason.DUPLICATE, "has limit `" + limit.name() + "` twice");
      }
      if (limit instanceof Limit.Sum sum && !canSum(sum.argument(), arguments)) {
        reading.report(
            at,
            Reason.CONFLICT,
            "has limit `%s` over an argument that is not constrained, or optional, or with a `currency` that `exact` does not fix"
                .formatted(limit.name()));
      }
    }
  }

  private static boolean canSum(String argument, Arguments arguments) {
    if (!(arguments instanceof Arguments.Named(Map<String, Argument> byName))) {
      return false;
    }
    Argument amount = byName.get(argument);
    Argument currency = byName.get("currency");
    return amount != null
        && !amount.optional()
        && (currency == null || (!currency.optional() && currency.constraint() instanceof Exact));
  }

  /// Permissions of one hop that name the same limit share its counter, so they must mean the same
  /// limit.
  void requireOneMeaningEach(List<Permission> permissions) {
    var byName = new HashMap<String, Limit>();
    for (Permission permission : permissions) {
      for (Limit limit : permission.limits()) {
        Limit other = byName.putIfAbsent(limit.name(), limit);
        if (other != null && !other.equals(limit)) {
          reading.report(
              "", Reason.CONFLICT, "gives limit `" + limit.name() + "` two different meanings");
        }
      }
    }
  }
}
