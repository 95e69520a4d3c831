package io.legate.authorize;

import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.task.TaskEvent.Decision;
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

    private static Outcome labelled(String label) {
      for (Outcome outcome : values()) {
        if (outcome.label.equals(label)) {
          return outcome;
        }
      }
      throw new IllegalArgumentException("no outcome has the label `" + label + "`");
    }
  }

  /// What is left of a limit, as an exact decimal.
  public record Left(String limit, String left) {}

  /// Returns what the rest of the decision's record does not say: not the outcome, the digest, the
  /// policy and the actors.
  Obj toJson() {
    var builder = new Json.Builder().withOptional("escalation", escalation);
    if (!reasons.isEmpty()) {
      builder.with("reasons", new Json.Arr(reasons.stream().<Json>map(Answer::write).toList()));
    }
    if (!obligations.isEmpty()) {
      builder.with("obligations", new Json.Arr(List.<Json>copyOf(obligations)));
    }
    if (!left.isEmpty()) {
      builder.with("left", new Json.Arr(left.stream().<Json>map(Answer::write).toList()));
    }
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

  /// Reads the answer out of the decision's record.
  ///
  /// @param actors of the decision's hop, which no event changes
  static Answer recorded(Decision decision, List<String> actors) {
    Obj json = decision.answer();
    return new Answer(
        Outcome.labelled(decision.outcome()),
        items(json, "reasons").stream().map(Answer::reason).toList(),
        items(json, "obligations"),
        items(json, "left").stream()
            .map(left -> new Left(text(left, "limit"), text(left, "left")))
            .toList(),
        instant(json, "retry_at"),
        json.get("max_rows") instanceof Json.Num rows ? Long.valueOf(rows.text()) : null,
        Ruled.policyHash(decision.checks()),
        decision.digest(),
        instant(json, "execute_by"),
        actors,
        json.string("escalation"));
  }

  /// Returns the reasons of a recorded decision.
  public static List<Reason> reasons(Decision decision) {
    return items(decision.answer(), "reasons").stream().map(Answer::reason).toList();
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

  static Json write(Reason reason) {
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

  private static @Nullable Instant instant(Obj json, String name) {
    return json.get(name) instanceof Json.Num number
        ? Instant.ofEpochMilli(Long.parseLong(number.text()))
        : null;
  }

  private static String text(Obj json, String name) {
    return java.util.Objects.requireNonNull(json.string(name), name);
  }
}
