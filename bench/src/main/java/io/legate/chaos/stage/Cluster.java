package io.legate.chaos.stage;

import io.legate.json.Jcs;
import io.legate.keys.AuthorityException;
import io.legate.keys.CertificateNames;
import io.legate.keys.ClusterAuthority;
import io.legate.keys.LocalAuthority;
import io.legate.keys.PemIdentity;
import io.legate.ledger.server.PostgresPrograms;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Three brokers on one database, everybody's keys, and the handles to each of them.
public final class Cluster implements AutoCloseable {

  /// How many brokers there are.
  public static final int BROKERS = 3;

  private static final int GATE_PORT = 6_000;
  private static final int WORKERS = 3;
  private static final String PASSWORD = "a-password-of-chaos";

  private final Network network;
  private final Path folder;
  private final Disk disk;
  private final List<Party> parties = Party.all(WORKERS);
  private final List<Broker> brokers = new ArrayList<>();
  private final List<DatabaseGate> gates = new ArrayList<>();
  private final Path authority;
  private final ClusterAuthority peers;
  private final Thread ending = new Thread(this::end, "ending");
  private Database database;
  private @Nullable Database replica;

  private Cluster(
      Network network,
      Path folder,
      Disk disk,
      Path authority,
      ClusterAuthority peers,
      Database database) {
    this.network = network;
    this.folder = folder;
    this.disk = disk;
    this.authority = authority;
    this.peers = peers;
    this.database = database;
    Runtime.getRuntime().addShutdownHook(ending);
  }

  /// Sets everything up and returns when all three brokers answer.
  ///
  /// @param folder of its own, for everything but the database
  /// @param lossAccepted whether the brokers take a database that may lose what it acknowledged
  /// @param progress hears what is being done, for people
  public static Cluster start(
      Network network, Path folder, boolean lossAccepted, Consumer<String> progress)
      throws StageException {
    boolean started = false;
    Disk disk = Disk.make(network.isCuttable());
    Cluster cluster = null;
    try {
      progress.accept("making keys and certificates");
      var local =
          LocalAuthority.open(
              folder.resolve("ca"), new CertificateNames(List.of(Party.HOST)), Clock.systemUTC());
      PemIdentity identity = local.server();
      progress.accept("starting PostgreSQL");
      PostgresPrograms programs = PostgresPrograms.find();
      if (programs == null) {
        throw new StageException("no PostgreSQL to be had: name its folder in LEGATE_POSTGRES");
      }
      Database database =
          Database.primary(
              programs, network, disk.folder(), PASSWORD, folder.resolve("postgres.log"));
      cluster =
          new Cluster(
              network,
              folder,
              disk,
              local.files().certificateFile(),
              ClusterAuthority.open(folder.resolve("cluster-ca"), Clock.systemUTC()),
              database);
      progress.accept("starting three brokers");
      for (int node = 1; node <= BROKERS; node++) {
        cluster.add(node, identity, lossAccepted);
      }
      // One after the other makes the tables; then the others need not wait for each other.
      cluster.broker(1).launch();
      cluster.broker(1).awaitReady();
      cluster.broker(2).launch();
      cluster.broker(3).launch();
      cluster.broker(2).awaitReady();
      cluster.broker(3).awaitReady();
      started = true;
      return cluster;
    } catch (AuthorityException | IOException e) {
      throw new StageException("the stage was not set up: " + e.getMessage(), e);
    } finally {
      if (!started) {
        if (cluster != null) {
          cluster.close();
        } else {
          disk.close();
        }
      }
    }
  }

  private void add(int node, PemIdentity identity, boolean lossAccepted)
      throws IOException, AuthorityException {
    var gate = new DatabaseGate(network.address(Seat.GATE), GATE_PORT + node, target(database));
    gates.add(gate);
    Path own = Files.createDirectories(folder.resolve("broker-" + node));
    ownerOnly(Files.writeString(own.resolve("password"), PASSWORD));
    var broker = new Broker(node, network, own);
    Files.writeString(
        own.resolve("legate.yaml"), configuration(broker, identity, node(node, own), lossAccepted));
    brokers.add(broker);
  }

  /// By which the other brokers know this one.
  private PemIdentity node(int node, Path folder) throws AuthorityException {
    return peers.issue(node, new CertificateNames(List.of()), folder);
  }

