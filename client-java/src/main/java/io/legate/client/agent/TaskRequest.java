package io.legate.client.agent;

import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an orchestrator asks for when it opens a task.
///
/// @param subject the token of whom the task is for; null where the agent is its own subject, which
///   policy must let it be
/// @param purpose one sentence for people, 1 to 512 characters
/// @param literals the literal values of the instruction, at most 2,000 of at most 1,024
///   characters: the source `prompt`, or `agent` where `subject` is null
/// @param authority what the task may do
/// @param expiresAt when the task ends by itself
/// @param maxDepth the deepest hop allowed; the opener's own is 0
/// @param audience of the first token; null for the broker itself, which is right unless the opener
///   acts at once
public record TaskRequest(
    @Nullable SubjectToken subject,
    String purpose,
    List<String> literals,
    Authority authority,
    Instant expiresAt,
    int maxDepth,
    @Nullable String audience) {

  public TaskRequest {
    literals = List.copyOf(literals);
  }

  /// What a task may do.
  public sealed interface Authority {

    /// As the opener states it.
    ///
    /// @param boundary `authorization_details` of type `agent_action`
    record Boundary(Arr boundary) implements Authority {}

    /// As policy states it for such jobs.
    ///
    /// @param name of a template of the policy in force
    /// @param parameters what the template asks for, by name
    record Template(String name, Obj parameters) implements Authority {}
  }

  /// Returns a request by an agent that is its own subject and gave no literals.
  public static TaskRequest of(String purpose, Arr boundary, Instant expiresAt, int maxDepth) {
    return of(purpose, new Authority.Boundary(boundary), expiresAt, maxDepth);
  }

  /// Returns the same by a template of policy's.
  public static TaskRequest ofTemplate(
      String purpose, String template, Obj parameters, Instant expiresAt, int maxDepth) {
    return of(purpose, new Authority.Template(template, parameters), expiresAt, maxDepth);
  }

  private static TaskRequest of(
      String purpose, Authority authority, Instant expiresAt, int maxDepth) {
    return new TaskRequest(null, purpose, List.of(), authority, expiresAt, maxDepth, null);
  }

  /// Returns the same request for another subject.
  public TaskRequest forSubject(SubjectToken subject) {
    return new TaskRequest(subject, purpose, literals, authority, expiresAt, maxDepth, audience);
  }

  /// Returns the same request with these literals.
  public TaskRequest withLiterals(List<String> literals) {
    return new TaskRequest(subject, purpose, literals, authority, expiresAt, maxDepth, audience);
  }

  /// A token of a configured identity provider.
  ///
  /// @param token the compact token
  /// @param type what the provider issued it as
  public record SubjectToken(String token, Type type) {

    /// The token types of RFC 8693 section 3 that may open a task.
    public enum Type {
      JWT("jwt"),
      ACCESS_TOKEN("access_token"),
      ID_TOKEN("id_token");

      private final String name;

      Type(String name) {
        this.name = name;
      }

      /// The URN.
      public String urn() {
        return "urn:ietf:params:oauth:token-type:" + name;
      }
    }

    /// Never the token: it is a credential.
    @Override
    public String toString() {
      return "SubjectToken[" + type + "]";
    }
  }
}
