package io.legate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/// The evidence report of the invoice scenario answers, for every action, what is asked of it:
/// which API, which token, which intended action, which policy was evaluated, the decision, whether
/// a person looked, who approved, and the signed record.
class InvoiceEvidenceTest {

  @TempDir private static Path folder;
  private static Path launcher = Path.of("");

  /// Every decision on record, by its id, as `audit query` tells it.
  private static final Map<String, Json.Obj> DECISIONS = new LinkedHashMap<>();

  private static final Map<String, Element> ROWS = new LinkedHashMap<>();

  @BeforeAll
  static void payTheInvoicesAndReport() throws Exception {
    launcher = folder.resolve("legate");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '%s' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:TieredStopAtLevel=1 -cp '%s' io.legate.app.Main \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    System.setProperty("legate.launcher", launcher.toString());
    Path data = folder.resolve("data");
    assertThat(Main.run("main", "--data", data.toString())).isZero();
    String ledger = data.resolve("broker").toString();
    Path found = folder.resolve("found.jsonl");
    audit("query", "--data", ledger, "--out", found.toString());
    for (String line : Files.readAllLines(found)) {
      Json.Obj read = JsonReader.readObject(line);
      Json.Obj record = object(read, "record");
      if (record.get("kind") instanceof Json.Num(var kind) && kind.equals("5")) {
        String seq = ((Json.Num) Objects.requireNonNull(record.get("seq"))).text();
        DECISIONS.put(record.string("stream") + "." + seq, read);
      }
    }
    Path page = folder.resolve("report.html");
    audit("report", "--data", ledger, "--from", "2020-01-01", "--out", page.toString());
    read(Files.readString(page));
  }

  @AfterAll
  static void forgetTheLauncher() {
    System.clearProperty("legate.launcher");
  }

