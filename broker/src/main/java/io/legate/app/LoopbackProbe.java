package io.legate.app;

import io.legate.app.config.LegateConfig.Listen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Asks a broker of this process, over TLS, whether it is ready.
///
/// Whoever sees the ready line may connect at once, and the first handshake loads hundreds of
/// classes on an event loop; so the first is made here, and what is said is known to be true.
final class LoopbackProbe {

  private static final int TIMEOUT_MILLIS = 10_000;

  private LoopbackProbe() {}

  /// Returns the status of `GET /readyz`.
  ///
  /// @param certificate the one file whose certificates are trusted
  static int status(Listen listen, int port, Path certificate) throws IOException {
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(reachable(listen.host()), port), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      try (Socket socket =
          trusting(certificate)
              .getSocketFactory()
              .createSocket(plain, plain.getInetAddress().getHostAddress(), port, true)) {
        String request = "GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
        String line = new String(start, StandardCharsets.US_ASCII);
        return line.matches("HTTP/1\\.1 [0-9]{3}") ? Integer.parseInt(line.substring(9)) : 0;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("the broker's own certificate is not usable", e);
    }
  }

  /// An address that is listened on everywhere is reached over loopback.
  private static InetAddress reachable(String host) throws IOException {
    var address = InetAddress.getByName(host);
    return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
  }

  private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = Files.newInputStream(file)) {
      int number = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("own-" + number++, certificate);
      }
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