  private static void ownerOnly(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private String members() {
    return Seat.BROKERS.stream()
        .map(seat -> network.address(seat) + ":" + Broker.MEMBER_PORT)
        .collect(Collectors.joining(", "));
  }

  private String configuration(
      Broker broker, PemIdentity identity, PemIdentity own, boolean lossAccepted) {
    var text = new StringBuilder();
    text.append(
        """
        issuer: %s
        listen: %s:%s
        data: data
        ledger:
          url: jdbc:postgresql://%s:%s/%s?user=%s
          password_file: password
          accept_loss: %s
        cluster:
          node: %s
          listen: %s:%s
          member_listen: %s:%s
          members: [%s]
          ca: %s
          certificate: %s
          key: %s
        tls: {certificate: %s, key: %s}
        clients:
        """
            .formatted(
                Party.ISSUER,
                broker.address(),
                Party.PORT,
                network.address(Seat.GATE),
                GATE_PORT + broker.node(),
                Database.NAME,
                Database.USER,
                lossAccepted,
                broker.node(),
                broker.address(),
                Broker.PEER_PORT,
                broker.address(),
                Broker.MEMBER_PORT,
                members(),
                peers.files().certificateFile().toAbsolutePath(),
                own.certificateFile().toAbsolutePath(),
                own.keyFile().toAbsolutePath(),
                identity.certificateFile().toAbsolutePath(),
                identity.keyFile().toAbsolutePath()));
    parties.forEach(party -> text.append("  - ").append(Jcs.text(party.entry())).append('\n'));
    return text.toString();
  }

  private static InetSocketAddress target(Database server) {
    return new InetSocketAddress(server.address(), Database.PORT);
  }

  public Network network() {
    return network;
  }

  /// The folder with everybody's logs.
  public Path folder() {
    return folder;
  }

  /// The certificate that the brokers' chain to.
  public Path authority() {
    return authority;
  }

  public List<Broker> brokers() {
    return List.copyOf(brokers);
  }

  /// @param node from 1
  public Broker broker(int node) {
    return brokers.get(node - 1);
  }

  /// Who has this client id.
  public Party party(String id) {
    return parties.stream().filter(party -> party.id().equals(id)).findFirst().orElseThrow();
  }

  /// The agents that can be delegated to.
  public List<Party> workers() {
    return parties.stream().filter(party -> party.id().startsWith("agent:worker-")).toList();
  }

  /// The server that is written to.
  public Database database() {
    return database;
  }

  /// The disk that the database's files are on.
  public Disk disk() {
    return disk;
  }

  /// Catches the next append of a broker on its way.
  ///
  /// @param arrives whether the database gets to see it; the broker never hears of it
  /// @param caught run when it is caught
  public void catchAppend(int node, boolean arrives, Runnable caught) {
    gates.get(node - 1).catchNext(new DatabaseGate.Catch(arrives, caught));
  }

  /// Lets nothing through between a broker and the database, without telling either. What the
  /// broker sends is lost on the wire; the gate keeps the answers, because it shares its seat with
  /// the clients, who are not to be cut off.
  public void cutDatabase(Broker broker) throws StageException {
    network.silence(broker.seat(), Seat.GATE);
    gates.get(broker.node() - 1).stall(true);
  }

  /// Undoes [#cutDatabase].
  public void rejoinDatabase(Broker broker) throws StageException {
    gates.get(broker.node() - 1).stall(false);
    network.restore(broker.seat(), Seat.GATE);
  }

  /// Starts a replica of the database.
  public void addReplica() throws StageException {
    try {
      Path at = PostgresPrograms.newFolder();
      replica = database.replicate(at);
    } catch (IOException e) {
      throw new StageException("the replica has no folder", e);
    }
  }

  /// Where the replica is.
  public Seat replicaSeat() {
    return Objects.requireNonNull(replica, "there is no replica").seat();
  }

  /// Makes the replica the database: the brokers' ways lead to it from now on.
  public void failOver() throws StageException {
    Database next = Objects.requireNonNull(replica, "there is no replica");
    next.promote();
    Path old = database.folder();
    database.crash();
    database = next;
    replica = null;
    gates.forEach(gate -> gate.lead(target(next)));
    if (!old.equals(disk.folder())) {
      PostgresPrograms.delete(old);
    }
  }

  /// Starts whatever does not run.
  public void repair() throws StageException {
    if (!database.isAlive()) {
      database.start();
    }
    for (Broker broker : brokers) {
      if (!broker.isAlive()) {
        broker.launch();
        broker.awaitReady();
      }
    }
  }

  /// Ends every process.
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(ending);
    end();
  }

  private void end() {
    for (Broker broker : brokers) {
      if (broker.isAlive()) {
        broker.kill();
      }
    }
    gates.forEach(DatabaseGate::close);
    database.crash();
    if (!database.folder().equals(disk.folder())) {
      PostgresPrograms.delete(database.folder());
    }
    if (replica != null) {
      replica.crash();
      PostgresPrograms.delete(replica.folder());
    }
    disk.close();
  }
}
