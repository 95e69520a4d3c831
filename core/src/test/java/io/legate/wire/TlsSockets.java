package io.legate.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// TLS connections to loopback.
///
/// @param context whom it trusts
public record TlsSockets(SSLContext context) {

  private static final int PATIENCE_MILLIS = 20_000;

  /// Returns sockets that trust these authorities.
  public static TlsSockets trusting(Path... authorities)
      throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Path authority : authorities) {
      try (InputStream in = Files.newInputStream(authority)) {
        store.setCertificateEntry(
            authority.toString(), CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return new TlsSockets(context);
  }

  /// Returns a connection whose handshake is done.
  ///
  /// @param protocol by ALPN: `h2` or `http/1.1`
  public SSLSocket connect(int port, String protocol) throws IOException {
    return connect(port, protocol, 0);
  }

  /// Returns a connection whose handshake is done.
  ///
  /// @param receiveBytes what the socket takes in before it is read; 0 for the system's own choice
  public SSLSocket connect(int port, String protocol, int receiveBytes) throws IOException {
    var plain = new Socket();
    if (receiveBytes > 0) {
      plain.setReceiveBufferSize(receiveBytes);
    }
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.startHandshake();
    if (!protocol.equals(socket.getApplicationProtocol())) {
      throw new IOException("the server does not speak " + protocol);
    }
    return socket;
  }
}
