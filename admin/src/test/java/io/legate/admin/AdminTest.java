package io.legate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.crypto.SignatureAlgorithm;
import io.legate.jose.CryptoProviders;
import io.legate.jose.KeyFile;
import io.legate.json.Jcs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands against a real broker in a process of its own.
class AdminTest {

  @TempDir static Path folder;
  private static Process broker;
  private static String url;

  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void startBroker() throws Exception {
    String operator = client("operator", "operator", "admin");
    String engine = client("risk-engine", "operator", "signals");
    String agent = client("agent:one", "agent", "task");
    Files.writeString(folder.resolve("legate.yaml"), "clients:\n" + operator + engine + agent);
    broker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.legate.app.Main",
                "dev",
                "--config",
                folder.resolve("legate.yaml").toString(),
                "--data",
                folder.resolve("data").toString(),
                "--port",
                "0")
            .redirectError(folder.resolve("broker.log").toFile())
            .start();
    url = ready();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.destroy();
    broker.waitFor();
  }

  @Test
  void aListIsChangedAndShown() {
    var added = run("list", "add", "blocked_vendors", "v 2", "v1", "--reason", "fraud");
    assertThat(added.err()).isEmpty();
    assertThat(added.out()).startsWith("blocked_vendors  version 1, in force from control event ");
    assertThat(run("list", "show", "blocked_vendors").out().lines()).containsExactly("v 2", "v1");
    assertThat(run("list", "remove", "blocked_vendors", "v1").code()).isZero();
    assertThat(run("list", "show").out()).isEqualTo("blocked_vendors  version 2, 1 entries\n");
  }

  @Test
  void whatTheBrokerRefusesIsOneAndToldInItsWords() {
    var missing = run("list", "show", "no_such_list");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).isEqualTo("there is no such list (not_found)\n");
    var wrong = run("list", "add", "Vendors", "v1");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("`list` must be small letters", "(invalid_request)");
  }

  @Test
  void aSignalIsSet() {
    var set = run("signal", "set", "risk", "agent:one", "7.5", "--for", "PT5M");
    assertThat(set.err()).isEmpty();
    assertThat(set.out()).startsWith("risk of agent:one is 7.5 until ");
    assertThat(run("signal", "set", "risk", "agent:one", "--for", "soon", "1").code()).isEqualTo(2);
  }

  @Test
  void aRiskEngineSetsSignalsAndNothingElse() {
    assertThat(as("risk-engine", "signal", "set", "risk", "agent:one", "1").code()).isZero();
    var refused = as("risk-engine", "list", "add", "blocked_vendors", "v3");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("(insufficient_scope)");
  }

  @Test
  void aClientIsSuspendedAndRestored() {
    assertThat(run("client", "suspend", "agent:one", "--reason", "odd").code()).isZero();
    assertThat(as("agent:one", "list", "show").err()).contains("(invalid_client)");
    assertThat(run("client", "restore", "agent:one").code()).isZero();
    assertThat(as("agent:one", "list", "show").err()).contains("(unauthorized_client)");
  }

  @Test
  void signingKeysAreListedAndAnUnknownOneIsNotWithdrawn() {
    var listed = run("signing-key", "list");
    assertThat(listed.err()).isEmpty();
    assertThat(listed.out()).matches("[A-Za-z0-9_-]{43}  node 1  announced  2[0-9TZ:-]+\n");
    var refused = run("signing-key", "withdraw", "A".repeat(43), "--reason", "a slip");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("(not_found)");
    assertThat(run("signing-key", "withdraw", "short").err()).contains("(invalid_request)");
  }

  @Test
  void wrongUsageIsTwo() throws Exception {
    for (String[] usage :
        List.of(
            new String[] {},
            new String[] {"list"},
            new String[] {"list", "remove", "x"},
            new String[] {"nothing"},
            new String[] {"list", "show", "--key", folder.resolve("none.jwk").toString()},
            new String[] {"list", "show", "--broker", "http://127.0.0.1:1"},
            new String[] {"policy", "publish", folder.resolve("none").toString()})) {
      var ended = run(usage);
      assertThat(ended.code()).as(String.join(" ", usage)).isEqualTo(2);
      assertThat(ended.err()).isNotEmpty().doesNotContain("\tat ");
    }
    Path open = Files.copy(folder.resolve("operator.jwk"), folder.resolve("open.jwk"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    var ended = run("list", "show", "--key", open.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("is open to others than its owner");
  }

  @Test
  void helpIsNoFailure() {
    for (String command : List.of("list", "signal", "client", "signing-key", "policy")) {
      assertThat(run(command, "--help").code()).as(command).isZero();
    }
    assertThat(run("--help").out()).contains("--broker", "--key", "Exit codes:");
  }

  private static Ended run(String... arguments) {
    return as("operator", arguments);
  }

  private static Ended as(String client, String... arguments) {
    var line = new ArrayList<>(List.of("--client", client));
    line.addAll(List.of("--ca", folder.resolve("data/ca.pem").toString()));
    if (!List.of(arguments).contains("--broker")) {
      line.addAll(List.of("--broker", url));
    }
    if (!List.of(arguments).contains("--key")) {
      line.addAll(List.of("--key", key(client).toString()));
    }
    line.addAll(List.of(arguments));
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(line.toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }

  private static Path key(String client) {
    return folder.resolve(client.replace(':', '-') + ".jwk");
  }

  private static String client(String id, String kind, String scope) throws IOException {
    var signer = KeyFile.createOrRead(key(id), SignatureAlgorithm.ES256, CryptoProviders.install());
    return "  - {client_id: '%s', kind: %s, scopes: [%s], %sjwks: {keys: [%s]}}\n"
        .formatted(
            id,
            kind,
            scope,
            kind.equals("agent") ? "profile: ai_agent, " : "",
            Jcs.text(signer.publicKey().jwk()));
  }

  private static String ready() throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("ready ")) {
        return line.substring("ready ".length());
      }
    }
    throw new IOException(Files.readString(folder.resolve("broker.log")));
  }
}
