package io.legate.inquiry;

import io.legate.boundary.ActionPattern;
import io.legate.boundary.Fault;
import io.legate.boundary.ResourcePattern;
import io.legate.crypto.Sha256;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which records are wanted: those of which everything that is named holds.
///
/// @param tasks of these; empty for all
/// @param client in which this client acts, asks or is acted upon
/// @param subject on behalf of whom, exactly
/// @param action a name, or `a.*` for all that start so
/// @param resource a name, or `x/*` for all below
/// @param decision decisions that came to this
/// @param approver a person who answered, or whose approval was used
/// @param since the first instant; null for the beginning
/// @param until the first instant that is not wanted any more; null for the end
public record RecordFilter(
    List<TaskId> tasks,
    @Nullable ClientId client,
    @Nullable String subject,
    @Nullable ActionPattern action,
    @Nullable ResourcePattern resource,
    @Nullable String decision,
    @Nullable ClientId approver,
    @Nullable Instant since,
    @Nullable Instant until) {

  /// Everything.
  public static final RecordFilter ALL =
      new RecordFilter(List.of(), null, null, null, null, null, null, null, null);

  /// The outcomes of decisions.
  public static final List<String> DECISIONS = List.of("allow", "deny", "escalate", "rate_limited");

  private static final int SUBJECT_CHARS_MAX = 512;

  public RecordFilter {
    tasks = List.copyOf(tasks);
  }

  /// A question as it is written. Null, or an empty list, asks for nothing.
  public record Text(
      List<String> tasks,
      @Nullable String client,
      @Nullable String subject,
      @Nullable String action,
      @Nullable String resource,
      @Nullable String decision,
      @Nullable String approver,
      @Nullable Instant since,
      @Nullable Instant until) {
    public Text {
      tasks = List.copyOf(tasks);
    }
  }

  /// Reads a question.
  ///
  /// @throws InvalidFilterException naming the first member that cannot be asked for
  public static RecordFilter of(Text text) throws InvalidFilterException {
    if (text.since != null && text.until != null && !text.since.isBefore(text.until)) {
      throw new InvalidFilterException("until", "is not after the beginning");
    }
    return new RecordFilter(
        tasks(text.tasks),
        client("client", text.client),
        subject(text.subject),
        action(text.action),
        resource(text.resource),
        decision(text.decision),
        client("approver", text.approver),
        text.since,
        text.until);
  }

  private static List<TaskId> tasks(List<String> texts) throws InvalidFilterException {
    var ids = new java.util.ArrayList<TaskId>();
    for (String text : texts) {
      TaskId id = TaskId.parse(text);
      if (id == null) {
        throw new InvalidFilterException(
            "task", "must be a task's id, a UUID of version 7 in lower case, not `" + text + "`");
      }
      ids.add(id);
    }
    return ids;
  }

  private static @Nullable ClientId client(String member, @Nullable String text)
      throws InvalidFilterException {
    if (text != null && !ClientId.isWellFormed(text)) {
      throw new InvalidFilterException(member, "must be a client id, not `" + text + "`");
    }
    return text == null ? null : new ClientId(text);
  }

  private static @Nullable String subject(@Nullable String text) throws InvalidFilterException {
    if (text != null && text.length() > SUBJECT_CHARS_MAX) {
      throw new InvalidFilterException("subject", "is longer than any subject");
    }
    return text;
  }

  private static @Nullable ActionPattern action(@Nullable String text)
      throws InvalidFilterException {
    ActionPattern pattern = text == null ? null : ActionPattern.parse(text);
    if (text != null && pattern == null) {
      throw new InvalidFilterException(
          "action", "must be an action, or a family such as `payments.*`, not `" + text + "`");
    }
    return pattern;
  }

  private static @Nullable ResourcePattern resource(@Nullable String text)
      throws InvalidFilterException {
    if (text == null) {
      return null;
    }
    Fault fault = ResourcePattern.fault(text);
    if (fault != null) {
      throw new InvalidFilterException("resource", fault.sentence() + ": `" + text + "`");
    }
    return ResourcePattern.of(text);
  }

  private static @Nullable String decision(@Nullable String text) throws InvalidFilterException {
    if (text != null && !DECISIONS.contains(text)) {
      throw new InvalidFilterException(
          "decision", "must be one of " + String.join(", ", DECISIONS) + ", not `" + text + "`");
    }
    return text;
  }

  /// Returns whether a record may be wanted as far as its time goes.
  public boolean holdsAt(Instant at) {
    return (since == null || !at.isBefore(since)) && (until == null || at.isBefore(until));
  }

  /// Returns whether a record is wanted.
  ///
  /// @param at when it was made
  public boolean holds(Instant at, RecordFacts of) {
    return holdsAt(at)
        && (tasks.isEmpty() || (of.task() != null && tasks.contains(of.task())))
        && (client == null || of.clients().contains(client.value()))
        && (subject == null || subject.equals(of.subject()))
        && (action == null || (of.action() != null && action.admits(of.action())))
        && (resource == null || (of.resource() != null && resource.admits(of.resource())))
        && (decision == null || decision.equals(of.decision()))
        && (approver == null || of.approvers().contains(approver.value()));
  }

  /// Returns whether a record without task, action and subject may be wanted.
  boolean reachesControl() {
    return tasks.isEmpty()
        && subject == null
        && action == null
        && resource == null
        && decision == null
        && approver == null;
  }

  /// Returns whether a record that stands alone may be wanted.
  boolean reachesLone() {
    return tasks.isEmpty() && approver == null;
  }

  /// Returns what this question is told from others by.
  String digest() {
    return Sha256.base64Url(toString()).substring(0, 16);
  }
}
