package io.legate.evidence;

import io.legate.evidence.TaskAccount.Act;
import io.legate.evidence.TaskAccount.Answer;
import io.legate.evidence.TaskAccount.Asked;
import io.legate.evidence.TaskAccount.Change;
import io.legate.evidence.TaskAccount.HopAccount;
import io.legate.identity.TaskId;
import io.legate.inquiry.LoggedRecord;
import io.legate.json.Json;
import io.legate.task.EventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts the records of one task together, as they come. Not safe for use from many threads.
public final class AccountReader {

  private static final EventKind[] KINDS = EventKind.values();

  private final TaskId id;
  private @Nullable LoggedRecord opened;
  private final Map<String, Making> hops = new LinkedHashMap<>();
  private final List<LoggedRecord> decisions = new ArrayList<>();
  private final Map<Long, LoggedRecord> settled = new HashMap<>();
  private final Map<Long, LoggedRecord> asks = new TreeMap<>();
  private final Map<Long, List<Answer>> answers = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long removed;

  public AccountReader(TaskId id) {
    this.id = id;
  }

  /// A hop that is not done yet.
  private static final class Making {
    private final LoggedRecord made;
    private final Json.Obj hop;
    private final Json.Obj consent;
    private final List<Json.Obj> tokens = new ArrayList<>();
    private String state;

    Making(LoggedRecord made, Json.Obj hop) {
      this.made = made;
      this.hop = hop;
      this.consent = Fields.object(made.data(), "consent");
      this.tokens.add(Fields.object(made.data(), "instance"));
      this.state = Fields.flag(hop, "confirmed") ? "live" : "unconfirmed";
    }

    HopAccount done() {
      return new HopAccount(made, hop, consent, tokens, state);
    }
  }

  /// Takes the next record of the task.
  public void take(LoggedRecord record) {
    Json.Obj data = record.data();
    EventKind kind = kind(record);
    if (kind == null || data == null) {
      removed += data == null ? 1 : 0;
      if (kind == EventKind.DECIDED) {
        decisions.add(record);
      }
      return;
    }
    switch (kind) {
      case OPENED -> {
        opened = record;
        begin(record, Fields.object(data, "root"));
      }
      case HOP_ISSUED -> begin(record, Fields.object(data, "hop"));
      case INSTANCE_ISSUED -> renewed(data);
      case DECIDED -> decisions.add(record);
      case SETTLED -> putAt(settled, data, "decision", record);
      case ESCALATED -> putAt(asks, data, "decision", record);
      case ESCALATION_ANSWERED -> answered(record, data);
      case APPROVAL_SPENT -> {}
      case EXCHANGE_REFUSED ->
          changed(record, "exchange refused", null, "client", Fields.text(data, "cause", ""));
      case CONTAINED -> changed(record, "permissions removed", "hop", "by", reason(data));
      case HOP_REVOKED -> {
        mark(Fields.text(data, "hop"), "revoked");
        changed(record, "hop revoked", "hop", "by", reason(data));
      }
      case SUSPENDED -> {
        mark(Fields.text(data, "hop"), "suspended");
        changed(record, "suspended", "hop", "by", reason(data));
      }
      case RESUMED -> {
        mark(Fields.text(data, "hop"), "live");
        changed(record, "resumed", "hop", "by", reason(data));
      }
      case ENDED ->
          changed(record, "task " + Fields.text(data, "how", "ended"), null, "by", reason(data));
      case BREAKER_TRIPPED ->
          changed(
              record,
              "circuit breaker `" + Fields.text(data, "breaker", "") + "` tripped",
              null,
              "client",
              Fields.text(data, "effect", ""));
    }
  }

  private static @Nullable EventKind kind(LoggedRecord record) {
    for (EventKind kind : KINDS) {
      if (kind.number() == record.event().kind()) {
        return kind;
      }
    }
    return null;
  }

  private static String reason(Json.Obj data) {
    return Fields.text(data, "reason", "");
  }

