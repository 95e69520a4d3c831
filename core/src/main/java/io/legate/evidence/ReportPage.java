package io.legate.evidence;

import io.legate.evidence.TaskAccount.Act;
import io.legate.evidence.TaskAccount.Change;
import io.legate.evidence.TaskAccount.HopAccount;
import io.legate.tlog.InvalidEvidenceException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The report as one page of HTML that stands by itself: no script, nothing fetched, and ready to
/// be printed. It holds the records and receipts that it rests on, byte for byte.
public final class ReportPage {

  private final EvidenceReport report;
  private final SignedRecords records;
  private final Html page = new Html();
  private int number;

  private ReportPage(EvidenceReport report, SignedRecords records) {
    this.report = report;
    this.records = records;
  }

  /// A page.
  ///
  /// @param acts how many are accounted for
  /// @param signed of how many records it holds the receipt
  /// @param unsigned of how many there is none yet, because no kept checkpoint reaches so far
  public record Written(String html, int acts, int signed, int unsigned) {}

  /// Returns the page.
  ///
  /// @throws InvalidEvidenceException if a record is not the one that its log has signed: then
  ///   there is no report
  public static Written write(EvidenceReport report) throws InvalidEvidenceException {
    var records = new SignedRecords(report);
    String html = "<!DOCTYPE html>\n" + new ReportPage(report, records).page();
    return new Written(html, report.acts().size(), records.signed(), records.unsigned());
  }

  private String page() {
    page.open("html", "lang=\"en\"", "xmlns=\"http://www.w3.org/1999/xhtml\"").open("head");
    page.markup("<meta charset=\"utf-8\"/>");
    page.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
    page.markup(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
            + " style-src 'unsafe-inline'\"/>");
    page.element("title", title());
    page.open("style").markup(ReportStyle.CSS).close().close().open("body");
    head();
    for (TaskAccount task : report.tasks()) {
      task(task);
    }
    alone();
    annex();
    return page.close().close().toString();
  }

  private String title() {
    return report.tasks().size() == 1 && report.since() == null && report.until() == null
        ? "Evidence report: task " + report.tasks().getFirst().id()
        : "Evidence report: " + period();
  }

  private String period() {
    return (report.since() == null ? "the beginning" : ActionRows.time(report.since()))
        + " to "
        + (report.until() == null
            ? ActionRows.time(report.madeAt())
            : ActionRows.time(report.until()));
  }

  private void head() {
    page.open("header").element("h1", title());
    page.open("p", "class=\"made\"");
    page.text("Made " + ActionRows.time(report.madeAt()) + " from ").value(report.source());
    page.text(
        ". Every statement below is taken from records of the log; what the log has signed can be"
            + " checked without trusting whoever made this page (see the end).");
    page.close();
    summary();
    page.open("dl", "class=\"legend\"");
    answer(
        "What was authorised?",
        "the authority of each hop, and the columns Intended action and Decision");
    answer(
        "By whom?",
        "the person or service each task is for, the chain of signed delegations, and the column"
            + " Token");
    answer(
        "On what basis?",
        "the column Policy evaluated: the bundle by its hash, the four checks, and what each rule"
            + " and condition came to");
    answer(
        "Under which controls?",
        "limits, lists, signals and obligations in the columns Policy evaluated and Decision");
    answer("Did a person look?", "the columns Human review and Approved by");
    page.close().close();
  }

  private void answer(String question, String where) {
    page.element("dt", question).element("dd", where);
  }

  private void summary() {
    var outcomes = new TreeMap<String, Integer>();
    int looked = 0;
    for (Act act : report.acts()) {
      outcomes.merge(act.outcome(), 1, Integer::sum);
      looked += act.asked() == null ? 0 : 1;
    }
    page.open("ul", "class=\"summary\"");
    item("ok", "allowed", outcomes.getOrDefault("allow", 0));
    item("no", "denied", outcomes.getOrDefault("deny", 0));
    item("ask", "escalated to a person", outcomes.getOrDefault("escalate", 0));
    item("wait", "refused over a limit", outcomes.getOrDefault("rate_limited", 0));
    item("plain", "with a person involved", looked);
    item("plain", "tasks", report.tasks().size());
    page.close();
  }

