package io.legate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.agent.AgentReply;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.ResourceServerAddress;
import io.legate.client.agent.TaskRequest;
import io.legate.client.broker.AgentAction;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.ResourceServerConfig;
import io.legate.client.testing.Loopback;
import io.legate.client.testing.Minted;
import io.legate.client.testing.RealBroker;
import io.legate.client.web.LegateHandler;
import io.legate.crypto.Signer;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.legate.ledger.server.PostgresServer;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker whose ledger is a PostgreSQL database: what was spent stays spent when it is killed.
class PostgresJourneyTest {

  private static final String AUDIENCE = "https://erp.example";

  private static final String LIMITED = ", \"limits\": [{\"name\": \"payments\", \"count\": 2}]";

  private final Signer opener = Minted.key();
  private final Signer erp = Minted.key();

  @Test
  void aTaskOutlivesItsBroker(@TempDir Path folder) throws Exception {
    var postgres = PostgresServer.shared();
    String url =
        "%s?user=%s&password=%s"
            .formatted(
                postgres.url(postgres.newDatabase()),
                postgres.user(),
                URLEncoder.encode(postgres.password(), StandardCharsets.UTF_8));
    var loopback = Loopback.generate();
    var vertx = Vertx.vertx();
    var router = Router.router(vertx);
    var http = vertx.createHttpServer(loopback.server()).requestHandler(router).listen().await();
    URI base = URI.create("https://127.0.0.1:" + http.actualPort() + "/");
    var address = new ResourceServerAddress(AUDIENCE, base, loopback.ca(folder));
    var clients = new JourneyConfiguration(boundary(""), opener, Minted.key(), Minted.key());
    String configuration = "ledger: '" + url + "'\n" + clients.text(erp, AUDIENCE, base);
    try (var broker = RealBroker.start(folder, configuration);
        var agent = Agent.connect(AgentConfig.of("orchestrator", broker.address(), opener));
        var server =
            ResourceServer.connect(
                ResourceServerConfig.of("rs:erp", AUDIENCE, base, broker.address(), erp))) {
      payments(router, server);
      var root =
          agent.openTask(
              TaskRequest.of("pay invoices", boundary(LIMITED), Instant.now().plusSeconds(600), 3));
      assertThat(pay(root, address, "1").status()).isEqualTo(200);
      broker.killAndStartAgain();
      assertThat(pay(root, address, "2").status()).isEqualTo(200);
      assertThat(pay(root, address, "3").status()).isEqualTo(429);
    } finally {
      vertx.close().await();
    }
    assertThat(folder.resolve("data").toFile().list()).doesNotContain("ledger.db");
    assertThat(Files.readString(folder.resolve("broker.log")))
        .doesNotContain(postgres.password(), "WARN", "ERROR");
  }

  private static void payments(Router router, ResourceServer server) {
    router
        .post("/payments/:invoice")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) ->
                    server
                        .authorize(
                            call,
                            "payments.create",
                            "invoice://acme/" + context.pathParam("invoice"),
                            body)
                        .orThrow()
                        .execute(body, (obligations, outcome) -> obligations.act(() -> body))));
  }

  private static AgentReply pay(HeldHop hop, ResourceServerAddress erp, String invoice)
      throws Exception {
    var body = Obj.with("amount", "1.00").build();
    var act = new AgentAction("payments.create", "invoice://acme/" + invoice, body);
    return hop.call(erp, "POST", "/payments/" + invoice, act, body);
  }

  private static Arr boundary(String more) throws Exception {
    return new Arr(
        List.of(
            JsonReader.read(
                """
                {"type": "agent_action", "actions": ["payments.create"],
                 "locations": ["https://erp.example"], "resources": ["invoice://acme/*"]%s}
                """
                    .formatted(more))));
  }
}
