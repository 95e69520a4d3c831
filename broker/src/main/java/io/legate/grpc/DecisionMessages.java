package io.legate.grpc;

import io.legate.authorize.Answer;
import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.AuthorizeCommand.Asked;
import io.legate.authorize.AuthorizeCommand.Semantic;
import io.legate.authorize.Authorized;
import io.legate.boundary.ActionRequest;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidActionException;
import io.legate.boundary.Limit;
import io.legate.edge.Parameters;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.v1.Action;
import io.legate.v1.AgentProof;
import io.legate.v1.AuthorizeBatchRequest;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.BatchSemantic;
import io.legate.v1.Check;
import io.legate.v1.Context;
import io.legate.v1.Decision;
import io.legate.v1.Explanation;
import io.legate.v1.LimitRemaining;
import io.legate.v1.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Questions and decisions as messages carry them.
final class DecisionMessages {

  private static final int BATCH_MAX = io.legate.authorize.Authorization.BATCH_MAX;

  private DecisionMessages() {}

  /// Returns what is asked.
  ///
  /// @param audience of the resource server that asks: where every action of it takes place
  static AuthorizeCommand command(AuthorizeRequest message, String audience, BoundaryLimits limits)
      throws RefusedException {
    if (message.getReceipt()) {
      throw Parameters.malformed("receipt", "not_served", "is not served by this version");
    }
    var asked = asked("/action", message.getAction(), audience, limits);
    return command(
        message.getRequestId(),
        message.getAgent(),
        List.of(asked),
        null,
        message.getDryRun(),
        message.getExplain());
  }

  /// Returns what is asked of a batch.
  static AuthorizeCommand command(
      AuthorizeBatchRequest message, String audience, BoundaryLimits limits)
      throws RefusedException {
    if (message.getActionsCount() < 1 || message.getActionsCount() > BATCH_MAX) {
      throw Parameters.malformed("actions", "too_large", "must be 1 to " + BATCH_MAX + " actions");
    }
    var asked = new ArrayList<Asked>();
    for (int i = 0; i < message.getActionsCount(); i++) {
      asked.add(asked("/actions/" + i, message.getActions(i), audience, limits));
    }
    return command(
        message.getRequestId(),
        message.getAgent(),
        asked,
        semantic(message.getSemantic()),
        message.getDryRun(),
        false);
  }

  private static AuthorizeCommand command(
      String requestId,
      AgentProof agent,
      List<Asked> asked,
      @Nullable Semantic semantic,
      boolean dryRun,
      boolean explain)
      throws RefusedException {
    return new AuthorizeCommand(
        Parameters.requestId(requestId),
        Parameters.required("agent/access_token", agent.getAccessToken()),
        Parameters.required("agent/dpop", agent.getDpop()),
        Parameters.required("agent/htm", agent.getHtm()),
        Parameters.required("agent/htu", agent.getHtu()),
        asked,
        semantic,
        dryRun,
        explain);
  }

  private static Asked asked(String at, Action message, String audience, BoundaryLimits limits)
      throws RefusedException {
    if (!message.hasRowsWanted()) {
      return new Asked(action(at, message, audience, limits), null);
    }
    long rows = message.getRowsWanted();
    if (rows < 1 || rows > Limit.TOTAL_MAX) {
      throw Parameters.malformed(
          at.substring(1) + "/rows_wanted",
          "invalid_value",
          "must be from 1 to " + Limit.TOTAL_MAX);
    }
    return new Asked(action(at, message, audience, limits), rows);
  }

  private static ActionRequest action(
      String at, Action message, String audience, BoundaryLimits limits) throws RefusedException {
    String text = message.getArguments();
    Json arguments =
        text.isEmpty()
            ? Json.Obj.EMPTY
            : Parameters.json(at.substring(1) + "/arguments", text, Code.INVALID_REQUEST);
    try {
      return ActionRequest.parse(
          message.getAction(), audience, message.getResource(), arguments, limits);
    } catch (InvalidActionException e) {
      throw Parameters.refusal(at, e.problems());
    }
  }

