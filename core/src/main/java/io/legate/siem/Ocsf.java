package io.legate.siem;

import io.legate.inquiry.Inquiry.Match;
import io.legate.inquiry.RecordFacts;
import io.legate.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records as events of the Open Cybersecurity Schema Framework, version 1.6.0.
///
/// A decision is an event of the class API Activity (6003) with the profile Security Control: the
/// agent is the actor's application, the subject its user, the resource server the API's service.
/// `activity_id` is 99, because a record does not say whether an action creates, reads, updates or
/// deletes; `activity_name` is the action. Everything else is a Base Event (0). `raw_data` has the
/// record.
public final class Ocsf {

  /// The version of the schema.
  public static final String VERSION = "1.6.0";

  private static final int API_ACTIVITY = 6003;
  private static final int APPLICATION = 6;
  private static final int OTHER = 99;
  private static final int INFORMATIONAL = 1;
  private static final int LOW = 2;

  private Ocsf() {}

  /// How an outcome is said: the action taken, the disposition, and the status.
  private enum Said {
    ALLOWED(1, "Allowed", 1, "Allowed", 1, INFORMATIONAL),
    APPROVED(1, "Allowed", 8, "Approved", 1, INFORMATIONAL),
    DENIED(2, "Denied", 26, "Unauthorized", 2, LOW),
    LIMITED(2, "Denied", 2, "Blocked", 2, LOW),
    ESCALATED(2, "Denied", OTHER, "Escalated to a person", 2, LOW),
    UNKNOWN(0, "Unknown", 0, "Unknown", 0, INFORMATIONAL);

    private final int action;
    private final String actionName;
    private final int disposition;
    private final String dispositionName;
    private final int status;
    private final int severity;

    Said(
        int action,
        String actionName,
        int disposition,
        String dispositionName,
        int status,
        int severity) {
      this.action = action;
      this.actionName = actionName;
      this.disposition = disposition;
      this.dispositionName = dispositionName;
      this.status = status;
      this.severity = severity;
    }

    static Said of(RecordFacts facts) {
      return switch (facts.decision() == null ? "" : facts.decision()) {
        case "allow" -> facts.approvers().isEmpty() ? ALLOWED : APPROVED;
        case "deny" -> DENIED;
        case "rate_limited" -> LIMITED;
        case "escalate" -> ESCALATED;
        default -> UNKNOWN;
      };
    }
  }

  /// Returns the event of a record.
  public static Json.Obj event(Match match) {
    boolean decision = Kinds.isDecision(match.record());
    int classUid = decision ? API_ACTIVITY : 0;
    var event =
        Json.Obj.with("activity_id", OTHER)
            .with("category_uid", decision ? APPLICATION : 0)
            .with("class_uid", classUid)
            .with("type_uid", classUid * 100L + OTHER)
            .with("time", match.record().event().at().toEpochMilli())
            .with("metadata", metadata(match, decision));
    if (decision) {
      decision(event, match);
    } else {
      event
          .with("activity_name", Kinds.name(match.record()))
          .with("message", Kinds.name(match.record()).replace('_', ' '))
          .with("severity_id", INFORMATIONAL);
    }
    byte[] body = match.record().event().body();
    if (body != null) {
      event.with("raw_data", new String(body, StandardCharsets.UTF_8));
    }
    return event.with("unmapped", unmapped(match)).build();
  }

  private static Json.Obj metadata(Match match, boolean decision) {
    var event = match.record().event();
    var metadata =
        Json.Obj.with("version", VERSION)
            .with("product", Json.Obj.with("name", "Legate").with("vendor_name", "Legate").build())
            .with("uid", event.hash().base64Url())
            .with("sequence", event.leaf().value())
            .with("log_name", "node " + event.node())
            .with("event_code", Kinds.name(match.record()));
    RecordFacts facts = match.facts();
    if (facts.task() != null) {
      metadata.with("correlation_uid", facts.task().toString());
    }
    return (decision
            ? metadata.with("profiles", Json.Arr.ofStrings(List.of("security_control")))
            : metadata)
        .build();
  }

  private static void decision(Json.Builder event, Match match) {
    RecordFacts facts = match.facts();
    Json.Obj data = match.record().data() == null ? Json.Obj.EMPTY : match.record().data();
    Said said = Said.of(facts);
    String action = facts.action() == null ? "unknown" : facts.action();
    String agent = facts.clients().isEmpty() ? "unknown" : facts.clients().getFirst();
    event
        .with("activity_name", action)
        .with("severity_id", said.severity)
        .with("status_id", said.status)
        .with("action_id", said.action)
        .with("action", said.actionName)
        .with("disposition_id", said.disposition)
        .with("disposition", said.dispositionName)
        .with("message", agent + ", " + action + ": " + said.dispositionName)
        .with("actor", actor(facts, agent))
        .with("src_endpoint", Json.Obj.with("name", agent).build())
        .with("api", api(data, action))
        .with("policy", policy(data));
    if (facts.resource() != null) {
      Json resource = Json.Obj.with("name", facts.resource()).build();
      event.with("resources", new Json.Arr(List.of(resource)));
    }
    String why = why(data);
    if (why != null) {
      event.with("status_detail", why);
    }
  }

  private static Json.Obj actor(RecordFacts facts, String agent) {
    var actor = Json.Obj.with("app_uid", agent).with("app_name", agent);
    String subject = facts.subject();
    if (subject != null) {
      actor.with("user", Json.Obj.with("uid", subject).with("name", subject).build());
    }
    return actor.build();
  }

  private static Json.Obj api(Json.Obj data, String action) {
    var api = Json.Obj.with("operation", action);
    String pep = data.string("pep");
    if (pep != null) {
      api.with("service", Json.Obj.with("name", pep).build());
    }
    return api.build();
  }

  private static Json.Obj policy(Json.Obj data) {
    Json.Obj checks = data.get("checks") instanceof Json.Obj given ? given : data;
    Json.Obj basis = checks.get("basis") instanceof Json.Obj given ? given : Json.Obj.EMPTY;
    String bundle = basis.string("bundle");
    return Json.Obj.with("uid", bundle == null ? "unknown" : bundle).build();
  }

  private static @Nullable String why(Json.Obj data) {
    Json.Obj answer = data.get("answer") instanceof Json.Obj given ? given : data;
    var sentences = new ArrayList<String>();
    if (answer.get("reasons") instanceof Json.Arr(var items)) {
      for (Json item : items) {
        String sentence = item instanceof Json.Obj reason ? reason.string("sentence") : null;
        if (sentence != null && !sentences.contains(sentence)) {
          sentences.add(sentence);
        }
      }
    }
    return sentences.isEmpty() ? null : String.join("; ", sentences);
  }

  private static Json.Obj unmapped(Match match) {
    return Json.Obj.with("about", match.facts().toJson())
        .with("node", match.record().event().node())
        .with("leaf", match.record().event().leaf().value())
        .build();
  }
}
