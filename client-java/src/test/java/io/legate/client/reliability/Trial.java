package io.legate.client.reliability;

import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerConnection;
import io.legate.client.live.BrokerProcess;
import io.legate.client.live.Company;
import io.legate.client.live.Permissions;
import io.legate.json.Json.Obj;
import io.legate.ledger.LedgerUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// One broker under load that dies again and again, and the clients that outlive it.
///
/// The clients keep their connections, tokens and nonces over its lives, as real ones do.
final class Trial implements AutoCloseable {

  private static final int ASKERS = 4;
  private static final long LIFE_MILLIS_MAX = 800;
  private static final int LIFE_ANSWERS_MAX = 150;
  private static final int START_MILLIS_MAX = 1_500;

  private final BrokerProcess.Start start;
  private final Company company;
  private final Random random;
  private final Stage stage = new Stage();
  private final List<BrokerConnection> connections = new ArrayList<>();
  private final List<Asker> askers = new ArrayList<>();
  private final Orchestration orchestration;
  private List<Thread> load = List.of();
  private BrokerProcess broker;
  private int lives;

  Trial(Path folder, long seed) throws IOException {
    random = new Random(seed);
    company = Company.in(folder);
    Path config = folder.resolve("legate.yaml");
    // Tokens that outlive the test, so that nothing is refused for their age alone.
    var limits = Obj.with("instance_lifetime", "PT1H").with("execute_within", "PT3S").build();
    var entitlement = Permissions.unconstrained("invoice://acme/*").build();
    Files.writeString(config, company.configuration(entitlement, limits));
    start =
        new BrokerProcess.Start(
            config, folder.resolve("data"), freePort(), folder.resolve("broker.log"));
    broker = BrokerProcess.start(start);
    var address = new BrokerAddress(URI.create(broker.issuer()), data().resolve("ca.pem"));
    var server = connected(company.resourceServer().connect(address));
    var stream = server.decisions();
    for (int i = 0; i < ASKERS; i++) {
      var askerRandom = new Random(random.nextLong());
      askers.add(new Asker(server, i % 2 == 0 ? stream : null, stage, askerRandom));
    }
    orchestration =
        new Orchestration(
            company,
            connected(company.orchestrator().connect(address)),
            Map.of(
                company.first(), connected(company.first().connect(address)),
                company.second(), connected(company.second().connect(address))),
            stage,
            new Random(random.nextLong()));
  }

  /// It must be the same in every life.
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private BrokerConnection connected(BrokerConnection connection) {
    connections.add(connection);
    return connection;
  }

  Stage stage() {
    return stage;
  }

  Path data() {
    return start.data();
  }

  /// Loads the broker and kills it at a random instant after its first answer.
  void life() throws InterruptedException {
    var life = begin(1 + random.nextInt(LIFE_ANSWERS_MAX));
    if (!life.awaitFirst()) {
      stage.history().odd("life " + life.number() + " of the broker answered nothing");
    }
    life.awaitInstant(random.nextLong(LIFE_MILLIS_MAX));
    kill(life);
  }

  /// Loads the broker until it has answered so often, and kills it then.
  void life(int answers) throws InterruptedException {
    var life = begin(answers);
    if (!life.awaitEnough()) {
      stage.history().odd("life " + life.number() + " of the broker answered too little");
    }
    kill(life);
  }

  private void kill(Life life) {
    broker.kill();
    life.end();
  }

  private Life begin(int enough) {
    var life = new Life(lives++, enough);
    var threads = new ArrayList<Thread>();
    for (var asker : askers) {
      threads.add(Thread.ofPlatform().start(() -> uninterrupted(() -> asker.run(life))));
    }
    threads.add(Thread.ofPlatform().start(() -> uninterrupted(() -> orchestration.run(life))));
    load = threads;
    return life;
  }

  /// Starts the broker and kills it at a random instant before or shortly after it is ready.
  void stillbirth() throws IOException {
    BrokerProcess.startAndKill(start, 1 + random.nextInt(START_MILLIS_MAX));
  }

  /// Starts the broker on what its last life left behind.
  void rebirth() throws IOException, InterruptedException {
    broker = BrokerProcess.start(start);
    calm();
  }

  /// Waits until the clients have noticed the last kill.
  void calm() throws InterruptedException {
    for (var thread : load) {
      thread.join();
    }
    load = List.of();
  }

  /// Returns what is wrong, if anything. The broker must not be running.
  List<String> violations(Recorded recorded) {
    var violations = new ArrayList<>(stage.history().oddities());
    violations.addAll(Acknowledged.violations(stage.history(), recorded));
    violations.addAll(Spending.violations(recorded));
    violations.addAll(Revocations.violations(stage.history(), recorded));
    violations.addAll(Retries.violations(company, stage.history(), recorded));
    return violations;
  }

  Recorded recorded() throws LedgerUnavailableException {
    return Recorded.read(data());
  }

  /// Stops the broker as an operator would, which must not lose anything either.
  void stop() throws InterruptedException {
    calm();
    broker.close();
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static void uninterrupted(Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    broker.kill();
    connections.forEach(BrokerConnection::close);
  }
}
