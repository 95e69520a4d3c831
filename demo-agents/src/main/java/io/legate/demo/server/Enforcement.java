package io.legate.demo.server;

import io.legate.client.broker.AgentAction;
import io.legate.client.resource.Answer;
import io.legate.client.resource.NotPermittedException;
import io.legate.client.resource.Obligations;
import io.legate.client.resource.Permit;
import io.legate.client.resource.Refusal;
import io.legate.client.resource.RefusedCallException;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.VerifiedCall;
import io.legate.client.web.RequestException;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.sql.SQLException;
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
      var reason =
          Json.Obj.with("code", e.reason().error())
              .with("sentence", e.sentence())
              .with("check", "proof")
              .with("pointer", "")
              .build();
      answered(call, action, row, "unauthenticated", "", new Json.Arr(List.of(reason)));
      throw e;
    }
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
            Obligations.NONE,
            outcome -> {
              try {
                return work.run(permit.decisionId());
              } catch (RequestException e) {
                outcome.notExecuted();
                throw e;
              }
            });
      }
    };
  }

  /// Returns a record that is there.
  ///
  /// @throws RequestException if there is none
  static Json found(Optional<Json.Obj> record) throws RequestException {
    if (record.isEmpty()) {
      throw new RequestException(404, "not_found", "there is no such record");
    }
    return record.get();
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
    Json run(String decision) throws Exception;
  }
}
