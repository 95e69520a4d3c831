package io.legate.authorize;

import io.legate.control.ControlState;
import io.legate.control.NamedList;
import io.legate.control.Signal;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.policy.Policy;
import io.legate.policy.Trust;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one decision reads of lists and signals, remembered for its record. Not safe for concurrent
/// use.
final class Readings {

  private final Policy policy;
  private final ControlState control;
  private final Instant at;
  private final Map<String, Json> lists = new LinkedHashMap<>();
  private final Map<String, Json> signals = new LinkedHashMap<>();

  /// @param at the instant of the decision, by which signals expire
  Readings(Policy policy, ControlState control, Instant at) {
    this.policy = policy;
    this.control = control;
    this.at = at;
  }

  /// As [io.legate.policy.Facts#list].
  @Nullable Set<String> list(String name) {
    NamedList list = control.facts().list(name);
    if (list == null && policy.hasList(name)) {
      lists.put(name, new Json.Num("0"));
      return Set.of();
    }
    lists.put(name, list == null ? Json.Null.NULL : new Json.Num(Long.toString(list.version())));
    return list == null ? null : list.members();
  }

  /// As [io.legate.policy.Facts#signal].
  @Nullable BigDecimal signal(String name, String about) {
    Trust trust = policy.trust();
    if (name.equals(Trust.SIGNAL) && trust != null && ClientId.isWellFormed(about)) {
      BigDecimal score = trust.read(control.facts().trust().get(new ClientId(about)));
      signals.put(name + " " + about, new Json.Str(score.toPlainString()));
      return score;
    }
    Signal signal = control.facts().signal(name, about, at);
    signals.put(
        name + " " + about,
        signal == null
            ? Json.Null.NULL
            : Json.Obj.with("value", signal.value().toPlainString())
                .with("expires_at", signal.expiresAt().toEpochMilli())
                .build());
    return signal == null ? null : signal.value();
  }

  /// Adds what was read.
  void write(Json.Builder into) {
    writeUnlessEmpty(into, "lists", lists);
    writeUnlessEmpty(into, "signals", signals);
  }

  static void writeUnlessEmpty(Json.Builder into, String name, Map<String, Json> read) {
    if (!read.isEmpty()) {
      into.with(name, new Json.Obj(read));
    }
  }
}
