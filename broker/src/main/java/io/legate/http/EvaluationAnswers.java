package io.legate.http;

import io.legate.authorize.Answer;
import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Authorized;
import io.legate.authorize.Reason;
import io.legate.authorize.TasklessDecision;
import io.legate.edge.StatusMapping;
import io.legate.edge.StatusMapping.Role;
import io.legate.json.Json;
import io.legate.refusal.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decisions as AuthZEN has them (Authorization API 1.0 section 6, and the obligations profile).
/// `true` is ALLOW; everything else is `false`, and `context` says what.
final class EvaluationAnswers {

  /// The obligations of boundaries and rules are between the two sides.
  static final String CUSTOM = "custom";

  private EvaluationAnswers() {}

  /// Returns a decision on a hop's token.
  static Json.Obj of(Authorized authorized) {
    Answer answer = authorized.answer();
    var context =
        Json.Obj.with("evaluation_id", authorized.decisionId())
            .with("outcome", answer.outcome().label())
            .with("reasons", reasons(answer.reasons()))
            .with("policy_hash", answer.policyHash())
            .with("digest", answer.digest())
            .with("task", authorized.task().toString())
            .with("subject", authorized.subject())
            .with("actors", Json.Arr.ofStrings(answer.actors()))
            .withOptional("retry_at", text(answer.retryAt()))
            .withOptional("execute_by", text(answer.executeBy()))
            .withOptional("escalation", answer.escalation());
    if (!answer.left().isEmpty()) {
      context.with(
          "limits",
          new Json.Arr(
              answer.left().stream()
                  .<Json>map(
                      left -> Json.Obj.with("name", left.limit()).with("left", left.left()).build())
                  .toList()));
    }
    var obligations = new ArrayList<>(answer.obligations());
    if (answer.maxRows() != null) {
      obligations.add(Json.Obj.with("type", "max_rows").with("value", answer.maxRows()).build());
    }
    addObligations(context, obligations);
    return decision(answer.outcome() == Outcome.ALLOW, context.build());
  }

  /// Returns what policy alone says.
  static Json.Obj of(TasklessDecision decision) {
    var context =
        Json.Obj.with("evaluation_id", decision.id())
            .with("outcome", (decision.allowed() ? Outcome.ALLOW : Outcome.DENY).label())
            .with("reasons", reasons(decision.reasons()))
            .with("policy_hash", decision.policyHash())
            .with("digest", decision.digest());
    addObligations(context, decision.obligations());
    return decision(decision.allowed(), context.build());
  }

  /// Returns what an item of a batch is answered that is not a question.
  static Json.Obj of(RefusedException refusal) {
    var error =
        Json.Obj.with("status", StatusMapping.http(refusal.code(), Role.PROTECTED_RESOURCE))
            .with("message", refusal.sentence())
            .with("code", refusal.code().label())
            .build();
    return decision(false, Json.Obj.with("error", error).build());
  }

  private static Json.Obj decision(boolean allowed, Json.Obj context) {
    return Json.Obj.with("decision", new Json.Bool(allowed)).with("context", context).build();
  }

  private static Json.Arr reasons(List<Reason> reasons) {
    return new Json.Arr(
        reasons.stream()
            .<Json>map(
                reason ->
                    Json.Obj.with("code", reason.code())
                        .with("sentence", reason.sentence())
                        .with("check", reason.check().label())
                        .with("pointer", reason.pointer())
                        .build())
            .toList());
  }

  private static void addObligations(Json.Builder context, List<Json.Obj> obligations) {
    var all = new ArrayList<Json>();
    for (int i = 0; i < obligations.size(); i++) {
      all.add(
          Json.Obj.with("type", CUSTOM)
              .with("id", "obl-" + (i + 1))
              .with("obligation", obligations.get(i))
              .build());
    }
    if (!all.isEmpty()) {
      context.with("obligations", new Json.Arr(all));
    }
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
