package io.legate.app.audit;

import static io.legate.app.audit.RealLog.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.postgres.PostgresLedger;
import io.legate.ledger.postgres.PostgresTarget;
import io.legate.ledger.server.PostgresServer;
import io.legate.merkle.Rfc6962;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryCommandTest {

  @TempDir private static Path folder;
  private static String data = "";
  private static String export = "";

  @BeforeAll
  static void record() throws Exception {
    data = RealLog.make(folder.resolve("data"), 5).data().toString();
    export = folder.resolve("log.jsonl").toString();
    assertThat(run("export", "--data", data, "--out", export).code()).isZero();
  }

  private static List<Json.Obj> lines(RealLog.Ran ran) throws Exception {
    assertThat(ran.code()).as(ran.err()).isZero();
    var lines = new ArrayList<Json.Obj>();
    for (String line : ran.out().lines().toList()) {
      lines.add(JsonReader.readObject(line));
    }
    return lines;
  }

  private static Set<String> hashes(List<Json.Obj> lines) {
    var hashes = new TreeSet<String>();
    lines.forEach(line -> hashes.add(Objects.requireNonNull(line.string("hash"))));
    return hashes;
  }

  @Test
  void eachLineHasTheRecordAsItWasHashed() throws Exception {
    var lines = lines(run("query", "--data", data, "--decision", "deny"));
    assertThat(lines).isNotEmpty();
    for (Json.Obj line : lines) {
      String record = Jcs.text(Objects.requireNonNull(line.get("record")));
      assertThat(Rfc6962.leaf(record.getBytes(StandardCharsets.UTF_8)).base64Url())
          .isEqualTo(line.string("hash"));
      assertThat(Jcs.text(line)).contains("\"decision\":\"deny\"", "\"leaf\":");
    }
  }

  @Test
  void anExportAnswersAsItsLedgerDoes() throws Exception {
    for (var question :
        List.of(
            new String[] {},
            new String[] {"--agent", "orchestrator"},
            new String[] {"--action", "payments.*", "--decision", "allow"},
            new String[] {"--from", "2026-11-22T10:00:00.300Z", "--to", "2026-11-23"})) {
      var of = new ArrayList<>(List.of("query", "--data", data));
      of.addAll(List.of(question));
      var ledger = lines(run(of.toArray(String[]::new)));
      of.set(1, "--export");
      of.set(2, export);
      var file = lines(run(of.toArray(String[]::new)));
      assertThat(ledger).isNotEmpty();
      assertThat(hashes(file)).isEqualTo(hashes(ledger)).hasSize(file.size());
    }
  }

  @Test
  void aDatabaseAnswersForTheLogsOfAllItsNodes() throws Exception {
    var server = PostgresServer.shared();
    String database = server.newDatabase();
    var target = new PostgresTarget(server.url(database), server.user(), server.password(), true);
    try (var first = PostgresLedger.open(target, 1);
        var second = PostgresLedger.open(target, 2);
        var one = new io.legate.assembly.Site(Clock.systemUTC(), first);
        var two = one.beside(second)) {
      var task = one.open("orchestrator", io.legate.assembly.Site.ALL);
      var _ = two.renew("orchestrator", task.token(), io.legate.assembly.Site.ERP);
    }
    String address =
        server.url(database)
            + "?user="
            + URLEncoder.encode(server.user(), StandardCharsets.UTF_8)
            + "&password="
            + URLEncoder.encode(server.password(), StandardCharsets.UTF_8);
    var ran = run("query", "--ledger", address, "--agent", "orchestrator");
    assertThat(lines(ran)).hasSize(2);
    assertThat(ran.out()).contains("\"node\":1", "\"node\":2");
    assertThat(run("query", "--ledger", address.replace(database, "gone")).code()).isEqualTo(2);
  }

  @Test
  void whatWasLookedAtIsToldApart() {
    var ran = run("query", "--data", data, "--agent", "nobody");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).containsPattern("0 records found, (\\d+) of \\1 looked at");
    assertThat(run("query", "--data", data, "--limit", "3").out().lines()).hasSize(3);
  }

  @Test
  void whatIsWrittenToAFileIsTheSame() throws Exception {
    Path file = folder.resolve("found.jsonl");
    assertThat(run("query", "--data", data, "--out", file.toString()).code()).isZero();
    assertThat(Files.readString(file)).isEqualTo(run("query", "--data", data).out());
    var again = run("query", "--data", data, "--out", file.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("is there already");
  }

  @Test
  void anExportWhoseBeginningIsMissingSaysWhatItDoesNotKnow() throws Exception {
    var lines = RealLog.lines(Files.readAllBytes(Path.of(export)));
    // The opening of the first task goes; what it is about is then not known of the others.
    int opened = 0;
    while (!new String(lines.get(opened), StandardCharsets.UTF_8).contains("\"kind\":1,")) {
      opened++;
    }
    lines.remove(opened);
    Path file = Files.write(folder.resolve("short.jsonl"), RealLog.joined(lines));
    var ran = run("query", "--export", file.toString(), "--subject", "nobody");
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).contains("rest on records that are not here");
  }

  @ParameterizedTest
  @CsvSource({
    "--task, x, `--task` must be a task's id",
    "--agent, a b, `--agent` must be a client id",
    "--decision, maybe, '`--decision` must be one of allow, deny, escalate, rate_limited, not"
        + " `maybe`'",
    "--from, yesterday, '`--from` must be a day such as 2026-11-01'",
    "--limit, 0, `--limit` must be at least 1",
  })
  void aWrongOptionIsNamed(String option, String value, String sentence) {
    var ran = run("query", "--data", data, option, value);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(sentence);
  }

  @Test
  void aPlaceWithoutRecordsIsNamed() {
    var ran = run("query", "--data", folder.toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("there is no ledger in");
    assertThat(run("query", "--export", folder.resolve("none").toString()).code()).isEqualTo(2);
    assertThat(run("query", "--data", data, "--export", export).code()).isEqualTo(2);
    assertThat(run("query").code()).isEqualTo(2);
  }

  @Test
  void aLineThatIsNoRecordIsDamage() throws Exception {
    var lines = RealLog.lines(Files.readAllBytes(Path.of(export)));
    lines.set(3, "{\"at\":1}".getBytes(StandardCharsets.UTF_8));
    Path file = Files.write(folder.resolve("damaged.jsonl"), RealLog.joined(lines));
    var ran = run("query", "--export", file.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("line 4 of the export is no record");
  }
}