  private static Semantic semantic(BatchSemantic semantic) throws RefusedException {
    return switch (semantic) {
      case BATCH_SEMANTIC_UNSPECIFIED, BATCH_SEMANTIC_EXECUTE_ALL -> Semantic.EXECUTE_ALL;
      case BATCH_SEMANTIC_DENY_ON_FIRST_DENY -> Semantic.DENY_ON_FIRST_DENY;
      case BATCH_SEMANTIC_PERMIT_ON_FIRST_PERMIT -> Semantic.PERMIT_ON_FIRST_PERMIT;
      case UNRECOGNIZED ->
          throw Parameters.malformed("semantic", "invalid_value", "is not one that is known");
    };
  }

  /// Returns the message of a recorded answer.
  static AuthorizeResponse response(String requestId, Authorized authorized, Instant now) {
    Answer answer = authorized.answer();
    var message =
        AuthorizeResponse.newBuilder()
            .setRequestId(requestId)
            .setDecision(decision(answer.outcome()))
            .setDecisionId(authorized.decisionId())
            .setPolicyHash(answer.policyHash())
            .setDigest(answer.digest())
            .setContext(
                Context.newBuilder()
                    .setTaskId(authorized.task().toString())
                    .setPurpose(authorized.purpose())
                    .setSubject(authorized.subject())
                    .addAllActors(answer.actors()));
    answer.reasons().forEach(reason -> message.addReasons(reason(reason)));
    answer.obligations().forEach(obligation -> message.addObligations(Jcs.text(obligation)));
    answer
        .left()
        .forEach(
            left ->
                message.addLimits(
                    LimitRemaining.newBuilder().setName(left.limit()).setLeft(left.left())));
    if (answer.retryAt() != null) {
      message.setRetryAt(Times.timestamp(answer.retryAt()));
    }
    if (answer.escalation() != null) {
      message.setEscalationId(answer.escalation());
    }
    if (answer.maxRows() != null) {
      message.setMaxRows(answer.maxRows());
    }
    if (authorized.explanation() != null) {
      message.setExplanation(explanation(authorized.explanation()));
    }
    if (answer.executeBy() != null) {
      Duration within = Duration.between(now, answer.executeBy());
      message
          .setExecuteBy(Times.timestamp(answer.executeBy()))
          .setExecuteWithin(Times.duration(within.isNegative() ? Duration.ZERO : within));
    }
    return message.build();
  }

  private static Explanation explanation(io.legate.authorize.Explanation explanation) {
    var message = Explanation.newBuilder();
    explanation.checks().forEach(part -> message.addChecks(part(part)));
    explanation.rules().forEach(part -> message.addRules(part(part)));
    explanation.conditions().forEach(part -> message.addConditions(part(part)));
    explanation.limits().forEach(part -> message.addLimits(part(part)));
    explanation.seen().forEach(part -> message.addSeen(part(part)));
    return message.build();
  }

  private static Explanation.Part part(io.legate.authorize.Explanation.Part part) {
    return Explanation.Part.newBuilder().setId(part.id()).setOutcome(part.outcome()).build();
  }

  private static Decision decision(Answer.Outcome outcome) {
    return switch (outcome) {
      case ALLOW -> Decision.DECISION_ALLOW;
      case DENY -> Decision.DECISION_DENY;
      case ESCALATE -> Decision.DECISION_ESCALATE;
      case RATE_LIMITED -> Decision.DECISION_RATE_LIMITED;
    };
  }

  private static Reason reason(io.legate.authorize.Reason reason) {
    return Reason.newBuilder()
        .setCode(reason.code())
        .setSentence(reason.sentence())
        .setCheck(check(reason.check()))
        .setPointer(reason.pointer())
        .build();
  }

  private static Check check(io.legate.authorize.Check check) {
    return Check.valueOf("CHECK_" + check.name());
  }
}
