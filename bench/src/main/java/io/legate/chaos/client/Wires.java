package io.legate.chaos.client;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.Cluster;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connections to all brokers, and the newest nonce, which is good at each of them.
final class Wires implements AutoCloseable {

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
  private final List<Wire> wires = new ArrayList<>();
  private volatile @Nullable String nonce;

  Wires(Cluster cluster) throws IOException {
    for (Broker broker : cluster.brokers()) {
      wires.add(new Wire(vertx, broker.address(), cluster.authority()));
    }
  }

  Wire to(int broker) {
    return wires.get(broker - 1);
  }

  @Nullable String nonce() {
    return nonce;
  }

  void remember(@Nullable String newest) {
    if (newest != null) {
      nonce = newest;
    }
  }

  @Override
  public void close() {
    vertx.close();
  }
}
