package io.legate.evidence;

import io.legate.evidence.TaskAccount.Act;
import io.legate.evidence.TaskAccount.Answer;
import io.legate.evidence.TaskAccount.Asked;
import io.legate.evidence.TaskAccount.HopAccount;
import io.legate.identity.HopId;
import io.legate.inquiry.LoggedRecord;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The eight columns that every action is accounted for in.
final class ActionRows {

  /// A column.
  ///
  /// @param name by which the page's style and its readers find it
  record Column(String name, String heading) {}

  static final List<Column> COLUMNS =
      List.of(
          new Column("api", "API"),
          new Column("token", "Token"),
          new Column("intended", "Intended action"),
          new Column("policy", "Policy evaluated"),
          new Column("decision", "Decision"),
          new Column("review", "Human review"),
          new Column("approved", "Approved by"),
          new Column("signed", "Signed record"));

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String REMOVED = "not shown: the record was removed";

  private final Html page;
  private final @Nullable TaskAccount task;
  private final SignedRecords records;

  ActionRows(Html page, @Nullable TaskAccount task, SignedRecords records) {
    this.page = page;
    this.task = task;
    this.records = records;
  }

  static String time(@Nullable Instant at) {
    return at == null ? "not known" : TIME.format(at) + " UTC";
  }

  /// Writes everything of one action.
  ///
  /// @param number by which the page counts it
  void write(int number, Act act) {
    page.open("tbody", "class=\"act " + kind(act) + "\"", "id=\"a" + number + "\"");
    page.open("tr", "class=\"head\"").open("th", "colspan=\"8\"", "scope=\"rowgroup\"");
    page.text(number + " · " + time(act.record().event().at()) + " · ");
    page.value(act.action()).text(" by ").value(who(act)).text(" · ");
    page.element("span", word(act), "class=\"word\"").close().close();
    page.open("tr");
    cell("api", () -> api(act));
    cell("token", () -> token(act));
    cell("intended", () -> intended(act));
    cell("policy", () -> policy(act));
    cell("decision", () -> decision(act));
    cell("review", () -> review(act));
    cell("approved", () -> approved(act));
    cell("signed", () -> records.cell(page, act.record()));
    page.close();
    page.open("tr", "class=\"proof\"").open("td", "colspan=\"8\"");
    records.details(page, act);
    page.close().close().close();
  }

  private void cell(String name, Runnable content) {
    page.open("td", "class=\"" + name + "\"");
    content.run();
    page.close();
  }

  private static String kind(Act act) {
    return switch (act.outcome()) {
      case "allow" -> "ok";
      case "escalate" -> "ask";
      case "rate_limited" -> "wait";
      default -> "no";
    };
  }

  private static String word(Act act) {
    String dry = Fields.flag(act.data(), "dry_run") ? " (asked what would be)" : "";
    return switch (act.outcome()) {
          case "allow" -> "allowed";
          case "deny" -> "denied";
          case "escalate" -> "escalated to a person";
          case "rate_limited" -> "refused over a limit";
          default -> "not shown";
        }
        + dry;
  }

  private static String who(Act act) {
    String agent = act.agent();
    return agent == null ? Fields.text(act.data(), "subject", "somebody not shown") : agent;
  }

  private static boolean isRemoved(Act act) {
    return act.record().data() == null;
  }

  private void api(Act act) {
    if (isRemoved(act)) {
      page.text(REMOVED);
      return;
    }
    Json.Obj checks = Fields.object(act.data(), "checks");
    page.field("resource server", Fields.text(act.data(), "pep", "not known"));
    String uri = Fields.text(checks, "htu");
    if (uri != null) {
      page.field("call", Fields.text(checks, "htm", "") + " " + uri);
    }
  }