  private void begin(LoggedRecord record, Json.Obj hop) {
    String hopId = Fields.text(hop, "id");
    if (hopId != null) {
      hops.put(hopId, new Making(record, hop));
    }
  }

  private void renewed(Json.Obj data) {
    Json.Obj token = Fields.object(data, "instance");
    Making hop = hops.get(Fields.text(token, "hop", ""));
    if (hop != null) {
      hop.tokens.add(token);
      if (Fields.flag(data, "confirms")) {
        hop.state = "live";
      }
    }
  }

  private void answered(LoggedRecord record, Json.Obj data) {
    Long escalation = Fields.number(data, "escalation");
    if (escalation != null) {
      answers
          .computeIfAbsent(escalation, _ -> new ArrayList<>())
          .add(new Answer(record, Fields.object(data, "answer")));
    }
  }

  private static void putAt(
      Map<Long, LoggedRecord> map, Json.Obj data, String name, LoggedRecord record) {
    Long at = Fields.number(data, name);
    if (at != null) {
      map.put(at, record);
    }
  }

  /// A hop that is revoked stays so.
  private void mark(@Nullable String hopId, String state) {
    Making hop = hopId == null ? null : hops.get(hopId);
    if (hop != null && !hop.state.equals("revoked")) {
      hop.state = state;
    }
  }

  private void changed(
      LoggedRecord record, String what, @Nullable String hop, String by, String reason) {
    changes.add(
        new Change(
            record,
            what,
            hop == null ? null : Fields.text(record.data(), hop),
            Fields.text(record.data(), by, ""),
            reason));
  }

  /// Returns what was put together.
  public TaskAccount account() {
    String subject =
        opened == null ? null : Fields.text(Fields.object(opened.data(), "header"), "subject");
    var acts = new ArrayList<Act>();
    for (LoggedRecord decision : decisions) {
      acts.add(act(decision, subject));
    }
    return new TaskAccount(
        id, opened, hops.values().stream().map(Making::done).toList(), acts, changes, removed);
  }

  private Act act(LoggedRecord decision, @Nullable String subject) {
    long seq = decision.event().seq();
    Json.Obj data = decision.data() == null ? Json.Obj.EMPTY : decision.data();
    Making hop = hops.get(Fields.text(data, "hop", ""));
    return new Act(
        decision,
        id + "." + seq,
        hop == null ? null : Fields.text(hop.hop, "client"),
        subject,
        data,
        asked(seq, data),
        settled.get(seq));
  }

  /// What people were asked: because of this decision, or before it where it used their answer, or
  /// was refused for want of it.
  private @Nullable Asked asked(long seq, Json.Obj data) {
    if (asks.containsKey(seq)) {
      return asked(seq);
    }
    Json.Obj basis = Fields.object(Fields.object(data, "checks"), "basis");
    for (Json.Obj approval : Fields.objects(basis, "approvals")) {
      Long escalation = Fields.number(approval, "escalation");
      if (escalation != null && asks.containsKey(escalation)) {
        return asked(escalation);
      }
    }
    boolean wanted =
        Fields.objects(Fields.object(data, "answer"), "reasons").stream()
            .anyMatch(reason -> "APPROVAL".equals(Fields.text(reason, "check")));
    Long last = null;
    for (var ask : asks.entrySet()) {
      Json.Obj about = Fields.object(ask.getValue().data(), "ask");
      if (wanted
          && ask.getKey() < seq
          && Fields.text(data, "digest", "?").equals(Fields.text(about, "digest"))
          && Fields.text(data, "hop", "?").equals(Fields.text(about, "hop"))) {
        last = ask.getKey();
      }
    }
    return last == null ? null : asked(last);
  }

  private @Nullable Asked asked(long seq) {
    LoggedRecord record = asks.get(seq);
    return record == null
        ? null
        : new Asked(
            record, seq, Fields.object(record.data(), "ask"), answers.getOrDefault(seq, List.of()));
  }
}
