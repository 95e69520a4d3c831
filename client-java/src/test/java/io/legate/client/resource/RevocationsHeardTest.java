package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.resource.RefusedCallException.Reason;
import io.legate.client.testing.RealBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A resource server that verifies offline hears of revocations from a real broker, over TLS, also
/// after that was killed.
class RevocationsHeardTest {

  private final Party party = new Party();
  private RealBroker broker;
  private Agent orchestrator;
  private Agent action;
  private ResourceServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    broker = RealBroker.start(folder, party.clients());
    orchestrator =
        Agent.connect(AgentConfig.of("orchestrator", broker.address(), party.key("orchestrator")));
    action =
        Agent.connect(AgentConfig.of("agent:action", broker.address(), party.key("agent:action")));
    server = connect(Duration.ofSeconds(30));
  }

  private ResourceServer connect(Duration ageMax) throws Exception {
    return ResourceServer.connect(
        party.server(broker.address()).heeding(new Heed(ageMax, Heed.Known.REFUSE)));
  }

  @AfterEach
  void stop() {
    server.close();
    action.close();
    orchestrator.close();
    broker.close();
  }

  @Test
  void aRevokedHopIsRefusedAndNothingBesideIt() throws Exception {
    var root = party.open(orchestrator);
    var revoked = party.delegated(root, action);
    var beside = party.delegated(root, action);
    assertThat(party.verify(server, revoked)).isNull();
    assertThat(party.verify(server, beside)).isNull();
    root.task().revoke(revoked.hopId(), "enough");
    party.untilVerified(server, revoked, Reason.REVOKED);
    assertThat(party.verify(server, beside)).isNull();
  }

  @Test
  void aSuspendedTaskIsRefusedAndAResumedOneIsNot() throws Exception {
    var root = party.open(orchestrator);
    var hop = party.delegated(root, action);
    assertThat(party.verify(server, hop)).isNull();
    root.task().suspend(null, "a look");
    party.untilVerified(server, hop, Reason.HELD);
    root.task().resume(null, "all right", List.of());
    party.untilVerified(server, hop, null);
  }

  @Test
  void whoConnectsLaterKnowsWhatWasRevokedBefore() throws Exception {
    var root = party.open(orchestrator);
    var hop = party.delegated(root, action);
    assertThat(party.verify(server, hop)).isNull();
    root.task().complete("done");
    server.close();
    server = connect(Duration.ofSeconds(30));
    assertThat(party.verify(server, hop)).isEqualTo(Reason.REVOKED);
  }

  @Test
  void withoutItsBrokerAVerifierRefusesAfterItsBoundAndThenHearsTheRest() throws Exception {
    server.close();
    server = connect(Duration.ofSeconds(2));
    var root = party.open(orchestrator);
    var held = party.delegated(root, action);
    var other = party.open(orchestrator);
    var ended = party.delegated(other, action);
    assertThat(party.verify(server, held)).isNull();
    assertThat(party.verify(server, ended)).isNull();
    root.task().suspend(null, "a look");
    party.untilVerified(server, held, Reason.HELD);
    broker.kill();
    party.untilVerified(server, ended, Reason.REVOCATIONS_UNKNOWN);
    assertThat(party.verify(server, held)).isEqualTo(Reason.REVOCATIONS_UNKNOWN);
    broker.startAgain();
    root.task().resume(null, "all right", List.of());
    other.task().complete("done");
    party.untilVerified(server, ended, Reason.REVOKED);
    party.untilVerified(server, held, null);
  }
}
