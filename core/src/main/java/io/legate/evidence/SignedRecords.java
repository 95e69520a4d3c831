package io.legate.evidence;

import io.legate.evidence.TaskAccount.Act;
import io.legate.evidence.TaskAccount.Answer;
import io.legate.evidence.TaskAccount.Asked;
import io.legate.inquiry.LoggedRecord;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The records of a report, each with the receipt by which it can be checked.
final class SignedRecords {

  private final EvidenceReport report;
  private final Map<String, Receipt> receipts = new HashMap<>();
  private final Set<String> unsigned = new HashSet<>();

  /// Makes the receipts of all records that the report is about.
  ///
  /// @throws InvalidEvidenceException if a record, or its log, is not the one that was signed
  SignedRecords(EvidenceReport report) throws InvalidEvidenceException {
    this.report = report;
    for (TaskAccount task : report.tasks()) {
      add(task.opened());
      for (var hop : task.hops()) {
        add(hop.made());
      }
      for (var change : task.changes()) {
        add(change.record());
      }
    }
    for (Act act : report.acts()) {
      add(act.record());
      add(act.settled());
      Asked asked = act.asked();
      if (asked != null) {
        add(asked.record());
        for (Answer answer : asked.answers()) {
          add(answer.record());
        }
      }
    }
  }

  private void add(@Nullable LoggedRecord record) throws InvalidEvidenceException {
    if (record == null || receipts.containsKey(place(record))) {
      return;
    }
    var event = record.event();
    LogProofs log = report.log(event.node());
    byte[] body = event.body();
    Hash leaf = body == null ? event.hash() : Rfc6962.leaf(body);
    Receipt receipt = log == null ? null : log.receipt(event.leaf(), leaf);
    if (receipt == null) {
      unsigned.add(place(record));
    } else {
      receipts.put(place(record), receipt);
    }
  }

  /// Returns of how many records no receipt could be made.
  int unsigned() {
    return unsigned.size();
  }

  /// Returns of how many records there is one.
  int signed() {
    return receipts.size();
  }

  /// Where a record stands, in words.
  static String place(LoggedRecord record) {
    return record.event().leaf().value() + " of node " + record.event().node();
  }

  /// Writes where a record stands and what it is signed under.
  void cell(Html page, LoggedRecord record) {
    Receipt receipt = receipts.get(place(record));
    LogProofs log = report.log(record.event().node());
    LogProofs.Signed signed = log == null ? null : log.signed();
    page.field("record", place(record));
    page.code("hash", record.event().hash().base64Url());
    if (receipt == null || signed == null) {
      page.element("div", "not yet under a signed checkpoint", "class=\"none\"");
    } else {
      page.field("signed by", signed.head().origin());
      page.field("tree of", signed.head().size().leaves() + " records");
    }
  }

  /// Writes the records that account for an act, whole, with their receipts.
  void details(Html page, Act act) {
    page.open("details").element("summary", "Records and receipts");
    one(page, "The decision", act.record());
    Asked asked = act.asked();
    if (asked != null) {
      one(page, "What people were asked", asked.record());
      for (Answer answer : asked.answers()) {
        one(page, "The answer", answer.record());
      }
    }
    LoggedRecord settled = act.settled();
    if (settled != null) {
      one(page, "What came of it", settled);
    }
    page.close();
  }

  /// Writes one record with its receipt.
  void one(Html page, String what, LoggedRecord record) {
    byte[] body = record.event().body();
    Receipt receipt = receipts.get(place(record));
    String name = record.event().node() + "-" + record.event().leaf().value();
    page.open("div", "class=\"one\"");
    page.open("p").text(what + ": record " + place(record) + " ");
    if (body == null) {
      page.text("was removed; its hash is " + record.event().hash().base64Url() + " ");
    } else {
      link(page, "record-" + name + ".json", body);
    }
    if (receipt != null) {
      page.text(" ");
      link(
          page,
          "receipt-" + name + ".tlog-proof",
          receipt.format().getBytes(StandardCharsets.UTF_8));
    }
    page.close();
    if (body != null) {
      page.open("pre", "class=\"record\"");
      page.whole(new String(body, StandardCharsets.UTF_8)).close();
    }
    if (receipt != null) {
      page.open("pre", "class=\"receipt\"").lines(receipt.format()).close();
    }
    page.close();
  }

  /// Writes a link that saves exact bytes, which it holds itself.
  private static void link(Html page, String file, byte[] bytes) {
    page.open(
            "a",
            "download=\"" + file + "\"",
            "href=\"data:application/octet-stream;base64,"
                + Base64.getEncoder().encodeToString(bytes)
                + "\"")
        .text(file)
        .close();
  }
}
