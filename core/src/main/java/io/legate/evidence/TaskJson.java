package io.legate.evidence;

import io.legate.evidence.TaskAccount.Act;
import io.legate.evidence.TaskAccount.Answer;
import io.legate.evidence.TaskAccount.Asked;
import io.legate.evidence.TaskAccount.Change;
import io.legate.evidence.TaskAccount.HopAccount;
import io.legate.inquiry.LoggedRecord;
import io.legate.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tree of a task as JSON: each hop with its authority and what of it is narrower than its
/// parent's, its tokens, its acts with their decisions, and the hops below it.
public final class TaskJson {

  private final TaskAccount task;

  private TaskJson(TaskAccount task) {
    this.task = task;
  }

  /// Returns the tree.
  public static Json.Obj write(TaskAccount task) {
    return new TaskJson(task).write();
  }

  private Json.Obj write() {
    Json.Obj header = task.header();
    var builder =
        Json.Obj.with("task", task.id().toString())
            .withOptional("subject", Fields.text(header, "subject"))
            .withOptional("opener", Fields.text(header, "opener"))
            .withOptional("purpose", Fields.text(header, "purpose"))
            .withOptional("opened_at", at(task.opened()))
            .withOptional("expires_at", text(Fields.instant(header, "expires_at")))
            .withOptional("policy", Fields.text(header, "pol"))
            .withOptional("template", Fields.text(header, "template"))
            .with("state", task.state());
    var roots = new ArrayList<Json>();
    for (HopAccount hop : task.hops()) {
      if (hop.parent() == null) {
        roots.add(hop(hop, null));
      }
    }
    builder.with("hops", new Json.Arr(roots));
    builder.with(
        "changes", new Json.Arr(task.changes().stream().<Json>map(TaskJson::change).toList()));
    var stray = task.acts().stream().filter(act -> task.hop(hopOf(act)) == null).toList();
    if (!stray.isEmpty()) {
      builder.with("acts", new Json.Arr(stray.stream().<Json>map(TaskJson::act).toList()));
    }
    if (task.removed() > 0) {
      builder.with("removed_records", task.removed());
    }
    return builder.build();
  }

  private Json.Obj hop(HopAccount hop, @Nullable HopAccount parent) {
    var narrowed = new ArrayList<Json>();
    for (var each : Authority.narrowings(hop, parent)) {
      if (each.of() != null) {
        narrowed.add(
            Json.Obj.with("permission", each.index())
                .with("of", each.of())
                .with("narrower", Json.Arr.ofStrings(each.narrower()))
                .build());
      }
    }
    var withheld =
        Authority.withheld(hop, parent).stream()
            .<Json>map(index -> new Json.Num(Integer.toString(index)))
            .toList();
    var builder =
        Json.Obj.with("hop", hop.id())
            .with("depth", hop.depth())
            .with("agent", hop.client())
            .withOptional("key", Fields.text(Fields.object(hop.hop(), "key"), "jkt"))
            .withOptional("consent", parent == null ? null : Fields.text(hop.consent(), "by"))
            .withOptional("consent_hash", Fields.text(hop.consent(), "hash"))
            .withOptional("issued_at", text(Fields.instant(hop.hop(), "issued_at")))
            .withOptional("ends_at", text(Fields.instant(hop.hop(), "ends_at")))
            .with("state", hop.state())
            .with("record", place(hop.made()))
            .with("authority", new Json.Arr(List.<Json>copyOf(hop.boundary())));
    if (parent != null) {
      builder.with("narrowed", new Json.Arr(narrowed)).with("withheld", new Json.Arr(withheld));
    }
    var acts = task.acts().stream().filter(act -> hopOf(act).equals(hop.id())).toList();
    var below =
        task.hops().stream()
            .filter(each -> hop.id().equals(each.parent()))
            .<Json>map(each -> hop(each, hop))
            .toList();
    return builder
        .with("tokens", new Json.Arr(hop.tokens().stream().<Json>map(TaskJson::token).toList()))
        .with("acts", new Json.Arr(acts.stream().<Json>map(TaskJson::act).toList()))
        .with("hops", new Json.Arr(below))
        .build();
  }

  private static String hopOf(Act act) {
    return Fields.text(act.data(), "hop", "");
  }

  private static Json.Obj token(Json.Obj token) {
    return new Json.Builder()
        .withOptional("jti", Fields.text(token, "jti"))
        .withOptional("audience", Fields.text(token, "aud"))
        .withOptional("issued_at", text(Fields.instant(token, "iat")))
        .withOptional("expires_at", text(Fields.instant(token, "exp")))
        .withOptional("hash", Fields.text(token, "hash"))
        .build();
  }

  private static Json.Obj act(Act act) {
    var builder =
        Json.Obj.with("decision_id", act.id())
            .withOptional("at", at(act.record()))
            .withOptional("agent", act.agent())
            .withOptional("resource_server", Fields.text(act.data(), "pep"))
            .with("action", Fields.object(act.data(), "action"))
            .with("decision", act.outcome())
            .with("record", place(act.record()));
    if (!act.reasons().isEmpty()) {
      builder.with("reasons", new Json.Arr(List.<Json>copyOf(act.reasons())));
    }
    if (!act.obligations().isEmpty()) {
      builder.with("obligations", new Json.Arr(List.<Json>copyOf(act.obligations())));
    }
    builder.with("basis", act.basis());
    Asked asked = act.asked();
    if (asked != null) {
      builder.with("people", people(asked));
    }
    LoggedRecord settled = act.settled();
    if (settled != null) {
      builder.with("settled", Fields.object(settled.data(), "actual"));
    }
    return builder.build();
  }

  private static Json.Obj people(Asked asked) {
    var answers = new ArrayList<Json>();
    for (Answer answer : asked.answers()) {
      answers.add(
          new Json.Builder()
              .withOptional("by", Fields.text(answer.given(), "by"))
              .with("approves", new Json.Bool(Fields.flag(answer.given(), "approves")))
              .withOptional("at", at(answer.record()))
              .withOptional("comment", Fields.text(answer.given(), "comment"))
              .withOptional("key", Fields.text(answer.given(), "jkt"))
              .with("record", place(answer.record()))
              .build());
    }
    return Json.Obj.with("asked_by", asked.decision())
        .withOptional("asked_at", at(asked.record()))
        .withOptional("lapses_at", text(Fields.instant(asked.ask(), "lapses_at")))
        .with("needs", new Json.Arr(Fields.items(asked.ask(), "needs")))
        .with("answers", new Json.Arr(answers))
        .build();
  }

  private static Json.Obj change(Change change) {
    return Json.Obj.with("what", change.what())
        .withOptional("at", at(change.record()))
        .withOptional("hop", change.hop())
        .with("by", change.by())
        .with("reason", change.reason())
        .with("record", place(change.record()))
        .build();
  }

  /// Where a record stands, by which a receipt or an export finds it.
  private static Json.Obj place(LoggedRecord record) {
    return Json.Obj.with("node", record.event().node())
        .with("leaf", record.event().leaf().value())
        .with("hash", record.event().hash().base64Url())
        .build();
  }

  private static @Nullable String at(@Nullable LoggedRecord record) {
    return record == null ? null : record.event().at().toString();
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }
}
