package io.legate.chaos.check;

import io.legate.json.Json;
import org.jspecify.annotations.Nullable;

/// One attempt of a client, as its history has it.
///
/// @param act what was meant to happen once, however often it was tried
/// @param op what kind of thing it is
/// @param request its `request_id`; empty where the call has none
/// @param invokedAt milliseconds since the epoch, before it was sent
/// @param endedAt when its end was known; [Long#MAX_VALUE] where it never was
/// @param phase `ok`, `fail` or `unknown`; `invoke` where nothing followed
/// @param answered empty where nothing came
public record Attempt(
    long number,
    String act,
    String op,
    int broker,
    String request,
    Json.Obj asked,
    long invokedAt,
    long endedAt,
    String phase,
    Json.Obj answered) {

  /// Whether the broker answered as asked.
  public boolean isOk() {
    return phase.equals("ok");
  }

  /// Whether there was any answer, be it a refusal.
  public boolean isAnswered() {
    return isOk() || phase.equals("fail");
  }

  /// Returns what was asked under a name; empty where nothing was.
  String asks(String name) {
    return text(asked.string(name));
  }

  /// Returns what was told under a name; empty where nothing was.
  String tells(String name) {
    return text(answered.string(name));
  }

  /// Whether a payment was allowed.
  boolean isAllowed() {
    return isOk() && op.equals("authorize") && tells("decision").equals("ALLOW");
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
