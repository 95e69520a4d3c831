package io.legate.edge;

import io.legate.assembly.Site;
import io.legate.boundary.BoundaryLimits;
import io.legate.bundle.OperatorBundles;
import io.legate.bundle.YamlBundles;
import io.legate.dpop.DpopNonces;
import io.legate.edge.EdgeServices.Around;
import io.legate.edge.EdgeServices.Door;
import io.legate.grpc.BrokerGrpc;
import io.legate.http.BrokerHttp;
import io.legate.keys.CertificateNames;
import io.legate.keys.LocalAuthority;
import io.legate.policy.Conditions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// A [Site] behind both edges, on one TLS port of loopback.
public final class EdgeServer implements AutoCloseable {

  /// Small, so that tests can be over it.
  public static final int REQUEST_BYTES = 64 * 1024;

  /// Calls that are under way at once, beside one that is urgent.
  public static final int CALLS_MAX = 64;

  /// What holds unless a test says otherwise.
  public static final EdgeLimits LIMITS =
      new EdgeLimits(
          REQUEST_BYTES,
          BoundaryLimits.DEFAULT,
          Duration.ofSeconds(30),
          4,
          CALLS_MAX,
          1,
          FailureLimits.DEFAULT);

  public final Site site;
  public final Wiretap wiretap = new Wiretap();
  public final AtomicBoolean ready = new AtomicBoolean(true);
  private final Vertx vertx = Vertx.vertx();
  public final Workers workers = Workers.named("edge", CALLS_MAX, 1);
  private final Path trusted;
  private final int port;

  /// @param folder for certificates
  public EdgeServer(Path folder) throws Exception {
    this(folder, new Site());
  }

  /// @param site closed with this
  public EdgeServer(Path folder, Site site) throws Exception {
    this(folder, site, LIMITS, System::nanoTime);
  }

  /// @param site closed with this
  /// @param nanos by which failures are forgotten
  public EdgeServer(Path folder, Site site, EdgeLimits limits, LongSupplier nanos)
      throws Exception {
    this.site = site;
    var authority = LocalAuthority.open(folder, new CertificateNames(List.of()), Clock.systemUTC());
    trusted = authority.files().certificateFile();
    var identity = authority.server();
    var door = new Door(Site.ISSUER, site.use.callers(), new DpopNonces(new byte[32]), site.clock);
    var services =
        new EdgeServices(
            door,
            site.use,
            policy(),
            List.of(),
            limits,
            new Admission(site.use.callers(), site.clients, limits, site.use.refusedCalls(), nanos),
            ready::get,
            Around.nobody());
    var grpc = BrokerGrpc.handler(vertx, services, workers, false);
    var http = BrokerHttp.router(vertx, services, workers);
    site.use.revocations().start();
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setHost("127.0.0.1")
            .setPort(0)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(identity.certificateFile().toString())
                    .setKeyPath(identity.keyFile().toString()));
    port =
        await(vertx.createHttpServer(options).requestHandler(dispatch(grpc, http)).listen())
            .actualPort();
  }

  private OperatorBundles policy() {
    return new OperatorBundles(
        new YamlBundles(Conditions.NONE, BoundaryLimits.DEFAULT),
        site.use.policyPublishing(),
        false);
  }

  private static Handler<HttpServerRequest> dispatch(
      Handler<HttpServerRequest> grpc, Handler<HttpServerRequest> http) {
    return request -> {
      String type = request.getHeader("content-type");
      (type != null && type.startsWith("application/grpc") ? grpc : http).handle(request);
    };
  }

  /// Returns where it is served, such as `https://127.0.0.1:1234`.
  public String origin() {
    return "https://127.0.0.1:" + port;
  }

  /// Returns the certificate to trust.
  public Path trusted() {
    return trusted;
  }

  /// Returns a new connection over gRPC.
  public GrpcPeer grpc() {
    return new GrpcPeer(vertx, port, trusted, wiretap);
  }

  /// Returns a new connection over HTTP.
  public HttpPeer http() throws Exception {
    return new HttpPeer(port, trusted, InetAddress.getLoopbackAddress(), wiretap);
  }

  /// Returns a new connection over HTTP from another address of loopback.
  public HttpPeer http(String from) throws Exception {
    return new HttpPeer(port, trusted, InetAddress.getByName(from), wiretap);
  }

  /// Returns the port that it is served on.
  public int port() {
    return port;
  }

  /// Leaves no room for calls until what is returned is counted down.
  public CountDownLatch fill() {
    var over = new CountDownLatch(1);
    // What is under way makes room when it ends.
    for (int full = 0; full < 100; full++) {
      boolean filling = workers.tryWork(() -> await(over));
      full = filling ? 0 : full;
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(filling ? 0 : 1));
    }
    return over;
  }

  private static void await(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for what an event loop does.
  public static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    workers.close();
    site.use.revocations().close();
    site.close();
  }
}
