package io.legate.authorize;

import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a resource server is told about one question.
///
/// The whole of it stands in the decision's event, so that a retry is answered from the record.
///
/// @param retryAt of RATE_LIMITED, null for never
/// @param left of the holder's own limits: name and exact decimal
/// @param policyHash of the policy it was decided under
/// @param digest of the canonical action
/// @param executeBy of ALLOW: begin by then
/// @param actors client ids, the current actor first
/// @param escalation of ESCALATE: the handle that people answer by; null of a dry run
public record Answer(
    Outcome outcome,
    List<Reason> reasons,
    List<Obj> obligations,
    List<Left> left,
    @Nullable Instant retryAt,
    @Nullable Long maxRows,
    String policyHash,
    String digest,
    @Nullable Instant executeBy,
    List<String> actors,
    @Nullable String escalation) {

  public Answer {
    reasons = List.copyOf(reasons);
    obligations = List.copyOf(obligations);
    left = List.copyOf(left);
    actors = List.copyOf(actors);
    if (reasons.isEmpty() != (outcome == Outcome.ALLOW)) {
      throw new IllegalArgumentException("what is not allowed, and nothing else, has reasons");
    }
  }

  /// The four answers.
  public enum Outcome {
    ALLOW("allow"),
    DENY("deny"),
    ESCALATE("escalate"),
    RATE_LIMITED("rate_limited");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /// The name in records.
    public String label() {
      return label;
    }
  }

  /// What is left of a limit, as an exact decimal.
  public record Left(String limit, String left) {}

  Obj toJson() {
    var builder =
        Obj.with("outcome", outcome.name())
            .with("reasons", new Json.Arr(reasons.stream().<Json>map(Answer::write).toList()))
            .with("obligations", new Json.Arr(List.<Json>copyOf(obligations)))
            .with("left", new Json.Arr(left.stream().<Json>map(Answer::write).toList()))
            .with("pol", policyHash)
            .with("digest", digest)
            .with("actors", Json.Arr.ofStrings(actors));
    builder.withOptional("escalation", escalation);
    if (retryAt != null) {
      builder.with("retry_at", retryAt.toEpochMilli());
    }
    if (maxRows != null) {
      builder.with("max_rows", maxRows);
    }
    if (executeBy != null) {
      builder.with("execute_by", executeBy.toEpochMilli());
    }
    return builder.build();
  }

  /// Reads what [#toJson] wrote.
  static Answer fromJson(Obj json) {
    return new Answer(
        Outcome.valueOf(text(json, "outcome")),
        items(json, "reasons").stream().map(Answer::reason).toList(),
        items(json, "obligations"),
        items(json, "left").stream()
            .map(left -> new Left(text(left, "limit"), text(left, "left")))
            .toList(),
        instant(json, "retry_at"),
        json.get("max_rows") instanceof Json.Num rows ? Long.valueOf(rows.text()) : null,
        text(json, "pol"),
        text(json, "digest"),
        instant(json, "execute_by"),
        actors(json),
        json.string("escalation"));
  }

  /// Returns the same answer with the handle that people answer by.
  Answer withEscalation(String id) {
    return new Answer(
        outcome,
        reasons,
        obligations,
        left,
        retryAt,
        maxRows,
        policyHash,
        digest,
        executeBy,
        actors,
        id);
  }

  private static Obj write(Left left) {
    return Obj.with("limit", left.limit).with("left", left.left).build();
  }

  private static Obj write(Reason reason) {
    return Obj.with("check", reason.check().name())
        .with("code", reason.code())
        .with("sentence", reason.sentence())
        .with("pointer", reason.pointer())
        .build();
  }

  private static Reason reason(Obj json) {
    return new Reason(
        Check.valueOf(text(json, "check")),
        text(json, "code"),
        text(json, "sentence"),
        text(json, "pointer"));
  }

  private static List<Obj> items(Obj json, String name) {
    return json.get(name) instanceof Json.Arr(var items)
        ? items.stream().map(Obj.class::cast).toList()
        : List.of();
  }

  private static List<String> actors(Obj json) {
    return json.get("actors") instanceof Json.Arr(var items)
        ? items.stream().map(item -> ((Json.Str) item).value()).toList()
        : List.of();
  }

  private static @Nullable Instant instant(Obj json, String name) {
    return json.get(name) instanceof Json.Num number
        ? Instant.ofEpochMilli(Long.parseLong(number.text()))
        : null;
  }

  private static String text(Obj json, String name) {
    return java.util.Objects.requireNonNull(json.string(name), name);
  }
}
