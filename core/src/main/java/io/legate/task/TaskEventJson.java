package io.legate.task;

import io.legate.approval.ApprovalsJson;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.limits.Actual;
import io.legate.limits.Charge;
import io.legate.policy.Breaker;
import io.legate.task.TaskEvent.ApprovalSpent;
import io.legate.task.TaskEvent.BreakerTripped;
import io.legate.task.TaskEvent.Consent;
import io.legate.task.TaskEvent.Contained;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.Ended;
import io.legate.task.TaskEvent.Escalated;
import io.legate.task.TaskEvent.EscalationAnswered;
import io.legate.task.TaskEvent.ExchangeRefused;
import io.legate.task.TaskEvent.HopIssued;
import io.legate.task.TaskEvent.HopRevoked;
import io.legate.task.TaskEvent.InstanceIssued;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskEvent.Resumed;
import io.legate.task.TaskEvent.Settled;
import io.legate.task.TaskEvent.Suspended;
import java.util.List;

/// Events as they stand in the ledger: the `data` of an entry, beside its kind.
public final class TaskEventJson {

  private TaskEventJson() {}

  /// Returns the number of the event's kind.
  public static EventKind kind(TaskEvent event) {
    return switch (event) {
      case Opened _ -> EventKind.OPENED;
      case HopIssued _ -> EventKind.HOP_ISSUED;
      case InstanceIssued _ -> EventKind.INSTANCE_ISSUED;
      case ExchangeRefused _ -> EventKind.EXCHANGE_REFUSED;
      case Decided _ -> EventKind.DECIDED;
      case Settled _ -> EventKind.SETTLED;
      case Contained _ -> EventKind.CONTAINED;
      case HopRevoked _ -> EventKind.HOP_REVOKED;
      case Suspended _ -> EventKind.SUSPENDED;
      case Resumed _ -> EventKind.RESUMED;
      case Ended _ -> EventKind.ENDED;
      case BreakerTripped _ -> EventKind.BREAKER_TRIPPED;
      case Escalated _ -> EventKind.ESCALATED;
      case EscalationAnswered _ -> EventKind.ESCALATION_ANSWERED;
      case ApprovalSpent _ -> EventKind.APPROVAL_SPENT;
    };
  }

  /// Returns the event's data.
  public static Obj write(TaskEvent event) {
    return switch (event) {
      case Opened opened -> write(opened);
      case HopIssued(var hop, var instance, var consent, var proof) ->
          Obj.with("hop", HopJson.write(hop))
              .with("instance", HopJson.write(instance))
              .with("consent", write(consent))
              .with("proof", proof)
              .build();
      case InstanceIssued(var instance, var confirms, var proof) ->
          Obj.with("instance", HopJson.write(instance))
              .with("confirms", new Json.Bool(confirms))
              .with("proof", proof)
              .build();
      case ExchangeRefused(var client, var code, var cause, var proof) ->
          Obj.with("client", client.value())
              .with("code", code)
              .with("cause", cause)
              .with("proof", proof)
              .build();
      case Decided(var decision) -> write(decision);
      case Settled settled -> write(settled);
      case Contained(var hop, var removals, var by, var reason) ->
          by(by, reason)
              .with("hop", hop.toString())
              .with("removals", HopJson.removals(removals))
              .build();
      case HopRevoked(var hop, var below, var by, var reason, var ended) ->
          by(by, reason)
              .with("hop", hop.toString())
              .with("below", below.toString())
              .with("ended", ended)
              .build();
      case Suspended(var hop, var by, var reason) ->
          by(by, reason).with("hop", hop.toString()).build();
      case Resumed(var hop, var by, var all, var lifted, var below, var reason) ->
          by(by, reason)
              .with("hop", hop.toString())
              .with("all", new Json.Bool(all))
              .with("lifted", Json.Arr.ofStrings(lifted.stream().map(ClientId::value).toList()))
              .with("below", below.toString())
              .build();
      case Ended(var how, var by, var reason, var ended) ->
          by(by, reason).with("how", how.label()).with("ended", ended).build();
      case BreakerTripped(var breaker, var client, var effect) ->
          Obj.with("breaker", breaker)
              .with("client", client.value())
              .with("effect", effect.name())
              .build();
      case Escalated(var decision, var ask) ->
          Obj.with("decision", decision).with("ask", ApprovalsJson.write(ask)).build();
      case EscalationAnswered(var escalation, var answer, var key, var approval, var hash) ->
          Obj.with("escalation", escalation)
              .with("answer", ApprovalsJson.write(answer))
              .with("key", Members.write(key))
              .with("approval", approval)
              .with("hash", hash)
              .build();
      case ApprovalSpent(var decision, var escalations) ->
          Obj.with("decision", decision).with("escalations", numbers(escalations)).build();
    };
  }

