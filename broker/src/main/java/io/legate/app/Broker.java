package io.legate.app;

import io.legate.app.config.InvalidConfigException;
import io.legate.app.config.LegateConfig;
import io.legate.assembly.Bounds;
import io.legate.assembly.Ports;
import io.legate.assembly.UseCases;
import io.legate.audit.CheckpointKeeper;
import io.legate.audit.Cosigning;
import io.legate.audit.RefusedCosignature;
import io.legate.audit.TransparencyLog;
import io.legate.audit.Witness;
import io.legate.bundle.OperatorBundles;
import io.legate.bundle.PolicyFolder;
import io.legate.bundle.YamlBundles;
import io.legate.cel.CelConditions;
import io.legate.control.ControlState;
import io.legate.edge.Draining;
import io.legate.edge.Workers;
import io.legate.feed.RevocationFeed;
import io.legate.issue.KeyRotation;
import io.legate.issue.NodeSigning;
import io.legate.issue.WithdrawnKeyException;
import io.legate.jose.CryptoProviders;
import io.legate.jose.JoseKeys;
import io.legate.jose.JoseSignatures;
import io.legate.jose.NodeKeyFiles;
import io.legate.keys.AuthorityException;
import io.legate.keys.CertificateNames;
import io.legate.keys.LocalAuthority;
import io.legate.keys.LogKeyFile;
import io.legate.keys.PemIdentity;
import io.legate.keys.WitnessFiles;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.policy.Conditions;
import io.legate.policy.PublishedPolicies;
import io.legate.retention.Retention;
import io.legate.stream.ControlFold;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.NoteKey;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running node. The only place that constructs adapters.
///
/// Starts from the bottom up (data folder, ledger, keys, port, use cases, edges) and stops from the
/// top down, so that whatever is still being answered can still be recorded.
final class Broker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

  /// Public keys kept parsed and ready: of holders that are active, not of all there are.
  private static final int KEYS_MAX = 16_384;

  /// Evaluates expressions, of policies and of boundaries.
  static final Conditions CONDITIONS = new CelConditions();

  private final LegateConfig config;
  private final Clock clock;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private int port;
  private Peering peering = Peering.nobody();
  private volatile boolean serving;
  private @Nullable CertificateWatch certificates;

  /// Told of each new head of this node's log.
  private volatile Runnable heads = () -> {};

  /// Complete once this node has stopped for good.
  private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

  private Broker(LegateConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /// Returns a broker that answers. Blocks until it does.
  ///
  /// @throws InvalidConfigException if what the configuration registers cannot be used
  /// @throws StartException if anything else is in the way; what was begun is undone
  static Broker start(LegateConfig config, Clock clock)
      throws InvalidConfigException, StartException {
    var broker = new Broker(config, clock);
    boolean started = false;
    try {
      broker.open();
      started = true;
      return broker;
    } catch (LedgerUnavailableException | AuthorityException | IOException e) {
      throw new StartException(e);
    } catch (WithdrawnKeyException e) {
      throw new StartException(
          "%s; `legate keys rotate --now --data %s` makes another"
              .formatted(e.getMessage(), config.data()));
    } finally {
      if (!started) {
        broker.close();
      }
    }
  }

  private void open()
      throws InvalidConfigException,
          LedgerUnavailableException,
          AuthorityException,
          WithdrawnKeyException,
          IOException,
          StartException {
    var providers = CryptoProviders.install();
    var keys = new JoseKeys(KEYS_MAX);
    var registrations = opened(Registrations.of(config, keys, CONDITIONS, clock));
    createDataFolder(config.data());
    // Taken first: its lock keeps a second process away from everything else in the folder.
    var ledger = opened(OpenedLedger.of(config, clock));
    var keyFiles = keyFiles(providers);
    var watch = ledger.watch(() -> heads.run(), () -> stopped.complete(null));
    var journals = opened(Journals.open(ledger.ledger(), new ControlFold(), clock, watch));
    var vertx = newVertx();
    opened(() -> ServerShell.await(vertx.close()));
    var signing =
        NodeSigning.begin(
            config.cluster().node(), journals.control(), keyFiles, config.signing().ahead());
    BooleanSupplier ready = () -> serving && journals.isReady() && signing.isReady();
    var identity = identity();
    var workers = opened(Workers.named("call", Edges.CALLS_MAX, Edges.URGENT_MAX));
    peering = opened(Peering.listen(config, vertx, registrations.clients(), ready));
    var shell = opened(ServerShell.listen(vertx, config, identity, ready));
    String issuer = config.issuer() == null ? url(shell.port()) : config.issuer();
    var logKeys = LogKeyFile.open(config.data());
    var witnessed = new WitnessFiles(config.data());
    var witnessKey = witnessed.key(TransparencyLog.witness(issuer, config.cluster().node()));
    var outside = outsideWitnesses();
    var ports =
        new Ports(
            issuer,
            config.cluster().node(),
            journals,
            signing,
            logKeys
                .signing(TransparencyLog.origin(issuer, config.cluster().node()))
                .witnessed(witnessKey.key(), outside.stream().map(HttpWitness::key).toList()),
            new JoseSignatures(providers, KEYS_MAX),
            keys,
            ledger.nonces(),
            registrations.clients(),
            new PublishedPolicies(CONDITIONS, Registrations.boundaryLimits(config)),
            CONDITIONS,
            registrations.providers(),
            Registrations.boundaryLimits(config),
            bounds(),
            clock);
    var use = UseCases.of(ports);
    logKeys.settle();
    keepCheckpoints(use.log());
    cosign(use.log(), new Witness(witnessKey, witnessed, clock), outside);
    opened(new KeyRotation(signing, clock, Broker::tellOfKeys)).start();
    follow(use, journals);
    var bundles = new YamlBundles(CONDITIONS, ports.limits());
    var policy = new OperatorBundles(bundles, use.policyPublishing(), config.policy() != null);
    publishPolicy(use, bundles, registrations);
    var clients = registrations.clients().all();
    var around = peering.around();
    var edges = Edges.of(vertx, config, ports, use, policy, clients, ready, around, workers);
    opened(peering.join());
    opened(around.draining()::begin);
    shell.serve(edges.grpc(), edges.rest());
    certificates = opened(CertificateWatch.start(identity, shell::show, clock));
    serve(shell, around.draining());
    probe(identity);
    LOG.info("issuer {}, {}", issuer, providers.describe());
  }

  private void serve(ServerShell shell, Draining draining) {
    serving = true;
    // It may have happened by now.
    var _ = stopped.thenRun(() -> refuseAll(shell, draining));
    port = shell.port();
  }

  /// Once this node's log is not its own any more, or the ledger went back: whatever is in memory
  /// is told to nobody. Must not block.
  private void refuseAll(ServerShell shell, Draining draining) {
    serving = false;
    shell.refuse();
    draining.begin();
  }

  /// Begins what goes on beside the calls.
  private void follow(UseCases use, Journals<ControlState> journals) {
    retain(use.retention());
    opened(use.refusedCalls())
        .start(e -> LOG.warn("refused calls are not recorded: {}", e.toString()));
    follow(use.revocations(), journals);
  }

  private void follow(RevocationFeed revocations, Journals<ControlState> journals) {
    revocations.onFailure(e -> LOG.warn("revocations are not followed: {}", e.toString()));
    peering.onControlMoved(
        () -> {
          journals.hint();
          revocations.wake();
        });
    heads =
        () -> {
          revocations.wake();
          peering.controlIsAt(journals.control().seq());
        };
    opened(revocations).start();
  }

  /// Before anything is answered: the folder's policy where one is configured, and else what the
  /// configuration itself says.
  private void publishPolicy(UseCases use, YamlBundles bundles, Registrations registrations)
      throws LedgerUnavailableException {
    var publishing = use.policyPublishing();
    if (config.policy() == null) {
      publishing.publishConfiguration(registrations.policy());
    } else {
      opened(PolicyFolder.open(config.policy(), bundles, publishing::publishFolder));
    }
  }

  /// Returns the address that this broker answers at, on this machine where it listens everywhere.
  String url() {
    return url(port);
  }

  /// Looks now whether the certificate was replaced.
  void lookAtCertificate() {
    if (certificates != null) {
      certificates.look();
    }
  }

  /// The other brokers.
  Peering peering() {
    return peering;
  }

  /// Says that it is not ready, tells open streams to go elsewhere, hands its tasks over, refuses
  /// new requests, lets those under way end, and closes what was opened, the newest first.
  @Override
  public void close() {
    serving = false;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        // Go on: what is below must be closed too, the ledger above all.
        LOG.warn("not closed cleanly: {}", e.toString());
      }
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  private Bounds bounds() {
    var limits = config.limits();
    return new Bounds(
        limits.tokenBytes(),
        limits.requestsPerTask(),
        limits.newKeysPerHour(),
        Runtime.getRuntime().maxMemory() / 4,
        limits.sightings());
  }

  private NodeKeyFiles keyFiles(CryptoProviders providers)
      throws IOException, InvalidConfigException {
    var algorithm = config.signing().algorithm();
    var files = NodeKeyFiles.open(config.data(), algorithm, providers);
    if (files.current().publicKey().algorithm() != algorithm) {
      throw InvalidConfigException.about(
          "signing",
          "is not what the key in `" + config.data() + "` is for, and a node keeps its key");
    }
    return files;
  }

  private static void tellOfKeys(Exception e) {
    switch (e) {
      case WithdrawnKeyException withdrawn ->
          LOG.error("this node issues no tokens any more: {}", withdrawn.getMessage());
      default -> LOG.warn("signing keys are not looked after: {}", e.toString());
    }
  }

  private void keepCheckpoints(TransparencyLog log) {
    opened(new CheckpointKeeper(log, e -> LOG.warn("no checkpoint is kept: {}", e.toString())))
        .start();
  }

  private void retain(Retention retention) {
    retention.onFailure(e -> LOG.warn("nothing is removed by retention: {}", e.toString()));
    opened(retention).start();
  }

  private List<HttpWitness> outsideWitnesses() throws InvalidConfigException {
    var outside = new ArrayList<HttpWitness>();
    for (var entry : config.witnesses()) {
      try {
        outside.add(new HttpWitness(entry.url(), NoteKey.parse(entry.key())));
      } catch (InvalidEvidenceException e) {
        throw InvalidConfigException.about("witnesses", "`" + entry.key() + "` is no key of notes");
      }
    }
    return outside;
  }

  private void cosign(TransparencyLog log, Witness witness, List<HttpWitness> outside) {
    var cosigning =
        new Cosigning(log.witnesses(), witness, List.copyOf(outside), Broker::tellOfWitnesses);
    opened(cosigning).start();
  }

  private static void tellOfWitnesses(Exception e) {
    switch (e) {
      case RefusedCosignature refused ->
          LOG.error("this node does not cosign: {}", refused.getMessage());
      default -> LOG.warn("nothing is cosigned: {}", e.toString());
    }
  }

  private PemIdentity identity() throws AuthorityException {
    var certificate = config.tls().certificate();
    var key = config.tls().key();
    if (certificate != null && key != null) {
      return new PemIdentity(certificate, key);
    }
    var names = new CertificateNames(config.tls().names());
    return LocalAuthority.open(config.data(), names, clock).server();
  }

  private void probe(PemIdentity identity) throws IOException, StartException {
    int status = LoopbackProbe.status(config.listen(), port, identity.certificateFile());
    if (status != 200) {
      throw new StartException("the broker answers itself with " + status);
    }
  }

  /// IPv6 addresses stand in brackets; the address for everyone is not one to connect to.
  private String url(int at) {
    String host = config.listen().host();
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    String shown = everywhere ? "127.0.0.1" : host;
    return "https://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + at;
  }

  private static void createDataFolder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /// Without a cache of files in the temporary folder: nothing is served from the class path.
  private static Vertx newVertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false)));
  }
}
