package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.app.config.ConfigReader;
import io.legate.keys.CertificateNames;
import io.legate.keys.LocalAuthority;
import io.legate.keys.PemIdentity;
import io.legate.wire.TlsSockets;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker whose certificate is replaced while it runs.
class CertificateWatchTest {

  @TempDir Path folder;
  private PemIdentity first;
  private PemIdentity second;
  private Path certificate;
  private Path key;
  private Broker broker;
  private TlsSockets sockets;
  private int copies;

  @BeforeEach
  void start() throws Exception {
    first = identity("first", Clock.systemUTC());
    second = identity("second", Clock.systemUTC());
    certificate = folder.resolve("cert.pem");
    key = folder.resolve("key.pem");
    copy(first.certificateFile(), certificate);
    copy(first.keyFile(), key);
    var config =
        ConfigReader.parse(
            "listen: 127.0.0.1:0\ntls: {certificate: cert.pem, key: key.pem}", folder);
    broker = Broker.start(config.withData(folder.resolve("data")), Clock.systemUTC());
    sockets = TlsSockets.trusting(authority("first"), authority("second"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void whoConnectsAfterwardsSeesTheNewOneAndOpenConnectionsGoOn() throws Exception {
    try (var before = connect("http/1.1")) {
      copy(second.certificateFile(), certificate);
      copy(second.keyFile(), key);
      broker.lookAtCertificate();
      assertThat(shown("h2")).isEqualTo(certificateIn(second));
      assertThat(shown("http/1.1")).isEqualTo(certificateIn(second));
      before
          .getOutputStream()
          .write("GET /healthz HTTP/1.1\r\nHost: b\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(before.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200");
    }
  }

  @Test
  void halfOfAPairIsNotShown() throws Exception {
    copy(second.certificateFile(), certificate);
    broker.lookAtCertificate();
    assertThat(shown("h2")).isEqualTo(certificateIn(first));
    copy(second.keyFile(), key);
    broker.lookAtCertificate();
    assertThat(shown("h2")).isEqualTo(certificateIn(second));
  }

  @Test
  void whatIsNoCertificateIsNotShown() throws Exception {
    Files.writeString(certificate, "-----BEGIN NOTHING-----\n");
    broker.lookAtCertificate();
    assertThat(shown("h2")).isEqualTo(certificateIn(first));
    Files.delete(certificate);
    broker.lookAtCertificate();
    assertThat(shown("h2")).isEqualTo(certificateIn(first));
    copy(second.certificateFile(), certificate);
    copy(second.keyFile(), key);
    broker.lookAtCertificate();
    assertThat(shown("h2")).isEqualTo(certificateIn(second));
  }

  @Test
  void anExpiredCertificateIsNotShown() throws Exception {
    var longAgo = Clock.offset(Clock.systemUTC(), Duration.ofDays(4_000).negated());
    var old = identity("old", longAgo);
    copy(old.certificateFile(), certificate);
    copy(old.keyFile(), key);
    broker.lookAtCertificate();
    assertThat(shown("h2")).isEqualTo(certificateIn(first));
  }

  private PemIdentity identity(String name, Clock clock) throws Exception {
    var names = new CertificateNames(List.of());
    return LocalAuthority.open(folder.resolve(name), names, clock).server();
  }

  private Path authority(String name) {
    return folder.resolve(name).resolve("ca.pem");
  }

  /// At a time of its own, since two writes may be within what a file's time can tell.
  private void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    Files.setLastModifiedTime(to, FileTime.from(Instant.EPOCH.plusSeconds(++copies)));
  }

  private SSLSocket connect(String protocol) throws IOException {
    return sockets.connect(URI.create(broker.url()).getPort(), protocol);
  }

  private X509Certificate shown(String protocol) throws Exception {
    try (var socket = connect(protocol)) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static X509Certificate certificateIn(PemIdentity identity) throws Exception {
    try (var in = Files.newInputStream(identity.certificateFile())) {
      return (X509Certificate)
          java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
