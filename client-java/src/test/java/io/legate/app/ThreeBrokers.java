package io.legate.app;

import io.legate.app.config.ConfigReader;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerAddress.Place;
import io.legate.client.live.Company;
import io.legate.client.live.Permissions;
import io.legate.forward.Links;
import io.legate.json.Json.Obj;
import io.legate.keys.CertificateNames;
import io.legate.keys.ClusterAuthority;
import io.legate.keys.LocalAuthority;
import io.legate.keys.PemIdentity;
import io.legate.ledger.server.PostgresServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Three brokers of this process on one real database, a company that calls them, and everything
/// between them on the loopback address: TLS, Hazelcast, forwarding.
final class ThreeBrokers implements AutoCloseable {

  private static final String ISSUER = "https://broker.example";

  final Company company;
  private final Path folder;
  private final String name;
  private final String database;
  private final PemIdentity tls;
  private final Path ca;
  private final List<Integer> ports;
  private final Map<Integer, Path> authorities = new HashMap<>();
  private final Map<Integer, Broker> running = new TreeMap<>();

  ThreeBrokers(Path folder) throws Exception {
    this.folder = folder;
    var postgres = PostgresServer.shared();
    name = postgres.newDatabase();
    database =
        "%s?user=%s&password=%s"
            .formatted(
                postgres.url(name),
                postgres.user(),
                URLEncoder.encode(postgres.password(), StandardCharsets.UTF_8));
    company = Company.in(folder);
    var authority =
        LocalAuthority.open(
            folder.resolve("tls"), new CertificateNames(List.of()), Clock.systemUTC());
    tls = authority.server();
    ca = authority.files().certificateFile();
    ports = freePorts(9);
    // An authority that makes clients too, so that one who is no node can be shown to be none.
    Path cluster = authority(1);
    LocalAuthority.open(cluster, new CertificateNames(List.of()), Clock.systemUTC());
    for (String name : List.of("ca.pem", "ca-key.pem")) {
      Files.copy(
          cluster.resolve(name),
          cluster.resolve("cluster-" + name),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /// Has a node know its peers by an authority of its own.
  void alienate(int node) {
    authorities.put(node, folder.resolve("foreign"));
  }

  /// The folder of the authority that a node's certificate is of.
  Path authority(int node) {
    return authorities.getOrDefault(node, folder.resolve("cluster"));
  }

  /// Starts these brokers at once, and waits until each sees the others that are there.
  void start(int... nodes) throws Exception {
    var configs = new TreeMap<Integer, String>();
    for (int node : nodes) {
      configs.put(node, configuration(node));
    }
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var starting = new TreeMap<Integer, java.util.concurrent.Future<Broker>>();
      configs.forEach(
          (node, text) ->
              starting.put(
                  node,
                  executor.submit(
                      () -> Broker.start(ConfigReader.parse(text, folder), Clock.systemUTC()))));
      for (var entry : starting.entrySet()) {
        running.put(entry.getKey(), entry.getValue().get(60, TimeUnit.SECONDS));
      }
    }
  }

  /// Stops a broker as an operator would.
  void stop(int node) {
    var broker = running.remove(node);
    if (broker != null) {
      broker.close();
    }
  }

  /// Takes a node's log away from it, as another process of that node would.
  void fence(int node) throws Exception {
    PostgresServer.shared()
        .run(name, "UPDATE legate.log_head SET term = term + 1 WHERE node = " + node);
  }

  Broker broker(int node) {
    return java.util.Objects.requireNonNull(running.get(node));
  }

  Links.Tally tally(int node) {
    return broker(node).peering().tally();
  }

  /// How many of its peers a broker has a live link to.
  int linked(int node) {
    return broker(node).peering().linked();
  }

  /// Calls that were answered by the owner, over all brokers.
  long passedOn() {
    return running.keySet().stream().mapToLong(node -> tally(node).answered()).sum();
  }

  /// Where these brokers are, for clients.
  BrokerAddress address(int... nodes) {
    var places = new ArrayList<Place>();
    for (int node : nodes) {
      places.add(new Place("127.0.0.1", port(node, 0)));
    }
    return new BrokerAddress(URI.create(ISSUER), ca, places);
  }

  /// A node's data folder.
  Path data(int node) {
    return folder.resolve("data-" + node);
  }

  /// Where a node listens for its peers.
  int nodePort(int node) {
    return port(node, 1);
  }

  /// Where a node's Hazelcast member listens.
  int memberPort(int node) {
    return port(node, 2);
  }

  private int port(int node, int which) {
    return ports.get((node - 1) * 3 + which);
  }

  private String configuration(int node) throws Exception {
    var identity =
        ClusterAuthority.open(authority(node), Clock.systemUTC())
            .issue(node, new CertificateNames(List.of()), folder.resolve("nodes"));
    var members =
        Stream.of(1, 2, 3).map(other -> "\"127.0.0.1:" + memberPort(other) + "\"").toList();
    String clients =
        company.configuration(
            Permissions.unconstrained("invoice://acme/*").build(),
            Obj.with("drain_timeout", "PT10S").build());
    return """
    issuer: %s
    listen: 127.0.0.1:%s
    data: data-%s
    signing_ahead: PT1S
    ledger: "%s"
    tls: {certificate: "%s", key: "%s"}
    cluster:
      node: %s
      listen: 127.0.0.1:%s
      member_listen: 127.0.0.1:%s
      members: %s
      ca: "%s"
      certificate: "%s"
      key: "%s"
    """
            .formatted(
                ISSUER,
                port(node, 0),
                node,
                database,
                tls.certificateFile(),
                tls.keyFile(),
                node,
                nodePort(node),
                memberPort(node),
                members,
                authority(node).resolve("cluster-ca.pem"),
                identity.certificateFile(),
                identity.keyFile())
        + clients;
  }

  /// All open at once, so that no two are the same.
  private static List<Integer> freePorts(int count) throws Exception {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  @Override
  public void close() {
    List.copyOf(running.keySet()).forEach(this::stop);
  }
}