  /// Reads what [#write] wrote.
  public static TaskEvent read(EventKind kind, Obj data) {
    var members = new Members(data);
    return switch (kind) {
      case OPENED ->
          new Opened(
              HopJson.header(members.get("header")),
              HopJson.hop(members.get("root")),
              HopJson.instance(members.get("instance")),
              members.string("request"),
              members.string("proof"),
              members.optional("prompt", Sighting::fromJson),
              members.strings("labels"));
      case HOP_ISSUED ->
          new HopIssued(
              HopJson.hop(members.get("hop")),
              HopJson.instance(members.get("instance")),
              consent(members.object("consent")),
              members.string("proof"));
      case INSTANCE_ISSUED ->
          new InstanceIssued(
              HopJson.instance(members.get("instance")),
              members.flag("confirms"),
              members.string("proof"));
      case EXCHANGE_REFUSED ->
          new ExchangeRefused(
              members.client("client"),
              members.string("code"),
              members.string("cause"),
              members.string("proof"));
      case DECIDED -> new Decided(decision(members));
      case SETTLED -> settled(members);
      case CONTAINED ->
          new Contained(
              members.hop("hop"),
              members.list("removals", HopJson::removal),
              members.client("by"),
              members.string("reason"));
      case HOP_REVOKED ->
          new HopRevoked(
              members.hop("hop"),
              members.hop("below"),
              members.client("by"),
              members.string("reason"),
              (int) members.number("ended"));
      case SUSPENDED ->
          new Suspended(members.hop("hop"), members.client("by"), members.string("reason"));
      case RESUMED -> resumed(members);
      case ENDED ->
          new Ended(
              members.string("how").equals(TaskStatus.COMPLETED.label())
                  ? TaskStatus.COMPLETED
                  : TaskStatus.REVOKED,
              members.client("by"),
              members.string("reason"),
              (int) members.number("ended"));
      case BREAKER_TRIPPED ->
          new BreakerTripped(
              members.string("breaker"),
              members.client("client"),
              Breaker.Trip.valueOf(members.string("effect")));
      case ESCALATED ->
          new Escalated(
              members.number("decision"), ApprovalsJson.ask(members.object("ask").object()));
      case ESCALATION_ANSWERED -> answered(members);
      case APPROVAL_SPENT ->
          new ApprovalSpent(
              members.number("decision"), members.list("escalations", Members::whole));
    };
  }

  private static EscalationAnswered answered(Members members) {
    return new EscalationAnswered(
        members.number("escalation"),
        ApprovalsJson.answer(members.object("answer").object()),
        members.key("key"),
        members.string("approval"),
        members.string("hash"));
  }

  private static Json.Arr numbers(List<Long> values) {
    return new Json.Arr(
        values.stream().<Json>map(value -> new Json.Num(Long.toString(value))).toList());
  }

  private static Json.Builder by(ClientId by, String reason) {
    return Obj.with("by", by.value()).with("reason", reason);
  }

