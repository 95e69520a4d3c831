package io.legate.admin.approve;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.TaskRequest;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerConnection;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.dpop.ProofMaker;
import io.legate.identity.ClientId;
import io.legate.jose.CryptoProviders;
import io.legate.jose.KeyFile;
import io.legate.jose.LocalSigner;
import io.legate.json.Jcs;
import io.legate.json.Json.Arr;
import io.legate.json.JsonReader;
import io.legate.v1.Action;
import io.legate.v1.AgentProof;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.Decision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands against a real broker in a process of its own.
class ApproveTest {

  private static final String ERP = "https://erp.example";
  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.example"],
        "resources":["erp://acme/*"]%s}]
      """;

  @TempDir static Path folder;
  private static Process broker;
  private static BrokerAddress address;
  private static Agent agent;
  private static BrokerConnection server;
  private static HeldHop hop;

  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    String entitlements = BOUNDARY.formatted("").replace("\n", " ");
    Files.writeString(
        folder.resolve("legate.yaml"),
        "clients:\n"
            + client(
                "agent:payer",
                "agent",
                "task, task.open",
                "self_subject: true, entitlements: " + entitlements + ", ")
            + client(
                "rs:erp",
                "resource_server",
                "authorize",
                "audience: '" + ERP + "', base_uris: ['" + ERP + "/'], ")
            + client("alice", "approver", "approve", "roles: [finance], "));
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
    address = new BrokerAddress(URI.create(ready()), folder.resolve("data/ca.pem"));
    agent = Agent.connect(AgentConfig.of("agent:payer", address, signer("agent:payer")));
    var identity =
        new BrokerConnection.Identity(
            new ClientId("rs:erp"), signer("rs:erp"), signer("rs:erp"), "");
    server = BrokerConnection.open(address, identity, InstantSource.system());
    String approved = ",\"approval\":{\"approvers\":[\"role:finance\"],\"quorum\":1}";
    hop =
        agent.openTask(
            TaskRequest.of(
                "pay the invoices",
                (Arr) JsonReader.read(BOUNDARY.formatted(approved)),
                Instant.now().plusSeconds(3_000),
                1));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    agent.close();
    broker.destroy();
    broker.waitFor();
  }

  @Test
  void whatWaitsIsListedShownAndAnswered() throws Exception {
    String id = ask("{\"amount\":\"400.00\"}").getEscalationId();
    assertThat(run("list").out()).contains(id + "  pending  payments.create erp://acme/1");
    var shown = run("show", id);
    assertThat(shown.err()).isEmpty();
    assertThat(shown.out())
        .contains("  amount = 400.00", "asked by     agent:payer", "purpose      pay the invoices")
        .contains(
            "exactly      {\"action\":\"payments.create\",\"arguments\":{\"amount\":\"400.00\"},");
    var approved = run("answer", id, "approve", "--reason", "seen the invoice");
    assertThat(approved.err()).isEmpty();
    assertThat(approved.out()).endsWith("recorded; approved\n");
    assertThat(run("list").out()).doesNotContain(id);
    assertThat(ask("{\"amount\":\"400.00\"}").getDecision()).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(run("list", "--all").out()).contains(id + "  spent");
  }

  @Test
  void aDenialIsOneToo() throws Exception {
    String id = ask("{\"amount\":\"1.00\"}").getEscalationId();
    assertThat(run("answer", id, "deny", "--reason", "not ours").out())
        .endsWith("recorded; denied\n");
    assertThat(ask("{\"amount\":\"1.00\"}").getDecision()).isEqualTo(Decision.DECISION_DENY);
    var again = run("answer", id, "approve");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("(already_answered)");
  }

  @Test
  void aBoundIsReadFromAFile() throws Exception {
    String id = ask("{\"amount\":\"2.00\"}").getEscalationId();
    Path bound = folder.resolve("bound.json");
    String permission =
        BOUNDARY.formatted(",\"limits\":[{\"name\":\"times\",\"count\":2}]").strip();
    Files.writeString(bound, permission.substring(1, permission.length() - 1));
    var approved = run("answer", id, "approve", "--bounded", bound.toString(), "--for", "PT10M");
    assertThat(approved.err()).isEmpty();
    assertThat(ask("{\"amount\":\"2.00\"}").getDecision()).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(ask("{\"amount\":\"3.00\"}").getDecision()).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(ask("{\"amount\":\"4.00\"}").getDecision()).isEqualTo(Decision.DECISION_ESCALATE);
  }

  @Test
  void nothingThatIsShownMovesTheCursor() {
    assertThat(Shown.clean("a\u001b[2Jb\nc\u202ed")).isEqualTo("a?[2Jb?c?d");
  }

  @Test
  void wrongUsageIsTwo() {
    for (String[] usage :
        List.of(
            new String[] {},
            new String[] {"answer", "x"},
            new String[] {"answer", "x", "perhaps"},
            new String[] {"answer", "x", "deny", "--lift", "label"},
            new String[] {"answer", "x", "approve", "--bounded", "none.json"},
            new String[] {"nothing"})) {
      var ended = run(usage);
      assertThat(ended.code()).as(String.join(" ", usage)).isEqualTo(2);
      assertThat(ended.err()).isNotEmpty().doesNotContain("\tat ");
    }
    assertThat(run("show", "x").err()).contains("(not_found)");
    assertThat(run("--help").out()).contains("list", "show", "answer", "Exit codes:");
  }

  private static AuthorizeResponse ask(String arguments) throws Exception {
    String token = hop.instanceFor(ERP).token();
    var target = ProofMaker.Target.of("POST", ERP + "/pay").withToken(token);
    return server.call(
        AuthorizationServiceGrpcClient.Authorize,
        AuthorizeRequest.newBuilder()
            .setRequestId(server.newRequestId())
            .setAgent(
                AgentProof.newBuilder()
                    .setAccessToken(token)
                    .setDpop(new ProofMaker(signer("agent:payer")).make(target, Instant.now()))
                    .setHtm("POST")
                    .setHtu(ERP + "/pay"))
            .setAction(
                Action.newBuilder()
                    .setAction("payments.create")
                    .setResource("erp://acme/1")
                    .setArguments(arguments))
            .build());
  }

  private static Ended run(String... arguments) {
    var line =
        new ArrayList<>(
            List.of(
                "--client",
                "alice",
                "--ca",
                folder.resolve("data/ca.pem").toString(),
                "--broker",
                address.issuer().toString(),
                "--key",
                key("alice").toString()));
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

  private static LocalSigner signer(String client) throws IOException {
    return KeyFile.createOrRead(key(client), SignatureAlgorithm.ES256, CryptoProviders.install());
  }

  private static String client(String id, String kind, String scopes, String more)
      throws IOException {
    return "  - {client_id: '%s', kind: %s, scopes: [%s], %sjwks: {keys: [%s]}}\n"
        .formatted(id, kind, scopes, more, Jcs.text(signer(id).publicKey().jwk()));
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
