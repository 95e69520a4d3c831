package io.legate.http;

import io.legate.crypto.CompactJws;
import io.legate.crypto.MalformedTokenException;
import io.legate.edge.Parameters;
import io.legate.edge.TaskHint;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.refusal.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An agent's token and proof in the `context` of a question, as its resource server passes them
/// on. Nothing of it is verified here.
///
/// @param method the method that the resource server served
/// @param uri the address that it served, from its configuration
/// @param requestId null where the server makes one
record AgentToken(
    String token,
    String proof,
    String method,
    String uri,
    @Nullable String requestId,
    boolean dryRun) {

  private static final String NAME = "agent";
  private static final String REQUEST_ID = "request_id";
  private static final String DRY_RUN = "dry_run";
  private static final String AT = "context/agent";

  static boolean isIn(Json.Obj context) {
    return context.get(NAME) != null;
  }

  /// Returns what `context` has, null where it has none.
  static @Nullable AgentToken in(Json.Obj context) throws RefusedException {
    if (!isIn(context)) {
      return null;
    }
    Json.Obj agent = Evaluation.optional(context, NAME, AT);
    return new AgentToken(
        required(agent, "access_token"),
        required(agent, "dpop"),
        required(agent, "htm"),
        required(agent, "htu"),
        Evaluation.optionalText(context, REQUEST_ID, "context"),
        flag(context, DRY_RUN));
  }

  /// Refuses what an item's own context says in place of the batch's, where that is about the batch
  /// as a whole: it would be taken for the item's, and what is reserved depends on it.
  static void requireNothingOfTheBatchs(Json.Obj context) throws RefusedException {
    for (String name : List.of(REQUEST_ID, DRY_RUN)) {
      if (!isIn(context) && context.get(name) != null) {
        throw Parameters.malformed(
            "context/" + name, "invalid_value", "belongs in the context of the whole batch");
      }
    }
  }

  private static String required(Json.Obj agent, String name) throws RefusedException {
    return Parameters.required(AT + "/" + name, Evaluation.optionalText(agent, name, AT));
  }

  private static boolean flag(Json.Obj context, String name) throws RefusedException {
    return switch (context.get(name)) {
      case null -> false;
      case Json.Bool(var value) -> value;
      case Json _ ->
          throw Parameters.malformed("context/" + name, "invalid_value", "must be true or false");
    };
  }

  /// Refuses a question that names somebody else than the token as its subject. The token is not
  /// verified yet: it will be as it stands here, or nothing is decided.
  void requireSubject(Evaluation asked) throws RefusedException {
    String subject = subject();
    if (subject == null) {
      return;
    }
    String type = subject.startsWith("user:") ? "user" : "agent";
    if (!asked.subject().id().equals(subject) || !asked.subject().type().equals(type)) {
      throw Parameters.malformed(
          "subject", "invalid_value", "must be the subject of the token, of type `" + type + "`");
    }
  }

  /// What the token says, null where it is none.
  private @Nullable String subject() {
    try {
      return CompactJws.parse(token, CompactJws.Form.TOKEN).payload().string("sub");
    } catch (MalformedTokenException e) {
      return null;
    }
  }

  /// Returns the task that a body seems to be about, to choose who decides; null where none is
  /// seen.
  static @Nullable TaskId hint(Json.Obj body) {
    return body.get("context") instanceof Json.Obj context
            && context.get(NAME) instanceof Json.Obj agent
        ? TaskHint.ofToken(agent.string("access_token"))
        : null;
  }
}
