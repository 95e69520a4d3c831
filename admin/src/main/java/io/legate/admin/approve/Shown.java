package io.legate.admin.approve;

import com.google.protobuf.Timestamp;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.v1.Escalation;
import io.legate.v1.EscalationAnswer;
import io.legate.v1.EscalationReason;
import io.legate.v1.EscalationStatus;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Escalations as a person reads them on a terminal.
///
/// What agents and values bring along is printed without control characters, so that nothing in it
/// can move the cursor or repaint what was shown.
final class Shown {

  private Shown() {}

  /// One line for a list.
  static String line(Escalation escalation) {
    return "%s  %s  %s  by %s for %s, until %s"
        .formatted(
            escalation.getEscalationId(),
            status(escalation),
            clean(summary(escalation)),
            clean(escalation.getActors(0)),
            clean(escalation.getSubject()),
            instant(escalation.getLapsesAt()));
  }

  /// Everything, the action exactly as it would run.
  static void print(Escalation escalation, PrintWriter out) {
    out.println("escalation   " + escalation.getEscalationId());
    out.println("status       " + status(escalation));
    printAction(escalation, out);
    out.println("exactly      " + clean(escalation.getAction()));
    out.println("digest       " + escalation.getDigest());
    out.println("asked by     " + clean(String.join(" <- ", escalation.getActorsList())));
    out.println("at           " + clean(escalation.getResourceServer()));
    out.println("for          " + clean(escalation.getSubject()));
    out.println("purpose      " + clean(escalation.getPurpose()));
    out.println("asked at     " + instant(escalation.getAskedAt()));
    out.println("lapses at    " + instant(escalation.getLapsesAt()));
    out.println("labels       " + orNone(escalation.getLabelsList()));
    out.printf(
        Locale.ROOT,
        "approved by  %d of %d%n",
        escalation.getApprovedCount(),
        escalation.getQuorum());
    for (EscalationReason reason : escalation.getDetailsList()) {
      out.printf(
          Locale.ROOT,
          "because      %s (%d of %s)%n",
          clean(reason.getSentence()),
          reason.getQuorum(),
          orNone(reason.getApproversList()));
    }
    for (EscalationAnswer answer : escalation.getAnswersList()) {
      out.printf(
          Locale.ROOT,
          "answered     %s %s at %s%s%n",
          clean(answer.getApprover()),
          answer.getApproved() ? "approved" : "denied",
          instant(answer.getAnsweredAt()),
          answer.getComment().isEmpty() ? "" : ": " + clean(answer.getComment()));
    }
    if (!escalation.getLiftableLabelsList().isEmpty()) {
      out.println("may lift     " + orNone(escalation.getLiftableLabelsList()));
    }
  }

  private static void printAction(Escalation escalation, PrintWriter out) {
    if (!(read(escalation.getAction()) instanceof Json.Obj action)) {
      return;
    }
    out.println("action       " + clean(String.valueOf(action.string("action"))));
    out.println("resource     " + clean(String.valueOf(action.string("resource"))));
    if (action.get("arguments") instanceof Json.Obj(var arguments)) {
      arguments.forEach(
          (name, value) -> out.println("  " + clean(name) + " = " + clean(text(value))));
    }
  }

  private static String summary(Escalation escalation) {
    return read(escalation.getAction()) instanceof Json.Obj action
        ? action.string("action") + " " + action.string("resource")
        : escalation.getAction();
  }

  private static Json read(String action) {
    try {
      return JsonReader.read(action);
    } catch (MalformedJsonException e) {
      return Json.Null.NULL;
    }
  }

  private static String text(Json value) {
    return value instanceof Json.Str(var text) ? text : io.legate.json.Jcs.text(value);
  }

  private static String orNone(List<String> texts) {
    return texts.isEmpty() ? "none" : clean(String.join(", ", texts));
  }

  private static String status(Escalation escalation) {
    return status(escalation.getStatus());
  }

  /// The word for a status, such as `pending`.
  static String status(EscalationStatus status) {
    return status.name().replaceFirst("^ESCALATION_STATUS_", "").toLowerCase(Locale.ROOT);
  }

  private static String instant(Timestamp at) {
    return Instant.ofEpochSecond(at.getSeconds()).toString();
  }

  /// Controls, line ends and characters that turn the direction of text become `?`.
  static String clean(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
