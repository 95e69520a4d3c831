package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.agent.HeldHop;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.resource.RefusedCallException.Reason;
import io.legate.client.testing.RealBroker;
import io.legate.client.testing.Turnpike;
import io.legate.ledger.server.PostgresServer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Two brokers on one PostgreSQL: what is revoked at one is heard through the other.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoBrokersTest {

  private final Party party = new Party();
  private Turnpike way;
  private RealBroker one;
  private RealBroker two;
  private BrokerAddress address;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    way = new Turnpike();
    var postgres = PostgresServer.shared();
    String url =
        "%s?user=%s&password=%s"
            .formatted(
                postgres.url(postgres.newDatabase()),
                postgres.user(),
                URLEncoder.encode(postgres.password(), StandardCharsets.UTF_8));
    one = broker(folder.resolve("one"), url, 1);
    two = broker(folder.resolve("two"), url, 2);
    Path both = folder.resolve("both.pem");
    Files.writeString(
        both, Files.readString(one.address().caPem()) + Files.readString(two.address().caPem()));
    address = new BrokerAddress(URI.create("https://127.0.0.1:" + way.port()), both);
  }

  private RealBroker broker(Path folder, String url, int node) throws Exception {
    Files.createDirectories(folder);
    String head =
        """
        issuer: https://127.0.0.1:%s
        ledger: '%s'
        cluster: {node: %s}
        """
            .formatted(way.port(), url, node);
    return RealBroker.start(folder, head + party.clients());
  }

  @AfterAll
  void stop() {
    one.close();
    two.close();
    way.close();
  }

  private static int port(RealBroker broker) {
    return broker.address().places().getFirst().port();
  }

  private Agent agent(RealBroker at, String id) {
    way.leadTo(port(at));
    return Agent.connect(AgentConfig.of(id, address, party.key(id)));
  }

  private ResourceServer server(RealBroker at) throws Exception {
    way.leadTo(port(at));
    return ResourceServer.connect(party.server(address));
  }

  @Test
  void whatIsRevokedAtOneIsHeardThroughTheOther() throws Exception {
    try (var server = server(two);
        var orchestrator = agent(one, "orchestrator")) {
      var root = party.open(orchestrator);
      var action = agent(one, "agent:action");
      var hop = party.delegated(root, action);
      var beside = party.delegated(root, action);
      assertThat(party.verify(server, hop)).isNull();
      root.task().revoke(hop.hopId(), "enough");
      party.untilVerified(server, hop, Reason.REVOKED);
      assertThat(party.verify(server, beside)).isNull();
      root.task().suspend(null, "a look");
      party.untilVerified(server, beside, Reason.HELD);
      root.task().resume(null, "all right", List.of());
      party.untilVerified(server, beside, null);
      action.close();
    }
  }

  @Test
  void whoGoesOverToTheOtherBrokerMissesNothing() throws Exception {
    try (var server = server(two);
        var orchestrator = agent(one, "orchestrator");
        var action = agent(one, "agent:action")) {
      var root = party.open(orchestrator);
      var first = party.delegated(root, action);
      var second = party.delegated(root, action);
      assertThat(party.verify(server, first)).isNull();
      assertThat(party.verify(server, second)).isNull();
      root.task().revoke(first.hopId(), "enough");
      party.untilVerified(server, first, Reason.REVOKED);
      way.leadTo(port(one));
      way.cut();
      root.task().revoke(second.hopId(), "enough");
      party.untilVerified(server, second, Reason.REVOKED);
      assertThat(party.verify(server, first)).isEqualTo(Reason.REVOKED);
    }
  }

  @Test
  void nothingIsSkippedWhileBothBrokersWrite() throws Exception {
    try (var server = server(two);
        var here = agent(one, "orchestrator");
        var actionHere = agent(one, "agent:action");
        var there = agent(two, "orchestrator");
        var actionThere = agent(two, "agent:action");
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var revoking = new ArrayList<Callable<List<HeldHop>>>();
      for (int writer = 0; writer < 6; writer++) {
        Agent opener = writer % 2 == 0 ? here : there;
        Agent actor = writer % 2 == 0 ? actionHere : actionThere;
        revoking.add(() -> revoked(opener, actor, server));
      }
      var hops = new ArrayList<HeldHop>();
      for (var each : executor.invokeAll(revoking)) {
        hops.addAll(each.get(120, TimeUnit.SECONDS));
      }
      assertThat(hops).hasSize(60);
      for (HeldHop hop : hops) {
        party.untilVerified(server, hop, Reason.REVOKED);
      }
    }
  }

  /// Ten hops that were live, and were revoked one by one while others were being revoked.
  private List<HeldHop> revoked(Agent opener, Agent actor, ResourceServer server) throws Exception {
    var root = party.open(opener);
    var hops = new ArrayList<HeldHop>();
    for (int i = 0; i < 10; i++) {
      var hop = party.delegated(root, actor);
      assertThat(party.verify(server, hop)).isNull();
      hops.add(hop);
    }
    for (HeldHop hop : hops) {
      root.task().revoke(hop.hopId(), "enough");
    }
    return hops;
  }
}
