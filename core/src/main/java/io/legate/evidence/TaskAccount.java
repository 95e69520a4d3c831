package io.legate.evidence;

import io.legate.identity.TaskId;
import io.legate.inquiry.LoggedRecord;
import io.legate.json.Json;
import io.legate.task.EventKind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is on record of one task.
///
/// @param opened its first record; null where it is not there
/// @param hops parents before their children
/// @param acts every question that was answered, in order
/// @param changes what took authority away or gave it back, and refused exchanges, in order
/// @param removed how many of its records retention has removed
public record TaskAccount(
    TaskId id,
    @Nullable LoggedRecord opened,
    List<HopAccount> hops,
    List<Act> acts,
    List<Change> changes,
    long removed) {

  public TaskAccount {
    hops = List.copyOf(hops);
    acts = List.copyOf(acts);
    changes = List.copyOf(changes);
  }

  /// One delegation.
  ///
  /// @param made the record it was made by
  /// @param hop as it was recorded
  /// @param consent how its delegator consented; empty for the root
  /// @param tokens its instances, the first one first
  /// @param state `live`, `revoked`, `suspended` or `unconfirmed`, as far as this task's records go
  public record HopAccount(
      LoggedRecord made, Json.Obj hop, Json.Obj consent, List<Json.Obj> tokens, String state) {
    public HopAccount {
      tokens = List.copyOf(tokens);
    }

    String id() {
      return Fields.text(hop, "id", "");
    }

    @Nullable String parent() {
      return Fields.text(hop, "parent");
    }

    String client() {
      return Fields.text(hop, "client", "not known");
    }

    int depth() {
      Long depth = Fields.number(hop, "depth");
      return depth == null ? 0 : depth.intValue();
    }

    List<Json.Obj> boundary() {
      return Fields.objects(hop, "boundary");
    }
  }

  /// A question and its answer, and what came of it.
  ///
  /// @param agent who asked; null where the records do not say
  /// @param data of the decision's record; empty once that is removed
  /// @param asked what people were asked because of it, or before it about the same; null where
  ///   nobody was
  /// @param settled what came of it; null where that was not reported
  public record Act(
      LoggedRecord record,
      String id,
      @Nullable String agent,
      @Nullable String subject,
      Json.Obj data,
      @Nullable Asked asked,
      @Nullable LoggedRecord settled) {

    String outcome() {
      return Fields.text(data, "outcome", "not known");
    }

    String action() {
      return Fields.text(Fields.object(data, "action"), "action", "not known");
    }

    String resource() {
      return Fields.text(Fields.object(data, "action"), "resource", "");
    }

    /// What it rested on: of a decision outside of any task it stands elsewhere.
    Json.Obj basis() {
      return data.get("basis") instanceof Json.Obj basis
          ? basis
          : Fields.object(Fields.object(data, "checks"), "basis");
    }

    List<Json.Obj> reasons() {
      return data.get("reasons") == null
          ? Fields.objects(Fields.object(data, "answer"), "reasons")
          : Fields.objects(data, "reasons");
    }

    List<Json.Obj> obligations() {
      return data.get("obligations") == null
          ? Fields.objects(Fields.object(data, "answer"), "obligations")
          : Fields.objects(data, "obligations");
    }
  }

  /// What people were asked, and what they answered.
  ///
  /// @param decision sequence number of the decision that asked
  /// @param answers each with its record
  public record Asked(LoggedRecord record, long decision, Json.Obj ask, List<Answer> answers) {
    public Asked {
      answers = List.copyOf(answers);
    }
  }

  /// One person's answer.
  public record Answer(LoggedRecord record, Json.Obj given) {}

  /// Something that happened to the task other than a question.
  ///
  /// @param what in words
  /// @param hop whose authority it changed; null where it is the task's
  public record Change(
      LoggedRecord record, String what, @Nullable String hop, String by, String reason) {}

  Json.Obj header() {
    return opened == null ? Json.Obj.EMPTY : Fields.object(opened.data(), "header");
  }

  /// Returns the hop of this id, or null.
  @Nullable HopAccount hop(String hopId) {
    for (HopAccount each : hops) {
      if (each.id().equals(hopId)) {
        return each;
      }
    }
    return null;
  }

  /// Returns what became of the task: `open`, `completed`, `revoked`.
  String state() {
    for (Change change : changes) {
      if (change.record().event().kind() == EventKind.ENDED.number()) {
        return Fields.text(change.record().data(), "how", "ended");
      }
    }
    return "open";
  }

  /// Returns the same with some of its acts only.
  ///
  /// @param wanted sequence numbers of their decisions
  TaskAccount withActs(Set<Long> wanted) {
    var some = acts.stream().filter(act -> wanted.contains(act.record().event().seq())).toList();
    return new TaskAccount(id, opened, hops, some, changes, removed);
  }
}
