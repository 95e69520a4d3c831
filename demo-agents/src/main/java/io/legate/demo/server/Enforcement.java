package io.legate.demo.server;

import io.legate.client.broker.AgentAction;
import io.legate.client.resource.Answer;
import io.legate.client.resource.Met;
import io.legate.client.resource.NotPermittedException;
import io.legate.client.resource.Obligations;
import io.legate.client.resource.Permit;
import io.legate.client.resource.Refusal;
import io.legate.client.resource.RefusedCallException;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.UnmetObligationException;
import io.legate.client.resource.VerifiedCall;
import io.legate.client.web.RequestException;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// The one way to act at a resource server: ask the broker, and do the work within its permit.
final class Enforcement {

  private final String name;
  private final ResourceServer server;
  private final CallLog log;
  private final Consumer<Json.Obj> told;

  /// @param name of the server, for people
  /// @param told hears of each decision
  Enforcement(String name, ResourceServer server, CallLog log, Consumer<Json.Obj> told) {
    this.name = name;
    this.server = server;
    this.log = log;
    this.told = told;
  }

  /// Asks, acts, settles. Writes down the call before it asks and the answer when it has it.
  ///
  /// @throws NotPermittedException if the broker does not allow it
  Json perform(VerifiedCall call, AgentAction action, Work work) throws Exception {
    long row = log.verified(call, action);
    Answer answer;
    try {
      answer = server.authorize(call, action.name(), action.resource(), action.arguments());
    } catch (RefusedCallException e) {
      unauthenticated(call, action, row, e);
      throw e;
    }
    return perform(call, action, row, answer, work);
  }

  /// Asks about several actions of one call at once, and does those that are allowed. Each is
  /// written down, decided and settled by itself.
  ///
  /// @return for each action what was done, or why it was not
  Json performAll(VerifiedCall call, List<AgentAction> actions, WorkOnEach work) throws Exception {
    var rows = new ArrayList<Long>();
    for (AgentAction action : actions) {
      rows.add(log.verified(call, action));
    }
    List<Answer> answers;
    try {
      answers = server.authorizeBatch(call, actions);
    } catch (RefusedCallException e) {
      for (int i = 0; i < actions.size(); i++) {
        unauthenticated(call, actions.get(i), rows.get(i), e);
      }
      throw e;
    }
    var results = new ArrayList<Json>();
    for (int i = 0; i < actions.size(); i++) {
      int item = i;
      try {
        results.add(
            perform(
                call,
                actions.get(i),
                rows.get(i),
                answers.get(i),
                (obligations, decision) -> work.run(item, obligations)));
      } catch (NotPermittedException e) {
        results.add(e.refusal().json());
      }
    }
    return new Json.Arr(results);
  }

  private Json perform(VerifiedCall call, AgentAction action, long row, Answer answer, Work work)
      throws Exception {
    return switch (answer) {
      case Refusal refusal -> {
        String decision = refusal.decision().name().toLowerCase(Locale.ROOT);
        Json reasons = Objects.requireNonNull(refusal.json().get("reasons"));
        answered(call, action, row, decision, "", reasons);
        throw new NotPermittedException(refusal);
      }
      case Permit permit -> {
        answered(call, action, row, "allow", permit.decisionId(), new Json.Arr(List.of()));
        yield permit.execute(
            action.arguments(),
            (obligations, outcome) -> {
              try {
                Met<Json> met = work.run(obligations, permit.decisionId()).map(Json.class::cast);
                outcome.answered(met.value());
                return met;
              } catch (RequestException e) {
                outcome.notExecuted();
                throw e;
              }
            });
      }
    };
  }

  private void unauthenticated(
      VerifiedCall call, AgentAction action, long row, RefusedCallException refused)
      throws SQLException {
    var reason =
        Json.Obj.with("code", refused.reason().error())
            .with("sentence", refused.sentence())
            .with("check", "proof")
            .with("pointer", "")
            .build();
    answered(call, action, row, "unauthenticated", "", new Json.Arr(List.of(reason)));
  }

  /// Discloses a record that is there.
  ///
  /// @throws RequestException if there is none, or none that may be disclosed
  static Met<Json.Obj> shown(Obligations obligations, Optional<Json.Obj> record)
      throws RequestException, UnmetObligationException {
    Json.Obj found = record.orElseThrow(Enforcement::nothingThere);
    Met<Optional<Json.Obj>> met = obligations.object(found);
    Json.Obj shown = met.value().orElseThrow(Enforcement::nothingThere);
    return met.map(each -> shown);
  }

  static RequestException nothingThere() {
    return new RequestException(404, "not_found", "there is no such record");
  }

  private void answered(
      VerifiedCall call, AgentAction action, long row, String answer, String decision, Json reasons)
      throws SQLException {
    log.answered(row, answer, decision, Jcs.text(reasons));
    told.accept(
        Json.Obj.with("event", "decision")
            .with("server", name)
            .with("task", call.taskId().toString())
            .with("hop", call.hopId().toString())
            .with("actor", call.actors().getFirst())
            .with("action", action.name())
            .with("resource", action.resource())
            .with("arguments", action.arguments())
            .with("answer", answer)
            .with("reasons", reasons)
            .build());
  }

  /// What is done once it is allowed.
  @FunctionalInterface
  interface Work {
    /// Does it, and returns what to answer. A [RequestException] says that nothing was done.
    ///
    /// @param decision names the broker's record
    Met<? extends Json> run(Obligations obligations, String decision) throws Exception;
  }

  /// The same for one of several.
  @FunctionalInterface
  interface WorkOnEach {
    /// @param item which of them, from 0
    Met<? extends Json> run(int item, Obligations obligations) throws Exception;
  }
}
