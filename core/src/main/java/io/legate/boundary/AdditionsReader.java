package io.legate.boundary;

import io.legate.boundary.Problem.Reason;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what a permission or a rule adds to an action: labels, limits, a person's approval,
/// obligations.
public record AdditionsReader(Reading reading) {

  /// Reads `labels`; none where it is absent.
  public Labels labels(@Nullable Json json, String at) {
    if (json == null) {
      return Labels.NONE;
    }
    Json.Obj object = reading.object(json, at, Set.of("adds", "refuses", "escalates"));
    return object == null
        ? Labels.NONE
        : new Labels(
            reading.optionalList(object, "adds", at, this::label),
            reading.optionalList(object, "refuses", at, this::label),
            reading.optionalList(object, "escalates", at, this::label));
  }

  /// Reads one label.
  public @Nullable String label(Json json, String at) {
    String text = reading.text(json, at);
    if (text != null && !Labels.isLabel(text)) {
      reading.report(at, Reason.INVALID_VALUE, "must be a label such as `untrusted_content`");
      return null;
    }
    return text;
  }

  /// Reads one limit.
  public @Nullable Limit limit(Json json, String at) {
    return new LimitsReader(reading).limit(json, at);
  }

  /// Reads `approval`; null where it is absent.
  public @Nullable ApprovalRule approval(@Nullable Json json, String at) {
    if (json == null) {
      return null;
    }
    Json.Obj object =
        reading.object(json, at, Set.of("when", "approvers", "quorum", "answer_within"));
    if (object == null) {
      return null;
    }
    Json when = object.get("when");
    String condition = when == null ? null : reading.text(when, at + "/when");
    var approvers = reading.list(object.get("approvers"), at + "/approvers", this::approver);
    Json quorum = object.get("quorum");
    Integer people =
        quorum == null
            ? Integer.valueOf(1)
            : reading.integer(quorum, at + "/quorum", 1, ApprovalRule.QUORUM_MAX);
    Json within = object.get("answer_within");
    Duration answerWithin = within == null ? null : duration(within, at + "/answer_within");
    return approvers == null || approvers.isEmpty() || people == null
        ? null
        : new ApprovalRule(condition, approvers, people, answerWithin);
  }

  private @Nullable String approver(Json json, String at) {
    String text = reading.text(json, at);
    if (text != null && !ClientId.isWellFormed(text)) {
      reading.report(at, Reason.INVALID_VALUE, "must be a client or a role such as `role:finance`");
      return null;
    }
    return text;
  }

  private @Nullable Duration duration(Json json, String at) {
    String text = reading.text(json, at);
    if (text == null) {
      return null;
    }
    try {
      Duration duration = Duration.parse(text);
      if (ApprovalRule.isAnswerTime(duration)) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Falls through to the same problem: the parser's own words are about its position.
    }
    reading.report(
        at,
        Reason.INVALID_VALUE,
        "must be an ISO 8601 duration of whole seconds up to 30 days, such as `PT30M`");
    return null;
  }

  /// Reads one obligation. Its type need NOT be one that anybody knows: who must meet it decides.
  public Json.@Nullable Obj obligation(Json json, String at) {
    Json.Obj object = reading.anyObject(json, at);
    if (object == null || reading.text(object.get("type"), at + "/type") == null) {
      return null;
    }
    if (Values.count(object) > reading.limits().entriesMax()
        || Values.longest(object) > reading.limits().charsMax()) {
      reading.report(at, Reason.TOO_LARGE, "is too large an obligation");
      return null;
    }
    return reading.isOrReport(Values.fault(object), at) ? object : null;
  }
}
