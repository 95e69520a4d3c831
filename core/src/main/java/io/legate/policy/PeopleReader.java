package io.legate.policy;

import io.legate.boundary.Labels;
import io.legate.boundary.Problem.Reason;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what policy leaves to people: `escalation` and `labels`.
record PeopleReader(Sections sections) {

  private static final Set<String> ESCALATION = Set.of("approvers", "quorum", "answer_within");
  private static final Set<String> LABEL = Set.of("description", "removable_by");
  private static final int QUORUM_MAX = 16;
  private static final Duration ANSWER_WITHIN_MAX = Duration.ofDays(30);
  private static final String AT = "/escalation";

  EscalationDefaults escalation() {
    Json.Obj object = sections.object("escalation", ESCALATION);
    if (object == null) {
      return EscalationDefaults.NONE;
    }
    var reading = sections.reading();
    Json quorum = object.get("quorum");
    Integer people = quorum == null ? null : reading.integer(quorum, AT + "/quorum", 1, QUORUM_MAX);
    Duration within = sections.duration(object, "answer_within", AT, ANSWER_WITHIN_MAX);
    return new EscalationDefaults(
        approvers(object, "approvers", AT),
        people == null ? 1 : people,
        within == null ? EscalationDefaults.NONE.answerWithin() : within);
  }

  /// Who may remove each label.
  Map<String, List<String>> removers() {
    var removers = new HashMap<String, List<String>>();
    sections.each(
        "labels",
        (name, json, at) -> {
          if (!Labels.isLabel(name)) {
            sections
                .reading()
                .report(
                    at,
                    Reason.INVALID_VALUE,
                    "must be small letters, digits and `_.:-`, the first a letter, at most 64");
          }
          Json.Obj object = sections.reading().object(json, at, LABEL);
          if (object != null) {
            sections.prose(object, "description", at);
            removers.put(name, approvers(object, "removable_by", at));
          }
        });
    return removers;
  }

  private List<String> approvers(Json.Obj object, String name, String at) {
    Json json = object.get(name);
    var approvers =
        json == null ? null : sections.reading().list(json, at + "/" + name, this::approver);
    return approvers == null ? List.of() : approvers;
  }

  private @Nullable String approver(Json json, String at) {
    String text = sections.reading().text(json, at);
    if (text != null && !ClientId.isWellFormed(text)) {
      sections
          .reading()
          .report(at, Reason.INVALID_VALUE, "must be a client or a role such as `role:finance`");
      return null;
    }
    return text;
  }
}
