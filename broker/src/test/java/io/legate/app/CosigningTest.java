package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.app.audit.Python;
import io.legate.app.config.ConfigReader;
import io.legate.audit.TransparencyLog;
import io.legate.keys.LogKeyFile;
import io.legate.keys.WitnessFiles;
import io.legate.ledger.server.PostgresServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Brokers on one database that cosign each other's logs.
class CosigningTest {

  private static final String ISSUER = "https://broker.example";

  @TempDir Path folder;
  private PostgresServer server;
  private String database;
  private final List<Broker> brokers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server = PostgresServer.shared();
    database = server.newDatabase();
    for (int node : List.of(1, 2, 3)) {
      start(node);
    }
  }

  private void start(int node) throws Exception {
    String yaml =
        """
        issuer: %s
        listen: 127.0.0.1:0
        data: node-%s
        ledger: "%s"
        cluster: {node: %s}
        """
            .formatted(ISSUER, node, url(), node);
    brokers.add(Broker.start(ConfigReader.parse(yaml, folder), Clock.systemUTC()));
  }

  @AfterEach
  void stop() {
    brokers.forEach(Broker::close);
    brokers.clear();
  }

  @Test
  void eachLogIsCosignedByTheOthersAndByNobodyElse() throws Exception {
    awaitHeld(witnesses(2, 1, 2, 3));
    stop();
    // Each log has two witnesses: the node itself is none of its own.
    assertThat(verify(witnesses(3, 1, 2, 3)).code).isEqualTo(1);
    // One counts once, and one that is not trusted not at all.
    assertThat(verify(witnesses(2, 1, 1, 1)).code).isEqualTo(1);
  }

  @Test
  void exportBearsTheCosignaturesForAnyVerifier() throws Exception {
    awaitHeld(witnesses(2, 1, 2, 3));
    String file = folder.resolve("log.jsonl").toString();
    // Of the checkpoint of the end, which every witness cosigns before it stops.
    Ran ran = export(file);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (ran.code != 0) {
      assertThat(System.nanoTime()).as(ran.out).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      ran = export(file);
    }
    Python.assume();
    String[] both = {"--witness", witness(2), "--witness", witness(3)};
    assertThat(python(file, both, "2").out()).startsWith("held: ");
    assertThat(python(file, both, "3").out()).contains("2 of 3 trusted witnesses");
    String[] twice = {"--witness", witness(2), "--witness", witness(2)};
    assertThat(python(file, twice, "2").out()).contains("1 of 2 trusted witnesses");
  }

  private Ran export(String file) throws IOException {
    Files.deleteIfExists(Path.of(file));
    var made = legate("audit", "export", "--ledger", url(), "--node", "1", "--out", file);
    assertThat(made.code).as(made.out).isZero();
    var arguments = new ArrayList<>(List.of("audit", "verify", "--export", file));
    arguments.addAll(List.of("--witnesses", "2", "--key", log(1)));
    arguments.addAll(List.of("--key", witness(2), "--key", witness(3)));
    return legate(arguments.toArray(String[]::new));
  }

  @Test
  void cosignatureThatIsTakenAwayIsMissed() throws Exception {
    awaitHeld(witnesses(2, 1, 2, 3));
    stop();
    try (var connection =
            DriverManager.getConnection(server.url(database), server.user(), server.password());
        var statement = connection.createStatement()) {
      statement.execute("DELETE FROM legate.cosigned WHERE witness LIKE '%/2'");
    }
    var ran = verify(witnesses(2, 1, 2, 3));
    assertThat(ran.code).isEqualTo(1);
    assertThat(ran.out).contains("wrong key: no checkpoint that holds was cosigned by 2 witnesses");
  }

  private static Python.Ran python(String file, String[] witnesses, String wanted)
      throws IOException {
    var arguments = new ArrayList<>(List.of(witnesses));
    arguments.addAll(List.of("--witnesses", wanted, "export", file));
    return Python.verify(key(file), arguments.toArray(String[]::new));
  }

  private static String key(String file) throws IOException {
    return log(Path.of(file).resolveSibling("node-1"));
  }

  private String[] witnesses(int wanted, int... nodes) {
    var arguments = new ArrayList<>(List.of("--witnesses", Integer.toString(wanted)));
    for (int node : List.of(1, 2, 3)) {
      arguments.addAll(List.of("--key", log(node)));
    }
    for (int node : nodes) {
      arguments.addAll(List.of("--key", witness(node)));
    }
    return arguments.toArray(String[]::new);
  }

  private String log(int node) {
    return log(folder.resolve("node-" + node));
  }

  private static String log(Path data) {
    try {
      int node = Integer.parseInt(data.getFileName().toString().substring("node-".length()));
      var signing = LogKeyFile.open(data).signing(TransparencyLog.origin(ISSUER, node));
      return signing.signers().getFirst().key().text();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String witness(int node) {
    try {
      return new WitnessFiles(folder.resolve("node-" + node))
          .key(TransparencyLog.witness(ISSUER, node))
          .key()
          .text();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String url() {
    return "%s?user=%s&password=%s"
        .formatted(server.url(database), encoded(server.user()), encoded(server.password()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private record Ran(int code, String out) {}

  private Ran verify(String... policy) {
    var arguments = new ArrayList<>(List.of("audit", "verify", "--ledger", url()));
    arguments.addAll(List.of(policy));
    return legate(arguments.toArray(String[]::new));
  }

  private void awaitHeld(String... policy) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Ran ran = verify(policy);
    while (ran.code != 0) {
      assertThat(System.nanoTime()).as(ran.out).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      ran = verify(policy);
    }
  }

  private static Ran legate(String... arguments) {
    var out = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments);
    return new Ran(code, out.toString());
  }
}