  private void token(Act act) {
    TaskAccount of = task;
    HopAccount hop = of == null ? null : of.hop(Fields.text(act.data(), "hop", ""));
    if (of == null || hop == null) {
      page.text(isRemoved(act) ? REMOVED : "none: a question outside of any task");
      return;
    }
    String jti = Fields.text(Fields.object(act.data(), "checks"), "jti", "not known");
    page.code("jti", jti);
    for (Json.Obj token : hop.tokens()) {
      if (jti.equals(Fields.text(token, "jti"))) {
        page.field("for", Fields.text(token, "aud", "not known"));
        page.field("issued", time(Fields.instant(token, "iat")));
        page.field("until", time(Fields.instant(token, "exp")));
      }
    }
    page.code("key", Fields.text(Fields.object(hop.hop(), "key"), "jkt", "not known"));
    page.field("chain", chain(of, hop));
    page.field("for subject", Fields.text(of.header(), "subject", "not known"));
    page.field("agent's own signature", signature(act));
  }

  private static String signature(Act act) {
    if (Fields.text(act.data(), "proof") == null) {
      return "with the first question of its batch";
    }
    return Fields.flag(act.data(), "attested")
        ? "in the record, names this action"
        : "in the record, names the call only";
  }

  /// The holder first, whom it had the work from after it.
  private static String chain(TaskAccount task, HopAccount hop) {
    var names = new ArrayList<String>();
    HopAccount at = hop;
    while (at != null && names.size() <= HopId.DEPTH_MAX) {
      names.add(at.client());
      String parent = at.parent();
      at = parent == null ? null : task.hop(parent);
    }
    return String.join(" ← ", names);
  }

  private void intended(Act act) {
    if (isRemoved(act)) {
      page.text(REMOVED);
      return;
    }
    page.open("div", "class=\"what\"").value(act.action()).close();
    page.field("on", act.resource());
    Json.Obj arguments = Fields.object(Fields.object(act.data(), "action"), "arguments");
    arguments.members().forEach((name, value) -> page.field(name + " =", Shown.value(value)));
    if (arguments.members().isEmpty()) {
      page.element("div", "without arguments", "class=\"none\"");
    }
    if (task != null) {
      page.field("declared purpose", Fields.text(task.header(), "purpose", "not known"));
    }
    page.code("digest", Fields.text(act.data(), "digest", "not known"));
  }

  private void policy(Act act) {
    if (isRemoved(act)) {
      page.text(REMOVED);
      return;
    }
    Json.Obj basis = act.basis();
    page.code("bundle", Fields.text(basis, "bundle", "not known"));
    Json.Obj checks = Fields.object(basis, "checks");
    checks.members().forEach((name, came) -> page.field(words(name), words(Shown.value(came))));
    if (checks.members().isEmpty()) {
      page.element("div", "refused before the checks: see the decision", "class=\"none\"");
    }
    outcomes("rule", Fields.object(basis, "rules"));
    outcomes("condition", Fields.object(basis, "conditions"));
    for (Json.Obj limit : Fields.objects(basis, "limits")) {
      page.field(
          "limit " + Fields.text(limit, "limit", ""),
          "spent, " + Fields.text(limit, "left", "?") + " left");
    }
    charges(act);
    Fields.object(basis, "lists")
        .members()
        .forEach((name, version) -> page.field("list " + name, "version " + Shown.value(version)));
    Fields.object(basis, "signals")
        .members()
        .forEach((name, value) -> page.field("signal " + name, Shown.value(value)));
    Fields.object(basis, "session")
        .members()
        .forEach((name, value) -> page.field("session: " + name, Shown.value(value)));
    for (Json.Obj seen : Fields.objects(basis, "seen")) {
      page.field(
          "value of " + Fields.text(seen, "argument", ""),
          (Fields.flag(seen, "met") ? "met in " : "not met in ")
              + String.join(", ", Fields.texts(seen, "in")));
    }
  }

