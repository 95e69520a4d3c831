package io.legate.client.resource;

import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The action must not happen, now or at all.
///
/// @param decision which of the three
/// @param reasons why; never empty
/// @param retryAt of [Decision#RATE_LIMITED]: when the same question could be allowed; null if
///   never
/// @param escalationId of [Decision#ESCALATE]: the approval to wait for
public record Refusal(
    Decision decision,
    List<Reason> reasons,
    @Nullable Instant retryAt,
    @Nullable String escalationId)
    implements Answer {

  public Refusal {
    reasons = List.copyOf(reasons);
    if (reasons.isEmpty()) {
      throw new IllegalArgumentException("a refusal needs a reason");
    }
  }

  /// The answers that are not ALLOW.
  public enum Decision {
    DENY,
    ESCALATE,
    RATE_LIMITED
  }

  /// Why an action was refused.
  ///
  /// @param code stable, such as `argument_out_of_bounds`
  /// @param sentence for people
  /// @param check which of the independent checks said so, such as `hop_boundary`
  /// @param pointer into the question, such as `/arguments/amount`; empty where it is about the
  ///   whole
  public record Reason(String code, String sentence, String check, String pointer) {}

  static Refusal denied(String code, String sentence) {
    return new Refusal(
        Decision.DENY, List.of(new Reason(code, sentence, "enforcement", "")), null, null);
  }

  /// Returns the body of the HTTP answer: `decision`, `reasons`, and where they are set `retry_at`
  /// and `escalation_id`.
  public Obj json() {
    var why =
        reasons.stream()
            .<Json>map(
                reason ->
                    Obj.with("code", reason.code())
                        .with("sentence", reason.sentence())
                        .with("check", reason.check())
                        .with("pointer", reason.pointer())
                        .build())
            .toList();
    return Obj.with("decision", decision.name().toLowerCase(Locale.ROOT))
        .with("reasons", new Arr(why))
        .withOptional("retry_at", retryAt == null ? null : retryAt.toString())
        .withOptional("escalation_id", escalationId)
        .build();
  }
}
