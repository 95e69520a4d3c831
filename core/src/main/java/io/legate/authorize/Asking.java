package io.legate.authorize;

import io.legate.authorize.Authorization.Pep;
import io.legate.boundary.ActionRequest;
import io.legate.crypto.Sha256;
import io.legate.identity.TaskId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.stream.Operation;
import io.legate.task.Instance;

/// One question or batch under way: who asks, what, and on which evidence.
record Asking(Pep pep, AuthorizeCommand command, AgentEvidence evidence) {

  TaskId task() {
    return evidence.token().claims().txn();
  }

  /// A question of its own and one on a stream are the same method; a batch is another. What it
  /// takes of the task's memory is the agent's, whose proof it cost, and not the resource server's,
  /// through which all agents ask.
  Operation operation() {
    String method = command.isBatch() ? "AuthorizeBatch" : "Authorize";
    var token = evidence.token().claims();
    return Operation.of(
            pep.client().id(),
            command.dryRun() ? method + " dry run" : method,
            token.hop().toString(),
            command.request())
        .sharedBy(token.client());
  }

  Operation operation(int index) {
    return command.isBatch() ? operation().item(index) : operation();
  }

  Question question(Instance instance, int index) {
    var asked = command.asked().get(index);
    ActionRequest action = asked.action();
    String said = evidence.proof().actionDigest();
    return new Question(
        task(), pep.client().id(), instance, action, action.digest(), said, asked.rowsWanted());
  }

  /// How the question is put.
  ///
  /// @param shown whether the proof itself is recorded, which the first item of a batch holds for
  ///   all
  Circumstances circumstances(boolean shown, boolean attested) {
    return new Circumstances(
        command.method(),
        command.uri(),
        shown ? evidence.proof().replayKey() : null,
        shown ? evidence.proof().compact() : null,
        command.dryRun(),
        attested);
  }

  String replayKey() {
    return evidence.proof().replayKey();
  }

  /// Whether the agent meant this question, as far as its proof says.
  boolean isMeant(Question question) {
    String said = question.saidDigest();
    return said == null || said.equals(meant(question));
  }

  /// What `adg` must be: the action's digest without its prefix, or for a batch that of all of
  /// them.
  private String meant(Question question) {
    if (!command.isBatch()) {
      return question.digest().substring(question.digest().indexOf(':') + 1);
    }
    var items =
        command.asked().stream()
            .<Json>map(asked -> DecisionRecord.canonical(asked.action()))
            .toList();
    return Sha256.base64Url(Jcs.text(new Json.Arr(items)));
  }
}