  private static void audit(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(launcher.toString(), "audit"));
    command.addAll(List.of(arguments));
    Path said = folder.resolve("said.txt");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
  }

  private static void read(String html) throws Exception {
    var text = html.substring(html.indexOf("<html"));
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text)));
    var bodies = document.getElementsByTagName("tbody");
    for (int i = 0; i < bodies.getLength(); i++) {
      var body = (Element) bodies.item(i);
      if (body.getAttribute("class").startsWith("act ")) {
        ROWS.put(field(cell(body, "decision"), "decision"), body);
      }
    }
  }

  private static Element cell(Element row, String name) {
    var cells = row.getElementsByTagName("td");
    for (int i = 0; i < cells.getLength(); i++) {
      var cell = (Element) cells.item(i);
      if (cell.getAttribute("class").equals(name)) {
        return cell;
      }
    }
    throw new AssertionError("there is no column `" + name + "`");
  }

  /// What stands beside a name, which is the text of its line less the name.
  private static String field(Element cell, String name) {
    var lines = cell.getElementsByTagName("div");
    for (int i = 0; i < lines.getLength(); i++) {
      String text = lines.item(i).getTextContent();
      if (text.startsWith(name + " ")) {
        return text.substring(name.length() + 1);
      }
    }
    throw new AssertionError("`" + name + "` is not in: " + cell.getTextContent());
  }

  private static Json.Obj object(Json.Obj of, String name) {
    return (Json.Obj) Objects.requireNonNull(of.get(name), name);
  }

  private static String text(Json.Obj of, String name) {
    return Objects.requireNonNull(of.string(name), name);
  }

  private static List<Json> clients(Json.Obj about) {
    return ((Json.Arr) Objects.requireNonNull(about.get("clients"))).items();
  }

  private interface Check {
    void of(Json.Obj about, Json.Obj data, Element row) throws Exception;
  }

  private static void forEveryAction(Check check) throws Exception {
    assertThat(DECISIONS.size()).isGreaterThan(150);
    for (var decision : DECISIONS.entrySet()) {
      Element row = Objects.requireNonNull(ROWS.get(decision.getKey()), decision.getKey());
      Json.Obj data = object(object(decision.getValue(), "record"), "data");
      check.of(object(decision.getValue(), "about"), data, row);
    }
  }

  @Test
  void everyActionIsAccountedForOnce() {
    assertThat(ROWS.keySet()).containsExactlyInAnyOrderElementsOf(DECISIONS.keySet());
  }

  @Test
  void whichApi() throws Exception {
    forEveryAction(
        (_, data, row) -> {
          Json.Obj checks = object(data, "checks");
          assertThat(field(cell(row, "api"), "resource server")).isEqualTo(text(data, "pep"));
          assertThat(field(cell(row, "api"), "call"))
              .isEqualTo(text(checks, "htm") + " " + text(checks, "htu"));
        });
  }

  @Test
  void whichTokenOfWhomForWhom() throws Exception {
    forEveryAction(
        (about, data, row) -> {
          Element cell = cell(row, "token");
          assertThat(field(cell, "jti")).isEqualTo(text(object(data, "checks"), "jti"));
          assertThat(field(cell, "for subject")).isEqualTo("user:corp:alice");
          assertThat(field(cell, "issued")).startsWith("20");
          assertThat(field(cell, "until")).startsWith("20");
          String agent = ((Json.Str) clients(about).getFirst()).value();
          assertThat(field(cell, "chain")).startsWith(agent).endsWith("agent:orchestrator");
          assertThat(field(cell, "agent's own signature")).contains("names this action");
        });
  }

  @Test
  void whichIntendedAction() throws Exception {
    forEveryAction(
        (_, data, row) -> {
          Json.Obj action = object(data, "action");
          Element cell = cell(row, "intended");
          assertThat(cell.getTextContent()).startsWith(text(action, "action"));
          assertThat(field(cell, "on")).isEqualTo(text(action, "resource"));
          for (var argument : object(action, "arguments").members().entrySet()) {
            if (argument.getValue() instanceof Json.Str(var value)
                && value.length() < 500
                && value.indexOf('\n') < 0) {
              assertThat(field(cell, argument.getKey() + " =")).isEqualTo(value);
            }
          }
          assertThat(field(cell, "declared purpose")).isNotBlank();
          assertThat(field(cell, "digest")).isEqualTo(text(data, "digest"));
        });
  }

  @Test
  void whichPolicy() throws Exception {
    forEveryAction(
        (_, data, row) -> {
          Json.Obj basis = object(object(data, "checks"), "basis");
          Element cell = cell(row, "policy");
          assertThat(field(cell, "bundle")).isEqualTo(text(basis, "bundle"));
          if (basis.get("checks") == null) {
            assertThat(cell.getTextContent()).contains("refused before the checks");
          } else {
            for (String check :
                List.of("entitlement", "subject", "task boundary", "hop boundary")) {
              assertThat(field(cell, check)).isNotBlank();
            }
          }
        });
  }

  @Test
  void whichDecisionAndWhatCameOfIt() throws Exception {
    var words =
        Map.of("allow", "allowed", "deny", "denied", "rate_limited", "refused over a limit");
    forEveryAction(
        (_, data, row) -> {
          Element cell = cell(row, "decision");
          String outcome = text(data, "outcome");
          assertThat(cell.getTextContent()).startsWith(words.get(outcome));
          if (outcome.equals("allow")) {
            assertThat(field(cell, "what came of it")).startsWith("carried out");
          } else {
            assertThat(field(cell, "what came of it"))
                .isEqualTo("nothing: it was not allowed as it stood");
            assertThat(cell.getTextContent()).contains(firstReason(data));
          }
        });
  }

  private static String firstReason(Json.Obj data) {
    var reasons = (Json.Arr) Objects.requireNonNull(object(data, "answer").get("reasons"));
    return text((Json.Obj) reasons.items().getFirst(), "sentence");
  }

  @Test
  void didAPersonLookAndWhoApproved() throws Exception {
    forEveryAction(
        (_, _, row) -> {
          // Of this scenario nothing needs a person; that is said, not left open.
          assertThat(cell(row, "review").getTextContent()).isEqualTo("no: nothing asked for one");
          assertThat(cell(row, "approved").getTextContent())
              .isEqualTo("nobody: no approval was needed");
        });
  }

  @Test
  void whichSignedRecord() throws Exception {
    for (var decision : DECISIONS.entrySet()) {
      Element row = Objects.requireNonNull(ROWS.get(decision.getKey()));
      Element cell = cell(row, "signed");
      assertThat(field(cell, "hash")).isEqualTo(text(decision.getValue(), "hash"));
      String leaf = ((Json.Num) Objects.requireNonNull(decision.getValue().get("leaf"))).text();
      assertThat(field(cell, "record")).isEqualTo(leaf + " of node 1");
      assertThat(cell.getTextContent()).contains("signed by", "tree of");
      assertThat(row.getTextContent()).contains("c2sp.org/tlog-proof@v1\nindex " + leaf + "\n");
    }
  }
}
