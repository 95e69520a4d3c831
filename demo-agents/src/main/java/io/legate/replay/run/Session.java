package io.legate.replay.run;

import io.legate.client.agent.Delegation;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.TaskRequest;
import io.legate.client.agent.TaskRequest.SubjectToken;
import io.legate.client.broker.AgentAction;
import io.legate.client.broker.BrokerException;
import io.legate.client.resource.AgentRequest;
import io.legate.client.resource.Answer;
import io.legate.client.resource.Permit;
import io.legate.client.resource.Refusal;
import io.legate.client.resource.ResourceServer;
import io.legate.demo.stage.IdentityProvider.Login;
import io.legate.json.Json;
import io.legate.provenance.Literals;
import io.legate.replay.recipe.Arguments;
import io.legate.replay.recipe.Intent;
import io.legate.replay.recipe.Names;
import io.legate.replay.recipe.Recipe;
import io.legate.replay.run.Verdict.Outcome;
import io.legate.replay.suite.Suite;
import io.legate.replay.suite.Tool;
import io.legate.replay.suite.ToolCall;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// One task at the broker: opened by the planner for a user's instruction, acted on by the
/// executor.
final class Session implements AutoCloseable {

  private static final Duration LIFE = Duration.ofMinutes(20);

  /// Of the sentence that people read.
  private static final int PURPOSE_MAX = 512;

  /// What a child takes over whether it repeats it or not.
  private static final Set<String> INHERITED = Set.of("delegation", "approval", "labels");

  private final Stand stand;
  private final Suite suite;
  private final HeldHop root;
  private final HeldHop hop;

  private Session(Stand stand, Suite suite, HeldHop root, HeldHop hop) {
    this.stand = stand;
    this.suite = suite;
    this.root = root;
    this.hop = hop;
  }

  /// Opens a task for an instruction, by its suite's template and the instruction's words alone.
  static Session open(Stand stand, Suite suite, String instruction) throws BrokerException {
    var now = Instant.now();
    var login = Login.of("alice", List.of(), "").lettingOpen(Recipe.PLANNER);
    var token = stand.provider().subjectToken(login, now);
    HeldHop root =
        stand
            .planner()
            .openTask(
                TaskRequest.ofTemplate(
                        cut(instruction),
                        Names.TEMPLATE,
                        Json.Obj.with(
                                Recipe.ASKED, Json.Arr.ofStrings(Intent.asked(suite, instruction)))
                            .build(),
                        now.plus(LIFE),
                        1)
                    .forSubject(new SubjectToken(token, SubjectToken.Type.JWT))
                    .withLiterals(Literals.of(instruction)));
    var delegation = Delegation.to(Recipe.EXECUTOR, narrowed(root.boundary()), root.expiresAt());
    return new Session(stand, suite, root, stand.executor().redeem(root.delegate(delegation)));
  }

  private static String cut(String instruction) {
    String line = instruction.strip().replaceAll("\\s+", " ");
    return line.length() <= PURPOSE_MAX ? line : line.substring(0, PURPOSE_MAX);
  }

  private static Json.Arr narrowed(Json.Arr boundary) {
    var entries = new ArrayList<Json>();
    for (Json each : boundary.items()) {
      var members = new LinkedHashMap<>(((Json.Obj) each).members());
      members.keySet().removeAll(INHERITED);
      entries.add(new Json.Obj(members));
    }
    return new Json.Arr(entries);
  }

  /// Makes a call, and tells the broker what its recorded result disclosed.
  ///
  /// @param approves whether the user approves it where they are asked
  Verdict play(ToolCall call, boolean approves) throws Exception {
    Answer answer = ask(call);
    if (answer instanceof Refusal refusal
        && refusal.decision() == Refusal.Decision.ESCALATE
        && approves) {
      stand.owner().approve(Objects.requireNonNull(refusal.escalationId()));
      answer = ask(call);
      if (answer instanceof Permit permit) {
        settle(call, permit);
        return new Verdict(Outcome.APPROVED, codes(refusal));
      }
    }
    return switch (answer) {
      case Permit permit -> {
        settle(call, permit);
        yield new Verdict(Outcome.ALLOWED, "");
      }
      case Refusal refusal ->
          new Verdict(
              refusal.decision() == Refusal.Decision.ESCALATE ? Outcome.ESCALATED : Outcome.DENIED,
              codes(refusal));
    };
  }

  private static String codes(Refusal refusal) {
    return refusal.reasons().stream()
        .map(reason -> (reason.code() + " " + reason.pointer()).strip())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private Answer ask(ToolCall call) throws Exception {
    ResourceServer server = stand.server();
    var action =
        new AgentAction(Names.action(call.tool()), Names.resource(call.tool()), Arguments.of(call));
    String uri = Names.AUDIENCE + "/calls";
    var headers = hop.authorizedHeaders(Names.AUDIENCE, "POST", URI.create(uri), action);
    var verified =
        server.verify(
            AgentRequest.http(
                "POST", uri, List.of(headers.authorization()), List.of(headers.dpop())));
    return server.authorize(verified, action.name(), action.resource(), action.arguments());
  }

  private void settle(ToolCall call, Permit permit) throws Exception {
    Tool tool = Objects.requireNonNull(suite.tools().get(call.tool()));
    Json.Obj answer = new AnswerDocument(suite, tool).of(call.result());
    var _ =
        permit.execute(
            permit.decided().arguments(),
            (obligations, outcome) -> {
              outcome.answered(answer);
              return obligations.object(answer);
            });
  }

  @Override
  public void close() {
    hop.close();
    root.close();
  }
}