  private void outcomes(String what, Json.Obj outcomes) {
    outcomes
        .members()
        .forEach(
            (id, came) ->
                page.field(
                    what + " " + id,
                    switch (came) {
                      case Json.Str(var text) when text.equals("holds") -> "applies";
                      case Json.Str(var text) when text.equals("does_not") -> "does not apply";
                      default -> Shown.value(came);
                    }));
  }

  private void charges(Act act) {
    List<Json> before = Fields.items(Fields.object(act.data(), "checks"), "before");
    int index = 0;
    for (Json.Obj group : Fields.objects(act.data(), "charges")) {
      for (int hop = 0; hop < Fields.items(group, "hops").size(); hop++) {
        for (Json.Obj charge : Fields.objects(group, "each")) {
          String left = index < before.size() ? Authority.plain(before.get(index)) : "?";
          String taken = Fields.text(charge, "amount", "1");
          page.field(
              "limit " + Fields.text(charge, "limit", ""), left + " left before, takes " + taken);
          index++;
        }
      }
    }
  }

  private void decision(Act act) {
    page.element("div", word(act), "class=\"word\"");
    page.code("decision", act.id());
    for (Json.Obj reason : act.reasons()) {
      page.open("div", "class=\"reason\"");
      page.element(
          "span", words(Fields.text(reason, "check", "").toLowerCase(Locale.ROOT)), "class=\"k\"");
      page.text(" ").value(Fields.text(reason, "sentence", "")).close();
    }
    for (Json.Obj obligation : act.obligations()) {
      page.field("on condition", Jcs.text(obligation));
    }
    page.field("what came of it", came(act));
  }

  private static String came(Act act) {
    if (!act.outcome().equals("allow")) {
      return "nothing: it was not allowed as it stood";
    }
    LoggedRecord settled = act.settled();
    if (settled == null) {
      return "not reported";
    }
    Json.Obj actual = Fields.object(settled.data(), "actual");
    if (actual.members().isEmpty()) {
      return "the resource server does not know";
    }
    return Fields.flag(actual, "executed")
        ? "carried out, reported " + time(settled.event().at())
        : "not carried out, and given back";
  }

  private void review(Act act) {
    Asked asked = act.asked();
    if (isRemoved(act)) {
      page.text(REMOVED);
    } else if (asked == null) {
      page.element("div", "no: nothing asked for one", "class=\"none\"");
    } else {
      boolean here = asked.decision() == act.record().event().seq();
      page.field(
          here ? "triggered" : "triggered before, by decision", here ? "yes" : number(asked));
      for (Json.Obj ground : Fields.objects(asked.ask(), "grounds")) {
        page.field("because", Fields.text(ground, "sentence", ""));
      }
      page.field("asked", People.whom(asked));
      page.field("at", time(asked.record().event().at()));
      page.field("answer until", time(Fields.instant(asked.ask(), "lapses_at")));
    }
  }

  private static String number(Asked asked) {
    return Long.toString(asked.decision());
  }

  private void approved(Act act) {
    Asked asked = act.asked();
    if (isRemoved(act)) {
      page.text(REMOVED);
    } else if (asked == null) {
      page.element("div", "nobody: no approval was needed", "class=\"none\"");
    } else if (asked.answers().isEmpty()) {
      page.element("div", "nobody: no answer is on record", "class=\"none\"");
    } else {
      for (Answer answer : asked.answers()) {
        boolean yes = Fields.flag(answer.given(), "approves");
        page.field(
            yes ? "approved by" : "refused by", Fields.text(answer.given(), "by", "not known"));
        page.field("as", String.join(", ", Fields.texts(answer.given(), "roles")));
        page.field("at", time(answer.record().event().at()));
        String comment = Fields.text(answer.given(), "comment", "");
        if (!comment.isEmpty()) {
          page.field("saying", comment);
        }
        page.code("with key", Fields.text(answer.given(), "jkt", "not known"));
        page.field("signed answer", "record " + SignedRecords.place(answer.record()));
      }
    }
  }

  private static String words(String name) {
    return name.replace('_', ' ');
  }
}
