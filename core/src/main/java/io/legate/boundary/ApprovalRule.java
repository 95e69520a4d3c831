package io.legate.boundary;

import io.legate.json.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When a person must approve, and who may: the `approval` of a permission.
///
/// @param when a CEL expression, kept as text; null means always
/// @param approvers clients or roles who may answer, at least one
/// @param quorum how many different people must approve, at least one
/// @param answerWithin after which silence is a denial; null leaves it to policy
public record ApprovalRule(
    @Nullable String when, List<String> approvers, int quorum, @Nullable Duration answerWithin) {

  /// People who must approve one action.
  static final int QUORUM_MAX = 16;

  /// No person is waited for longer.
  static final Duration ANSWER_WITHIN_MAX = Duration.ofDays(30);

  public ApprovalRule {
    approvers = Values.requireDistinct(approvers);
    if (quorum < 1 || quorum > QUORUM_MAX) {
      throw new IllegalArgumentException("quorum is out of range");
    }
    if (answerWithin != null && !isAnswerTime(answerWithin)) {
      throw new IllegalArgumentException("time to answer is out of range");
    }
  }

  /// Returns whether `duration` is positive, of whole seconds, and at most 30 days.
  static boolean isAnswerTime(Duration duration) {
    return duration.isPositive()
        && duration.compareTo(ANSWER_WITHIN_MAX) <= 0
        && duration.equals(Duration.ofSeconds(duration.toSeconds()));
  }

  /// Returns the JSON form. What is read back is equal; a duration's text may differ from what was
  /// first read.
  public Json.Obj toJson() {
    var members = new java.util.LinkedHashMap<String, Json>();
    if (when != null) {
      members.put("when", new Json.Str(when));
    }
    members.put("approvers", Json.Arr.ofStrings(approvers));
    members.put("quorum", new Json.Num(Integer.toString(quorum)));
    if (answerWithin != null) {
      members.put("answer_within", new Json.Str(answerWithin.toString()));
    }
    return new Json.Obj(members);
  }
}
