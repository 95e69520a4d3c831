package io.legate.app.audit;

import static io.legate.app.audit.RealLog.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.assembly.TickingClock;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.review.Recorded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/// Reports of a small log whose agents write what they like into their arguments.
class ReportCommandTest {

  private static final String HOSTILE =
      "</td><script>alert(1)</script><img src=x onerror=alert(2)>";
  private static final String TURNED = "invoice\\u202efdp.exe";

  @TempDir private static Path folder;
  private static String data = "";
  private static String task = "";
  private static String key = "";
  private static long later;

  @BeforeAll
  static void record() throws Exception {
    data = folder.resolve("data").toString();
    var clock = new TickingClock(RealLog.AT);
    try (var ledger = SqliteLedger.open(Path.of(data), 1, clock, 1L << 30);
        var site = new Site(clock, ledger)) {
      var opened = site.open("orchestrator", Site.ALL);
      task = opened.token().task().toString();
      var hop = site.renew("orchestrator", opened.token(), Site.ERP);
      for (String note : List.of("plain", HOSTILE, TURNED, "x".repeat(9_000))) {
        String arguments = "{\"amount\":\"5.00\",\"note\":\"%s\"}".formatted(note);
        site.authorize("orchestrator", hop, "payments.create", "erp://acme/invoices/1", arguments);
      }
      site.authorize("orchestrator", hop, "vendors.delete", "erp://acme/invoices/1", "{}");
      var _ = site.use.log().keepCheckpoint();
      // Newer than the checkpoint.
      site.authorize("orchestrator", hop, "payments.create", "erp://acme/late", "{}");
      later = ledger.logHeads().getFirst().frontier().size().leaves();
      key = site.logSigners.getFirst().key().text();
    }
  }

  private static String report(String name, String... question) throws Exception {
    Path file = folder.resolve(name + ".html");
    var arguments = new ArrayList<>(List.of("report", "--data", data, "--out", file.toString()));
    arguments.addAll(List.of(question));
    var ran = run(arguments.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return Files.readString(file);
  }

  private static List<Element> acts(Xml page) {
    return page.all("tbody").stream()
        .filter(body -> body.getAttribute("class").startsWith("act "))
        .toList();
  }

  private static Element cell(Element act, String name) {
    return Xml.all(act, "td").stream()
        .filter(td -> td.getAttribute("class").equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyColumnSaysSomethingOfEveryAction() throws Exception {
    var page = Xml.read(report("columns", "--task", task));
    assertThat(acts(page)).hasSize(6);
    for (Element act : acts(page)) {
      for (String name :
          List.of(
              "api", "token", "intended", "policy", "decision", "review", "approved", "signed")) {
        assertThat(cell(act, name).getTextContent()).as(name).isNotBlank();
      }
      assertThat(cell(act, "api").getTextContent()).contains("rs:erp", Site.PAY);
      assertThat(cell(act, "token").getTextContent()).contains("orchestrator");
    }
  }

  @Test
  void whatAgentsWroteIsTextAndNothingElse() throws Exception {
    String html = report("hostile", "--task", task);
    var page = Xml.read(html);
    assertThat(page.all("script")).isEmpty();
    assertThat(page.all("img")).allMatch(img -> img.getAttribute("src").startsWith("data:"));
    assertThat(page.text()).contains(HOSTILE, "invoice⟨U+202E⟩fdp.exe");
    assertThat(html).doesNotContain("\u202e", "onerror=alert(2)>\"");
    assertThat(cell(acts(page).get(3), "intended").getTextContent())
        .contains("… (9,000 characters in all)");
  }

  @Test
  void nothingIsFetchedAndNothingRuns() throws Exception {
    String html = report("alone", "--task", task);
    for (var element : Xml.read(html).all("*")) {
      var attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        String name = attributes.item(i).getNodeName();
        assertThat(name).doesNotStartWith("on");
        if (name.equals("src") || name.equals("href")) {
          assertThat(attributes.item(i).getNodeValue()).startsWith("data:");
        }
      }
    }
    assertThat(html).contains("default-src 'none'").doesNotContain("@import", "url(");
  }

  @Test
  void eachReceiptInsideHoldsForTheRecordBesideIt() throws Exception {
    Python.assume();
    var page = Xml.read(report("receipts", "--task", task));
    int checked = 0;
    for (Element one : page.all("div")) {
      if (!one.getAttribute("class").equals("one")) {
        continue;
      }
      var links = Xml.all(one, "a");
      if (links.size() == 2) {
        Path record = save(links.get(0), "record");
        Path receipt = save(links.get(1), "receipt");
        var ran = Python.verify(key, "receipt", receipt.toString(), record.toString());
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(Xml.all(one, "pre").get(1).getTextContent().strip())
            .isEqualTo(Files.readString(receipt).strip());
        checked++;
      }
    }
    assertThat(checked).isEqualTo(6);
  }

  private static Path save(Element link, String name) throws Exception {
    String href = link.getAttribute("href");
    byte[] bytes = Base64.getDecoder().decode(href.substring(href.indexOf(',') + 1));
    assertThat(link.getAttribute("download")).startsWith(name);
    return Files.write(folder.resolve(link.getAttribute("download")), bytes);
  }

  @Test
  void whatIsNotSignedYetIsSaid() throws Exception {
    var page = Xml.read(report("late", "--task", task));
    assertThat(cell(acts(page).getLast(), "signed").getTextContent())
        .contains("record " + (later - 1) + " of node 1", "not yet under a signed checkpoint");
    assertThat(page.text()).contains("1 of the records shown are newer");
  }

  @Test
  void aTimeHasItsActsOnly() throws Exception {
    var page = Xml.read(report("time", "--from", "2026-11-22", "--to", "2026-11-23"));
    assertThat(acts(page)).hasSize(6);
    assertThat(Xml.read(report("denied", "--decision", "deny")).text()).contains("vendors.delete");
    assertThat(acts(Xml.read(report("denied2", "--decision", "deny")))).hasSize(1);
    var none = run("report", "--data", data, "--from", "2027-01-01", "--out", "never.html");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("nothing on record");
  }

  @Test
  void anExportGivesTheSameAccount() throws Exception {
    Path export = folder.resolve("log.jsonl");
    assertThat(run("export", "--data", data, "--out", export.toString()).code()).isZero();
    Path file = folder.resolve("exported.html");
    var ran =
        run("report", "--export", export.toString(), "--task", task, "--out", file.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    // An export ends with the checkpoint, so that all of it is signed.
    assertThat(acts(Xml.read(Files.readString(file)))).hasSize(5);
    assertThat(ran.err()).contains("6 receipts, 0 records not yet signed");
  }

  @Test
  void thereIsNoReportOfALogThatIsNotTheOneSigned() throws Exception {
    Path other = folder.resolve("changed");
    Files.createDirectory(other);
    for (String name : List.of("ledger.db", "ledger.db-wal", "ledger.db-shm")) {
      if (Files.exists(Path.of(data, name))) {
        Files.copy(Path.of(data, name), other.resolve(name));
      }
    }
    Recorded.change(
        other, "\"amount\":\"5.00\",\"note\":\"plain\"", "\"amount\":\"6.00\",\"note\":\"plain\"");
    Path file = folder.resolve("changed.html");
    var ran = run("report", "--data", other.toString(), "--task", task, "--out", file.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("no report: the log is not what was signed");
    assertThat(file).doesNotExist();
  }

  @Test
  void everythingAtOnceIsNotAReport() {
    var ran = run("report", "--data", data, "--out", folder.resolve("x.html").toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("name a --task, or a time");
  }
}
