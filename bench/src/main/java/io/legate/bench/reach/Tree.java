package io.legate.bench.reach;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.agent.Delegation;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.TaskRequest;
import io.legate.client.broker.BrokerException;
import io.legate.json.Json.Arr;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// A task with a hop in the middle that very many hops hang on, each with a token for the resource
/// server.
///
/// @param root the opener's
/// @param middle what is revoked
/// @param leaves below it
/// @param beside hops of other tasks, one for each broker: a task is decided at one of them
record Tree(HeldHop root, HeldHop middle, List<HeldHop> leaves, List<HeldHop> beside) {

  /// What every agent may do.
  static final Arr BOUNDARY = boundary();

  private static final int AT_ONCE = 16;

  private static Arr boundary() {
    try {
      return new Arr(
          List.of(
              JsonReader.read(
                  """
                  {"type": "agent_action", "actions": ["payments.create"],
                   "locations": ["https://erp.example"], "resources": ["invoice://acme/*"],
                   "delegation": {"max_depth": 3, "allowed_delegates": [{"sub_profile": "ai_agent"}]}}
                  """)));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Makes one, at the first broker.
  static Tree plant(Brokers brokers, int descendants) throws Exception {
    Agent opener = agent(brokers, "orchestrator");
    Agent middling = agent(brokers, "agent:middle");
    Agent leafing = agent(brokers, "agent:leaf");
    HeldHop root = open(opener);
    HeldHop middle = delegated(root, middling);
    var leaves = new ArrayList<Callable<HeldHop>>();
    for (int i = 0; i < descendants; i++) {
      leaves.add(() -> delegated(middle, leafing));
    }
    var beside = new ArrayList<HeldHop>();
    for (int node = 1; node <= Brokers.COUNT; node++) {
      beside.add(delegated(open(opener), leafing));
    }
    var made = new ArrayList<HeldHop>();
    try (var executor = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (var each : executor.invokeAll(leaves)) {
        made.add(each.get());
      }
    }
    return new Tree(root, middle, made, beside);
  }

  private static HeldHop open(Agent opener) throws BrokerException {
    return opener.openTask(
        TaskRequest.of("pay invoices", BOUNDARY, Instant.now().plusSeconds(6 * 3_600), 3));
  }

  private static Agent agent(Brokers brokers, String id) {
    return Agent.connect(AgentConfig.of(id, brokers.address(1), brokers.key(id)));
  }

  private static HeldHop delegated(HeldHop from, Agent to) throws BrokerException {
    HeldHop hop =
        to.redeem(
            from.delegate(
                Delegation.to(to.clientId().value(), BOUNDARY, from.expiresAt())
                    .withDelegateKey(to.holderKey())));
    hop.instanceFor(Brokers.AUDIENCE);
    return hop;
  }
}
