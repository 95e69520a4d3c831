package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.app.config.ConfigReader;
import io.legate.app.config.InvalidConfigException;
import io.legate.app.config.LegateConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {

  private static final Vertx VERTX = Vertx.vertx();

  /// One gRPC message of no bytes: not compressed, length 0.
  private static final Buffer EMPTY_MESSAGE = Buffer.buffer(new byte[5]);

  @TempDir static Path data;
  private static Broker broker;

  private record Reply(int status, HttpVersion version, String body) {}

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start(config("listen: 127.0.0.1:0"), Clock.systemUTC());
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
    VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void healthAndReadinessAreForAnyone() throws Exception {
    assertThat(get("/healthz", HttpVersion.HTTP_1_1).status()).isEqualTo(200);
    assertThat(get("/readyz", HttpVersion.HTTP_2))
        .isEqualTo(new Reply(200, HttpVersion.HTTP_2, "ready\n"));
  }

  @Test
  void issuerIsTheAddressWhereNoneIsConfigured() throws Exception {
    assertThat(get("/.well-known/oauth-authorization-server", HttpVersion.HTTP_1_1).body())
        .contains("\"issuer\":\"" + broker.url() + "\"");
  }

  @Test
  void nodeKeyIsPublishedBeforeTheFirstAnswer() throws Exception {
    assertThat(get("/oauth2/jwks", HttpVersion.HTTP_1_1).body()).contains("\"kty\":\"EC\"");
  }

  @Test
  void grpcNeedsHttp2() throws Exception {
    String method = "/grpc.health.v1.Health/Check";
    assertThat(send(HttpMethod.POST, method, HttpVersion.HTTP_1_1, "application/grpc").status())
        .isEqualTo(505);
    assertThat(send(HttpMethod.POST, method, HttpVersion.HTTP_2, "application/grpc").status())
        .isEqualTo(200);
    assertThat(send(HttpMethod.POST, method, HttpVersion.HTTP_2, "application/grpc+proto").status())
        .isEqualTo(200);
  }

  @Test
  void grpcWebAndTranscodingAreNotServed() throws Exception {
    String method = "/grpc.health.v1.Health/Check";
    for (String type :
        new String[] {"application/grpc-web", "application/grpc-web-text", "application/json"}) {
      assertThat(send(HttpMethod.POST, method, HttpVersion.HTTP_2, type).status()).isEqualTo(404);
    }
  }

  @Test
  void onlyTls13IsSpoken() {
    var old =
        new HttpClientOptions()
            .setSsl(true)
            .setVerifyHost(false)
            .setTrustOptions(new PemTrustOptions().addCertPath(data.resolve("ca.pem").toString()));
    old.setEnabledSecureTransportProtocols(java.util.Set.of("TLSv1.2"));
    assertThatThrownBy(() -> send(old, HttpMethod.GET, "/healthz", null))
        .hasRootCauseInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void nothingIsSpokenWithoutTls() throws Exception {
    var address = URI.create(broker.url());
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("HTTP");
    }
  }

  @Test
  void headerBeyondItsLimitIsRefused() throws Exception {
    var client = options(HttpVersion.HTTP_1_1);
    assertThat(send(client, HttpMethod.GET, "/healthz?" + "a".repeat(5_000), null).status())
        .isEqualTo(414);
  }

  @Test
  void secondProcessIsKeptOutOfTheFolder() {
    assertThatThrownBy(() -> Broker.start(config("listen: 127.0.0.1:0"), Clock.systemUTC()).close())
        .isInstanceOf(StartException.class);
    assertThat(broker.url()).startsWith("https://127.0.0.1:");
  }

  @Test
  void whatIsSecretIsItsOwnersOnly() throws Exception {
    for (String name : new String[] {"node-key.jwk", "ca-key.pem", "server-key.pem"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void brokerStartsAgainWithItsKeyAndGivesUpItsPort(@TempDir Path folder) throws Exception {
    var first = Broker.start(config("listen: 127.0.0.1:0").withData(folder), Clock.systemUTC());
    int port = URI.create(first.url()).getPort();
    var key = Files.readAllBytes(folder.resolve("node-key.jwk"));
    first.close();

    var again = config("listen: 127.0.0.1:" + port).withData(folder);
    try (var second = Broker.start(again, Clock.systemUTC())) {
      assertThat(second.url()).isEqualTo("https://127.0.0.1:" + port);
      assertThat(Files.readAllBytes(folder.resolve("node-key.jwk"))).isEqualTo(key);
    }
  }

  @Test
  void portInUseIsToldAndNothingIsLeftOpen(@TempDir Path folder) throws Exception {
    int taken = URI.create(broker.url()).getPort();
    var config = config("listen: 127.0.0.1:" + taken).withData(folder);
    assertThatThrownBy(() -> Broker.start(config, Clock.systemUTC()))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken);
    Broker.start(config.withPort(0), Clock.systemUTC()).close();
  }

  @Test
  void nodeKeepsItsKeysAlgorithm(@TempDir Path folder) throws Exception {
    Broker.start(config("listen: 127.0.0.1:0").withData(folder), Clock.systemUTC()).close();
    var other = config("listen: 127.0.0.1:0\nsigning: EdDSA").withData(folder);
    assertThatThrownBy(() -> Broker.start(other, Clock.systemUTC()))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("a node keeps its key");
  }

  private static LegateConfig config(String yaml) throws Exception {
    return ConfigReader.parse(yaml, data).withData(data);
  }

  private static Reply get(String path, HttpVersion version) throws Exception {
    return send(options(version), HttpMethod.GET, path, null);
  }

  private static Reply send(HttpMethod method, String path, HttpVersion version, String type)
      throws Exception {
    return send(options(version), method, path, type);
  }

  private static HttpClientOptions options(HttpVersion version) {
    return new HttpClientOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setProtocolVersion(version)
        .setTrustOptions(new PemTrustOptions().addCertPath(data.resolve("ca.pem").toString()));
  }

  private static Reply send(
      HttpClientOptions options,
      HttpMethod method,
      String path,
      @org.jspecify.annotations.Nullable String type)
      throws Exception {
    var address = URI.create(broker.url());
    var request =
        new RequestOptions()
            .setMethod(method)
            .setHost(address.getHost())
            .setPort(address.getPort())
            .setURI(path);
    if (type != null) {
      request.putHeader("content-type", type);
    }
    var client = VERTX.createHttpClient(options);
    return client
        .request(request)
        .compose(sent -> sent.send(EMPTY_MESSAGE))
        .compose(
            response ->
                response
                    .body()
                    .map(
                        body ->
                            new Reply(response.statusCode(), response.version(), body.toString())))
        .eventually(client::close)
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }
}