  private static Resumed resumed(Members members) {
    return new Resumed(
        members.hop("hop"),
        members.client("by"),
        members.flag("all"),
        members.strings("lifted").stream().map(ClientId::new).toList(),
        members.hop("below"),
        members.string("reason"));
  }

  private static Obj write(Opened opened) {
    var builder =
        Obj.with("header", HopJson.write(opened.header()))
            .with("root", HopJson.write(opened.root()))
            .with("instance", HopJson.write(opened.instance()))
            .with("request", opened.request())
            .with("proof", opened.proof())
            .with("labels", Json.Arr.ofStrings(opened.labels()));
    Sighting prompt = opened.prompt();
    return (prompt == null ? builder : builder.with("prompt", prompt.toJson())).build();
  }

  private static Obj write(Settled settled) {
    var builder = Obj.with("decision", settled.decision()).with("by", settled.by().value());
    if (settled.actual() != null) {
      builder.with("actual", settled.actual().toJson());
    }
    if (settled.learned() != null) {
      builder.with("learned", settled.learned().toJson());
    }
    return builder.build();
  }

  private static Settled settled(Members members) {
    return new Settled(
        members.number("decision"),
        members.client("by"),
        members.optional("actual", Actual::fromJson),
        members.optional("learned", Learned::fromJson));
  }

  private static Obj write(Consent consent) {
    return switch (consent) {
      case Consent.ByStatement(var statement, var hash, var until) ->
          Obj.with("by", "statement")
              .with("statement", statement)
              .with("hash", hash)
              .with("until", until.toEpochMilli())
              .build();
      case Consent.ByPush(var hash) -> Obj.with("by", "push").with("hash", hash).build();
      case Consent.ByAddress(var hash) -> Obj.with("by", "address").with("hash", hash).build();
    };
  }

  private static Consent consent(Members members) {
    String by = members.string("by");
    if (by.equals("push")) {
      return new Consent.ByPush(members.string("hash"));
    }
    if (by.equals("address")) {
      return new Consent.ByAddress(members.string("hash"));
    }
    return new Consent.ByStatement(
        members.string("statement"), members.string("hash"), members.instant("until"));
  }

  private static Obj write(Decision decision) {
    var builder =
        Obj.with("hop", decision.hop().toString())
            .with("pep", decision.pep().value())
            .with("action", decision.action())
            .with("digest", decision.digest())
            .with("outcome", decision.outcome())
            .with("answer", decision.answer())
            .with("checks", decision.checks())
            .withOptional("proof_key", decision.proofKey())
            .withOptional("proof", decision.proof());
    if (!decision.charges().isEmpty()) {
      builder.with("charges", Charge.toJson(decision.charges()));
    }
    if (!decision.labels().isEmpty()) {
      builder.with("labels", Json.Arr.ofStrings(decision.labels()));
    }
    if (decision.dryRun()) {
      builder.with("dry_run", new Json.Bool(true));
    }
    if (decision.attested()) {
      builder.with("attested", new Json.Bool(true));
    }
    if (decision.deed() != null) {
      builder.with("deed", decision.deed().toJson());
    }
    if (decision.written() != null) {
      builder.with("written", decision.written().toJson());
    }
    if (decision.pointedAt()) {
      builder.with("pointed_at", new Json.Bool(true));
    }
    return builder.build();
  }

  private static Decision decision(Members members) {
    return new Decision(
        members.hop("hop"),
        members.client("pep"),
        members.object("action").object(),
        members.string("digest"),
        members.string("outcome"),
        members.object("answer").object(),
        members.object("checks").object(),
        members.object().get("charges") == null
            ? List.of()
            : Charge.fromJson(members.get("charges")),
        members.strings("labels"),
        members.optional("deed", Deed::fromJson),
        members.optional("written", Written::fromJson),
        members.flag("pointed_at"),
        members.optional("proof_key"),
        members.optional("proof"),
        members.flag("dry_run"),
        members.flag("attested"));
  }
}
