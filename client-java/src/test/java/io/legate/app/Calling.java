package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.client.live.Company.Party;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.Decision;
import io.legate.v1.IssuedToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The clients of [ThreeBrokers], each with a connection to each broker.
record Calling(ThreeBrokers brokers, Map<String, BrokerConnection> connections)
    implements AutoCloseable {

  Calling(ThreeBrokers brokers) {
    this(brokers, new ConcurrentHashMap<>());
  }

  /// Starts all three, and waits until each can pass calls on to the others.
  void startAll() throws Exception {
    brokers.start(1, 2, 3);
    await(() -> brokers.linked(1) == 2 && brokers.linked(2) == 2 && brokers.linked(3) == 2);
  }

  Party opener() {
    return brokers.company.orchestrator();
  }

  BrokerConnection asOpener(int node) {
    return at(opener(), node);
  }

  BrokerConnection asServer(int node) {
    return at(brokers.company.resourceServer(), node);
  }

  BrokerConnection asOperator(int node) {
    return at(brokers.company.operator(), node);
  }

  private BrokerConnection at(Party party, int node) {
    return connections.computeIfAbsent(
        party.id() + "@" + node, _ -> party.connect(brokers.address(node)));
  }

  /// Opens tasks at broker 1, in which so many invoices may be paid.
  List<IssuedToken> open(int tasks, int payments) throws BrokerException {
    var opened = new ArrayList<IssuedToken>();
    for (int i = 0; i < tasks; i++) {
      opened.add(Paying.open(asOpener(1), payments));
    }
    return opened;
  }

  /// Has an invoice of each task paid, by way of each of these brokers.
  void payOnce(List<Integer> nodes, List<IssuedToken> tasks) throws BrokerException {
    for (int node : nodes) {
      for (var token : tasks) {
        var question = Paying.question(asServer(node), token, opener().key());
        var answer = asServer(node).call(AuthorizationServiceGrpcClient.Authorize, question);
        assertThat(answer.getDecision()).isEqualTo(Decision.DECISION_ALLOW);
      }
    }
  }

  /// Calls about the tasks of others that were carried out where they came in.
  long keptHere() {
    return List.of(1, 2, 3).stream().mapToLong(node -> brokers.tally(node).keptHere()).sum();
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Override
  public void close() {
    connections.values().forEach(BrokerConnection::close);
    brokers.close();
  }
}
