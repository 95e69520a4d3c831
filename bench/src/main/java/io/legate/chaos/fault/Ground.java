package io.legate.chaos.fault;

import io.legate.chaos.check.Mark;
import io.legate.chaos.client.Crowd;
import io.legate.chaos.client.History;
import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.Cluster;
import io.legate.chaos.stage.StageException;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// What a fault is done to, and what it says about itself while it lasts.
public final class Ground {

  private final Cluster cluster;
  private final Crowd crowd;
  private final History history;
  private final Random random;
  private final boolean quick;
  private final Map<String, Double> measures = new LinkedHashMap<>();
  private final List<Outage> outages = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private long healedAt;

  /// A time in which some brokers are expected to serve.
  ///
  /// @param serving those
  /// @param gapMillisMax how long nothing may be answered; [Long#MAX_VALUE] where that is not said
  public record Outage(long from, long to, Set<Integer> serving, long gapMillisMax) {}

  /// @param quick whether phases are short
  public Ground(Cluster cluster, Crowd crowd, History history, Random random, boolean quick) {
    this.cluster = cluster;
    this.crowd = crowd;
    this.history = history;
    this.random = random;
    this.quick = quick;
    this.healedAt = System.currentTimeMillis();
  }

  public Cluster cluster() {
    return cluster;
  }

  public Crowd crowd() {
    return crowd;
  }

  public Random random() {
    return random;
  }

  /// Returns the shorter of two where phases are short.
  public int pick(int whenQuick, int otherwise) {
    return quick ? whenQuick : otherwise;
  }

  /// Returns any broker.
  public Broker anyBroker() {
    return cluster.broker(random.nextInt(Cluster.BROKERS) + 1);
  }

  /// Returns the other brokers.
  public List<Broker> others(Broker broker) {
    return cluster.brokers().stream().filter(other -> other != broker).toList();
  }

  /// Lets the clients work for a while.
  public void pass(double seconds) throws InterruptedException {
    Thread.sleep((long) (seconds * 1_000));
  }

  /// Lets the clients work while these brokers are expected to serve, without a longer gap than
  /// this.
  public void serve(double seconds, Collection<Broker> serving, long gapMillisMax)
      throws InterruptedException {
    long from = System.currentTimeMillis();
    pass(seconds);
    outages.add(new Outage(from, System.currentTimeMillis(), nodes(serving), gapMillisMax));
  }

  /// Writes into the history that brokers cannot reach the database from here on.
  public void cutOff(Collection<Broker> brokers) {
    history.mark(Mark.CUT_OFF, numbers(brokers));
  }

  /// Writes that they are about to reach it again. Said before it is so.
  public void rejoin(Collection<Broker> brokers) {
    history.mark(Mark.REJOINED, numbers(brokers));
  }

  /// Says that everything is whole again from now on.
  public void healed() {
    healedAt = System.currentTimeMillis();
  }

  /// Starts a broker as usual, and says that everything is whole when it answers.
  public void startAgain(Broker broker) throws StageException {
    long from = System.nanoTime();
    broker.launch();
    broker.awaitReady();
    measure("restart_ms", (System.nanoTime() - from) / 1e6);
    healed();
  }

  /// Keeps a figure; of several by one name the largest.
  public void measure(String name, double value) {
    measures.merge(name, (double) Math.round(value), Math::max);
  }

  /// Says that something the fault itself looked at does not hold.
  public void fail(String what) {
    failures.add(what);
  }

  public Map<String, Double> measures() {
    return measures;
  }

  public List<Outage> outages() {
    return List.copyOf(outages);
  }

  public List<String> failures() {
    return List.copyOf(failures);
  }

  /// When everything was whole again.
  public long healedAt() {
    return healedAt;
  }

  private static Set<Integer> nodes(Collection<Broker> brokers) {
    var nodes = new TreeSet<Integer>();
    brokers.forEach(broker -> nodes.add(broker.node()));
    return nodes;
  }

  private static Json numbers(Collection<Broker> brokers) {
    return new Json.Arr(
        brokers.stream()
            .<Json>map(broker -> new Json.Num(Integer.toString(broker.node())))
            .toList());
  }
}