  private void item(String style, String what, int count) {
    page.open("li", "class=\"" + style + "\"");
    page.element("b", Integer.toString(count)).text(" " + what).close();
  }

  private void task(TaskAccount task) {
    var header = task.header();
    page.open("section", "class=\"task\"");
    page.open("h2")
        .text("Task: ")
        .value(Fields.text(header, "purpose", "purpose not shown"))
        .close();
    page.open("div", "class=\"facts\"");
    page.code("task", task.id().toString());
    page.field("on behalf of", Fields.text(header, "subject", "not shown"));
    page.field("opened by", Fields.text(header, "opener", "not shown"));
    page.field(
        "opened", ActionRows.time(task.opened() == null ? null : task.opened().event().at()));
    page.field("may last until", ActionRows.time(Fields.instant(header, "expires_at")));
    page.field("deepest hop", Fields.number(header, "depth_max") + "");
    page.field("template", Fields.text(header, "template", "none: the opener wrote the boundary"));
    page.code("policy then", Fields.text(header, "pol", "not shown"));
    page.field("end", task.state().equals("open") ? "none on record" : task.state());
    if (task.removed() > 0) {
      page.field("records removed by retention", Long.toString(task.removed()));
    }
    page.close();
    authority(task);
    changes(task);
    page.element("h3", "Every action");
    table(task, task.acts());
    page.close();
  }

  private void authority(TaskAccount task) {
    page.element("h3", "Authority, and how it was handed on");
    String picture = TaskPicture.file(task);
    page.markup(
        "<img class=\"tree"
            + (task.hops().size() > 8 ? " tall" : "")
            + "\" alt=\"the tree of the task's hops\" src=\"data:image/svg+xml;base64,"
            + Base64.getEncoder().encodeToString(picture.getBytes(StandardCharsets.UTF_8))
            + "\"/>\n");
    page.open("table", "class=\"hops\"").open("thead").open("tr");
    for (String heading : new String[] {"Hop", "Had it from", "Key and time", "May do"}) {
      page.element("th", heading, "scope=\"col\"");
    }
    page.close().close().open("tbody");
    for (HopAccount hop : task.hops()) {
      hop(task, hop);
    }
    page.close().close();
    page.open("details").element("summary", "Records and receipts of the authority");
    if (task.opened() != null) {
      records.one(page, "The opening", task.opened());
    }
    for (HopAccount hop : task.hops()) {
      if (hop.parent() != null) {
        records.one(page, "The hop of " + hop.client(), hop.made());
      }
    }
    page.close();
  }

  private void hop(TaskAccount task, HopAccount hop) {
    HopAccount parent = hop.parent() == null ? null : task.hop(hop.parent());
    page.open("tr").open("td");
    page.open("div", "class=\"what\"").value(hop.client()).close();
    page.code("hop", hop.id());
    page.field("depth", Integer.toString(hop.depth()));
    if (!hop.state().equals("live")) {
      page.field("state", hop.state());
    }
    page.close().open("td");
    consent(hop, parent);
    page.close().open("td");
    page.code("key", Fields.text(Fields.object(hop.hop(), "key"), "jkt", "not shown"));
    page.field("from", ActionRows.time(Fields.instant(hop.hop(), "issued_at")));
    page.field("until", ActionRows.time(Fields.instant(hop.hop(), "ends_at")));
    page.field("tokens", Integer.toString(hop.tokens().size()));
    page.close().open("td").open("ol", "start=\"0\"");
    for (var each : Authority.narrowings(hop, parent)) {
      page.open("li").value(Authority.line(hop.boundary().get(each.index())));
      if (!each.narrower().isEmpty()) {
        page.element(
            "span",
            " narrower than permission " + each.of() + " in " + String.join(", ", each.narrower()),
            "class=\"narrower\"");
      }
      page.close();
    }
    page.close();
    int withheld = Authority.withheld(hop, parent).size();
    if (withheld > 0) {
      page.element(
          "div", withheld + " of the permissions above were not passed on", "class=\"none\"");
    }
    page.close().close();
  }

