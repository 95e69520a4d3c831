package io.legate.evidence;

import io.legate.evidence.TaskAccount.Act;
import io.legate.evidence.TaskAccount.Answer;
import io.legate.evidence.TaskAccount.Asked;
import java.util.ArrayList;

/// Whether a person looked at an act, in words. Not escaped.
final class People {

  private People() {}

  /// Returns who was asked and what they said, as the rest of a sentence; empty where nobody was.
  static String words(Act act) {
    Asked asked = act.asked();
    if (asked == null) {
      return "";
    }
    if (asked.answers().isEmpty()) {
      return "; asked " + whom(asked) + ", no answer";
    }
    var answers = new ArrayList<String>();
    for (Answer answer : asked.answers()) {
      answers.add(
          (Fields.flag(answer.given(), "approves") ? "approved by " : "refused by ")
              + Fields.text(answer.given(), "by", "somebody"));
    }
    return "; " + String.join(", ", answers);
  }

  /// Returns who was to answer, such as `one of role:finance`.
  static String whom(Asked asked) {
    var needs = new ArrayList<String>();
    for (var need : Fields.objects(asked.ask(), "needs")) {
      Long quorum = Fields.number(need, "quorum");
      needs.add(
          (quorum == null || quorum == 1 ? "" : quorum + " of ")
              + Authority.joined(Fields.texts(need, "approvers"), 6));
    }
    return String.join(" and ", needs);
  }
}
