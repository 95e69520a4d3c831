package io.legate.client.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.TaskRequest;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.live.BrokerProcess;
import io.legate.client.live.Company;
import io.legate.client.live.Company.Party;
import io.legate.client.live.Permissions;
import io.legate.crypto.CompactJws;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Unmodified OAuth libraries get a token and exchange statements over HTTP. Skipped where there is
/// no Node, or nowhere to get the libraries from.
class InteropTest {

  private static final Path SOURCES = Path.of("..", "demo-agents", "interop");
  private static final Path COPY = Path.of("target", "interop").toAbsolutePath();
  private static final Duration HOP = Duration.ofMinutes(30);

  @TempDir private static Path folder;

  private static BrokerProcess broker;
  private static Company company;
  private static Agent orchestrator;
  private static HeldHop root;

  @BeforeAll
  static void openTask() throws Exception {
    assumeTrue(ran(Path.of("."), "node", "--version"), "skipped: `node` is not installed");
    assumeTrue(ran(Path.of("."), "npm", "--version"), "skipped: `npm` is not installed");
    copySources();
    assumeTrue(
        ran(COPY, "npm", "install", "--no-package-lock", "--no-audit", "--no-fund"),
        "skipped: the libraries cannot be installed, see target/interop/npm.log");
    company = Company.in(folder);
    var entitlement = Permissions.unconstrained("invoice://acme/*").build();
    Path config = folder.resolve("legate.yaml");
    Files.writeString(config, company.configuration(entitlement, Obj.EMPTY));
    broker =
        BrokerProcess.start(
            new BrokerProcess.Start(config, folder.resolve("data"), 0, COPY.resolve("broker.log")));
    var address = new BrokerAddress(URI.create(broker.issuer()), ca());
    orchestrator =
        Agent.connect(
            AgentConfig.of(
                company.orchestrator().id().value(), address, company.orchestrator().key()));
    root =
        orchestrator.openTask(
            TaskRequest.of("pay two invoices", boundary("500.00", 2), Instant.now().plus(HOP), 4));
  }

  @AfterAll
  static void stop() {
    if (orchestrator != null) {
      orchestrator.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void oauth4webapiGetsATokenAndExchangesAStatement() throws Exception {
    assertEveryCheckHolds("oauth4webapi.mjs");
  }

  @Test
  void joseGetsATokenAndExchangesAChainOfStatements() throws Exception {
    assertEveryCheckHolds("jose.mjs");
  }

  /// The scripts themselves must be able to fail.
  @Test
  void aWrongExpectationFailsTheScript() throws Exception {
    var wrong = work("user:corp:mallory").build();
    assertThat(run("oauth4webapi.mjs", wrong)).isNotZero();
    assertThat(log("oauth4webapi.mjs")).contains("FAIL  sub, txn and client_id");
  }

  private static void assertEveryCheckHolds(String script) throws Exception {
    int code = run(script, work(company.orchestrator().id().value()).build());
    assertThat(log(script)).doesNotContain("FAIL").contains("every check held");
    assertThat(code).isZero();
  }

  private static String log(String script) throws IOException {
    return Files.readString(COPY.resolve(script + ".log"));
  }

  /// What the scripts are given: see their README.
  private static Json.Builder work(String subject) throws Exception {
    var token = CompactJws.parse(root.instanceFor(broker.issuer()).token(), CompactJws.Form.TOKEN);
    return Obj.with("issuer", broker.issuer())
        .with("resource_server", Company.AUDIENCE)
        .with("subject", subject)
        .with("txn", root.taskId().toString())
        .with("par_hash", token.signingInputHash())
        .with("hop_exp", root.expiresAt().getEpochSecond())
        .with("boundary", boundary("400.00", 2))
        .with("narrower", boundary("300.00", 0))
        .with("wider", boundary("450.00", 0))
        .with("delegator", party(company.orchestrator()))
        .with("agents", new Arr(List.of(party(company.first()), party(company.second()))));
  }

  /// @param below 0 for a leaf
  private static Arr boundary(String max, int below) {
    var permission = Permissions.payments("invoice://acme/*", max);
    if (below > 0) {
      permission.with("delegation", Permissions.delegation(below, "agent:first", "agent:second"));
    }
    return new Arr(List.of(permission.build()));
  }

  private static Obj party(Party party) throws IOException {
    return Obj.with("client_id", party.id().value())
        .with("profile", "ai_agent")
        .with("jwk", company.privateJwk(party))
        .build();
  }

  private static Path ca() {
    return folder.resolve("data").resolve("ca.pem");
  }

  private static int run(String script, Obj work) throws Exception {
    Path file = folder.resolve("work.json");
    Files.writeString(file, Jcs.text(work));
    var process = new ProcessBuilder("node", script, file.toString()).directory(COPY.toFile());
    process.environment().put("NODE_EXTRA_CA_CERTS", ca().toString());
    process.redirectErrorStream(true).redirectOutput(COPY.resolve(script + ".log").toFile());
    return ended(process.start());
  }

  private static boolean ran(Path directory, String... command) throws Exception {
    var process = new ProcessBuilder(command).directory(directory.toFile());
    Files.createDirectories(COPY);
    process.redirectErrorStream(true).redirectOutput(COPY.resolve(command[0] + ".log").toFile());
    try {
      return ended(process.start()) == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  private static int ended(Process process) throws Exception {
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  private static void copySources() throws IOException {
    var files = new ArrayList<Path>();
    try (var all = Files.newDirectoryStream(SOURCES, "*.{json,mjs}")) {
      all.forEach(files::add);
    }
    for (Path file : files) {
      Files.write(COPY.resolve(file.getFileName().toString()), Files.readAllBytes(file));
    }
  }
}