  private void consent(HopAccount hop, @Nullable HopAccount parent) {
    if (parent == null) {
      page.text("opened the task");
      return;
    }
    page.field("from", parent.client());
    String by = Fields.text(hop.consent(), "by", "");
    page.field(
        "consent",
        switch (by) {
          case "statement" ->
              "a statement signed with the delegator's own key, whole in the record";
          case "push" -> "pushed: the delegator exchanged its own token";
          case "address" -> "addressed: the delegator asked for a token for this agent";
          default -> "not shown";
        });
    page.code("hash", Fields.text(hop.consent(), "hash", "not shown"));
  }

  private void changes(TaskAccount task) {
    if (task.changes().isEmpty()) {
      return;
    }
    page.element("h3", "What took authority away, or was refused it");
    page.open("table", "class=\"changes\"").open("thead").open("tr");
    for (String heading : new String[] {"When", "What", "Whose", "By", "Why", "Signed record"}) {
      page.element("th", heading, "scope=\"col\"");
    }
    page.close().close().open("tbody");
    for (Change change : task.changes()) {
      HopAccount hop = change.hop() == null ? null : task.hop(change.hop());
      page.open("tr");
      page.element("td", ActionRows.time(change.record().event().at()));
      page.element("td", change.what());
      page.open("td").value(hop == null ? "the task" : hop.client()).close();
      page.open("td").value(change.by()).close();
      page.open("td").value(change.reason()).close();
      page.open("td");
      records.cell(page, change.record());
      page.close().close();
    }
    page.close().close();
  }

  private void table(@Nullable TaskAccount task, java.util.List<Act> acts) {
    if (acts.isEmpty()) {
      page.element("p", "None in this time.", "class=\"none\"");
      return;
    }
    page.open("table", "class=\"acts\"").open("thead").open("tr");
    for (var column : ActionRows.COLUMNS) {
      page.element("th", column.heading(), "scope=\"col\"", "class=\"" + column.name() + "\"");
    }
    page.close().close();
    var rows = new ActionRows(page, task, records);
    for (Act act : acts) {
      rows.write(++number, act);
    }
    page.close();
  }

  private void alone() {
    if (!report.alone().isEmpty()) {
      page.open("section").element("h2", "Outside of any task");
      table(null, report.alone());
      page.close();
    }
  }

  private void annex() {
    page.open("section", "class=\"annex\"").element("h2", "How to check this page");
    page.open("p")
        .text(
            "Each action's records can be saved from under it, with a receipt for each: a proof, in"
                + " the form c2sp.org/tlog-proof@v1, that the record stands in the log under the"
                + " signed checkpoint. Check one with any implementation of that form, or with the"
                + " verifier that comes with Legate in plain Python:");
    page.close();
    for (LogProofs log : report.logs()) {
      LogProofs.Signed signed = log.signed();
      if (signed == null) {
        page.element(
            "p",
            "The log of node " + log.node() + " has no checkpoint yet: nothing of it is signed.",
            "class=\"none\"");
        continue;
      }
      page.element("h3", "Log " + signed.head().origin());
      page.open("pre")
          .whole(
              "python3 docs/verify/verify.py --key '"
                  + signed.key()
                  + "' receipt receipt-"
                  + log.node()
                  + "-….tlog-proof record-"
                  + log.node()
                  + "-….json")
          .close();
      page.element(
          "p",
          "The checkpoint with all its signatures; the receipts bear the one that the key above"
              + " checks:");
      page.open("pre", "class=\"receipt\"").lines(signed.note().format()).close();
    }
    page.open("ul");
    String[] limits = {
      "The keys above are those that the log announces itself. Compare them with what the operator"
          + " of the broker has told you in another way.",
      "A receipt shows that a record stands in the log, not that the log is shown to everyone"
          + " alike: keep checkpoints, and compare them.",
      records.unsigned() == 0
          ? "Every record that is shown has its receipt: " + records.signed() + " in all."
          : records.unsigned()
              + " of the records shown are newer than the log's kept checkpoint and have no receipt"
              + " yet; "
              + records.signed()
              + " have one.",
      "Characters that are invisible, or that change the order of what stands beside them, are"
          + " written out as their code; the saved records have them as they are."
    };
    for (String limit : limits) {
      page.element("li", limit);
    }
    page.close().close();
  }
}
