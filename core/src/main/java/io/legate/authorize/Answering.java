package io.legate.authorize;

import io.legate.authorize.Answer.Left;
import io.legate.authorize.Answer.Outcome;
import io.legate.identity.HopId;
import io.legate.policy.Policy;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts a verdict in the words of the wire: what the resource server is told, and nothing that is
/// not its to know.
final class Answering {

  private final Policy policy;

  Answering(Policy policy) {
    this.policy = policy;
  }

  /// Returns the answer to a question that was decided at `at`.
  Answer answer(TaskState state, Question question, Verdict verdict, Instant at) {
    String digest = question.digest();
    List<String> actors = actors(state, question.instance().hop());
    return switch (verdict) {
      case Verdict.Allow allow ->
          new Answer(
              Outcome.ALLOW,
              List.of(),
              allow.obligations(),
              allow.left().stream()
                  .map(left -> new Left(left.key().limit(), left.left().toPlainString()))
                  .toList(),
              null,
              allow.maxRows(),
              policy.hash(),
              digest,
              at.plus(policy.lifetimes(question.action().action()).executeWithin()),
              actors,
              null);
      case Verdict.Deny(var reasons) -> refusal(Outcome.DENY, reasons, null, digest, actors);
      case Verdict.Escalate(var reasons, _, _) ->
          refusal(Outcome.ESCALATE, reasons, null, digest, actors);
      case Verdict.RateLimited(var reasons, var retryAt) ->
          refusal(Outcome.RATE_LIMITED, reasons, retryAt, digest, actors);
    };
  }

  /// Returns the client ids of a hop's chain, the holder's first.
  static List<String> actors(TaskState state, HopId hop) {
    return state.chain(hop).stream().map(each -> each.client().value()).toList();
  }

  private Answer refusal(
      Outcome outcome,
      List<Reason> reasons,
      @Nullable Instant retryAt,
      String digest,
      List<String> actors) {
    return new Answer(
        outcome,
        reasons,
        List.of(),
        List.of(),
        retryAt,
        null,
        policy.hash(),
        digest,
        null,
        actors,
        null);
  }
}
