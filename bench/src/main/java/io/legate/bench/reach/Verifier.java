package io.legate.bench.reach;

import io.legate.client.agent.HeldHop;
import io.legate.client.broker.AgentAction;
import io.legate.client.broker.BrokerException;
import io.legate.client.resource.AgentRequest;
import io.legate.client.resource.Heed;
import io.legate.client.resource.RefusedCallException;
import io.legate.client.resource.RefusedCallException.Reason;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.ResourceServerConfig;
import io.legate.client.resource.VerifiedCall;
import io.legate.json.Json.Obj;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A resource server that listens at one broker and verifies calls of the tree's leaves, offline,
/// one every few milliseconds; besides, it asks its broker as often about calls of a hop that
/// nothing happens to, so that the brokers have something to do.
final class Verifier implements AutoCloseable {

  private static final URI BASE = URI.create(Brokers.AUDIENCE + "/");
  private static final AgentAction ACTION =
      new AgentAction("payments.create", "invoice://acme/1", Obj.EMPTY);

  /// How far apart two calls are: how exact the figures are, and no more than it takes. Servers
  /// that ask without end take the processors from the brokers beside them.
  private static final long PACE_NANOS = 4_000_000;

  private final ResourceServer server;
  private final Tree tree;
  private final HeldHop own;
  private final Thread verifying;
  private final Thread asking;
  private volatile long lastAccepted;
  private volatile long lastRefused;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private volatile boolean closed;

  /// @param node the broker it listens at, from 1
  Verifier(Brokers brokers, Tree tree, int node) throws BrokerException {
    this.server =
        ResourceServer.connect(
            ResourceServerConfig.of(
                    "rs:erp", Brokers.AUDIENCE, BASE, brokers.address(node), brokers.key("rs:erp"))
                .heeding(Heed.DEFAULT));
    this.tree = tree;
    this.own = tree.beside().get(node - 1);
    this.verifying = Thread.ofPlatform().name("verifier-" + node).unstarted(this::verify);
    this.asking = Thread.ofVirtual().name("asker-" + node).unstarted(this::ask);
  }

  void start() {
    verifying.start();
    asking.start();
  }

  /// When a call of a leaf was accepted last, as [System#nanoTime].
  long lastAccepted() {
    return lastAccepted;
  }

  /// When one was refused last.
  long lastRefused() {
    return lastRefused;
  }

  /// What it asked its broker meanwhile, for people.
  String load() {
    return "%s questions answered, %s not".formatted(asked, unanswered);
  }

  /// Returns how many of the leaves a call of each is refused at the moment.
  int refused() throws BrokerException {
    int refused = 0;
    for (HeldHop leaf : tree.leaves()) {
      refused += accepts(leaf) ? 0 : 1;
    }
    return refused;
  }

  private void verify() {
    try {
      while (!closed) {
        var leaves = tree.leaves();
        if (accepts(leaves.get(ThreadLocalRandom.current().nextInt(leaves.size())))) {
          lastAccepted = System.nanoTime();
        } else {
          lastRefused = System.nanoTime();
        }
        LockSupport.parkNanos(PACE_NANOS);
      }
    } catch (BrokerException e) {
      throw new IllegalStateException("a leaf has no token", e);
    }
  }

  private void ask() {
    while (!closed) {
      try {
        server.authorize(verify(own), ACTION.name(), ACTION.resource(), ACTION.arguments());
        asked.incrementAndGet();
        LockSupport.parkNanos(PACE_NANOS);
      } catch (BrokerException | RefusedCallException e) {
        // A broker that is too busy to answer has enough to do.
        unanswered.incrementAndGet();
      }
    }
  }

  private boolean accepts(HeldHop hop) throws BrokerException {
    try {
      verify(hop);
      return true;
    } catch (RefusedCallException e) {
      if (e.reason() == Reason.HELD || e.reason() == Reason.REVOKED) {
        return false;
      }
      throw new IllegalStateException("refused for another reason", e);
    }
  }

  private VerifiedCall verify(HeldHop hop) throws BrokerException, RefusedCallException {
    var headers =
        hop.authorizedHeaders(Brokers.AUDIENCE, "POST", URI.create(BASE + "payments"), ACTION);
    return server.verify(
        AgentRequest.http(
            "POST", BASE + "payments", List.of(headers.authorization()), List.of(headers.dpop())));
  }

  @Override
  public void close() {
    closed = true;
    try {
      verifying.join();
      asking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
