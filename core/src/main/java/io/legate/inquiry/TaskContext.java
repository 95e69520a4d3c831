package io.legate.inquiry;

import io.legate.authorize.TasklessAuthorization;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.ledger.StreamId;
import io.legate.task.EventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the records of one stream have said so far that later ones rest on: whose task it is, who
/// holds which hop, what was decided and who approved.
///
/// Reads members as they stand and passes over what is missing, hidden or newer than this version:
/// a question to the record is not where damage is found. Not safe for use from many threads.
final class TaskContext {

  /// The first kind of control events.
  private static final int CONTROL = 100;

  private final StreamId stream;
  private @Nullable String subject;
  private final Map<String, String> holders = new HashMap<>();
  private final Map<Long, Asked> decisions = new HashMap<>();
  private final Map<Long, List<String>> approvers = new HashMap<>();

  /// What was decided on.
  private record Asked(@Nullable String hop, @Nullable String action, @Nullable String resource) {}

  TaskContext(StreamId stream) {
    this.stream = stream;
  }

  /// Takes the next record of the stream, and returns what it is about.
  RecordFacts facts(LoggedRecord record) {
    Json.Obj data = record.data() == null ? Json.Obj.EMPTY : record.data();
    int kind = record.event().kind();
    if (kind >= CONTROL) {
      return lone(clients(data, "client", "by", "about"), data);
    }
    if (kind > EventKind.APPROVAL_SPENT.number()) {
      String subject = kind == TasklessAuthorization.DECIDED ? data.string("subject") : null;
      return taskless(clients(data, "client", "pep"), subject, data);
    }
    return switch (EventKind.of(kind)) {
      case OPENED -> opened(data);
      case HOP_ISSUED -> hopIssued(data);
      case INSTANCE_ISSUED -> of(holder(object(data, "instance").string("hop")));
      case EXCHANGE_REFUSED, BREAKER_TRIPPED -> of(clients(data, "client"));
      case DECIDED -> decided(record.event().seq(), data);
      case SETTLED -> settled(data);
      case CONTAINED, HOP_REVOKED, SUSPENDED, RESUMED, ENDED -> {
        var named = clients(data, "by");
        named.addAll(holder(data.string("hop")));
        yield of(named);
      }
      case ESCALATED -> following(number(data, "decision"), List.of());
      case ESCALATION_ANSWERED -> answered(data);
      case APPROVAL_SPENT -> following(number(data, "decision"), people(data.get("escalations")));
    };
  }

  private RecordFacts opened(Json.Obj data) {
    Json.Obj header = object(data, "header");
    subject = header.string("subject");
    learn(object(data, "root"));
    return of(clients(header, "opener"));
  }

  private RecordFacts hopIssued(Json.Obj data) {
    Json.Obj hop = object(data, "hop");
    learn(hop);
    var named = clients(hop, "client");
    named.addAll(holder(hop.string("parent")));
    return of(named);
  }

  private void learn(Json.Obj hop) {
    String id = hop.string("id");
    String client = hop.string("client");
    if (id != null && client != null) {
      holders.put(id, client);
    }
  }

  private RecordFacts decided(long seq, Json.Obj data) {
    Json.Obj action = object(data, "action");
    var asked = new Asked(data.string("hop"), action.string("action"), action.string("resource"));
    decisions.put(seq, asked);
    var named = new ArrayList<>(holder(asked.hop));
    named.addAll(clients(data, "pep"));
    var used = new ArrayList<String>();
    if (object(object(data, "checks"), "basis").get("approvals") instanceof Json.Arr(var items)) {
      for (Json item : items) {
        used.addAll(people(item instanceof Json.Obj one ? one.get("escalation") : null));
      }
    }
    return facts(named, asked.action, asked.resource, data.string("outcome"), used);
  }

  private RecordFacts settled(Json.Obj data) {
    Asked asked = decisions.get(number(data, "decision"));
    var named = clients(data, "by");
    if (asked == null) {
      return of(named);
    }
    named.addAll(holder(asked.hop));
    return facts(named, asked.action, asked.resource, null, List.of());
  }

  private RecordFacts answered(Json.Obj data) {
    long escalation = number(data, "escalation");
    String by = object(data, "answer").string("by");
    if (by != null) {
      approvers.computeIfAbsent(escalation, _ -> new ArrayList<>()).add(by);
    }
    return following(escalation, by == null ? List.of() : List.of(by));
  }

  /// What follows from a decision is about what it was about.
  private RecordFacts following(long decision, List<String> people) {
    Asked asked = decisions.get(decision);
    return asked == null
        ? facts(List.of(), null, null, null, people)
        : facts(holder(asked.hop), asked.action, asked.resource, null, people);
  }

  private List<String> people(@Nullable Json escalations) {
    return switch (escalations) {
      case Json.Arr(var items) -> items.stream().flatMap(each -> people(each).stream()).toList();
      case Json.Num(var text) -> approvers.getOrDefault(Long.valueOf(text), List.of());
      case null, default -> List.of();
    };
  }

  private List<String> holder(@Nullable String hop) {
    String client = hop == null ? null : holders.get(hop);
    return client == null ? List.of() : List.of(client);
  }

  private RecordFacts of(List<String> clients) {
    return facts(clients, null, null, null, List.of());
  }

  private RecordFacts facts(
      List<String> clients,
      @Nullable String action,
      @Nullable String resource,
      @Nullable String decision,
      List<String> people) {
    return new RecordFacts(
        new TaskId(stream.value()),
        clients,
        subject,
        action,
        resource,
        decision,
        people,
        subject != null);
  }

  private static RecordFacts lone(List<String> clients, Json.Obj data) {
    return new RecordFacts(
        null, clients, data.string("subject"), null, null, null, List.of(), true);
  }

  private static RecordFacts taskless(
      List<String> clients, @Nullable String subject, Json.Obj data) {
    Json.Obj action = object(data, "action");
    return new RecordFacts(
        null,
        clients,
        subject,
        action.string("action"),
        action.string("resource"),
        data.string("outcome"),
        List.of(),
        true);
  }

  private static List<String> clients(Json.Obj data, String... names) {
    var clients = new ArrayList<String>();
    for (String name : names) {
      String client = data.string(name);
      if (client != null) {
        clients.add(client);
      }
    }
    return clients;
  }

  private static Json.Obj object(Json.Obj data, String name) {
    return data.get(name) instanceof Json.Obj object ? object : Json.Obj.EMPTY;
  }

  private static long number(Json.Obj data, String name) {
    return data.get(name) instanceof Json.Num(var text) ? Long.parseLong(text) : 0;
  }
}
