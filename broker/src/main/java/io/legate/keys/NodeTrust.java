package io.legate.keys;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.function.IntPredicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts the nodes of one cluster, each by its number, and nobody else: not another client of the
/// same authority, and not the platform's authorities.
///
/// A peer is known by its number and not by its host's name, because addresses of nodes come from
/// where anybody may write. It does NOT look at revocation: certificates are short-lived, and a new
/// authority ends them all.
public final class NodeTrust extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager chain;
  private final IntPredicate admitted;

  private NodeTrust(X509ExtendedTrustManager chain, IntPredicate admitted) {
    this.chain = chain;
    this.admitted = admitted;
  }

  /// Returns the trust in every node.
  ///
  /// @param authority PEM, the certificates that every node's chains to
  /// @throws AuthorityException if the file holds no usable certificate
  public static NodeTrust of(Path authority) throws AuthorityException {
    try (var in = Files.newInputStream(authority)) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("cluster-" + number++, certificate);
      }
      if (number == 0) {
        throw new AuthorityException("`" + authority + "` holds no certificate");
      }
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      for (var manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) {
          return new NodeTrust(extended, _ -> true);
        }
      }
      throw new AuthorityException("this JDK checks no certificates");
    } catch (IOException | GeneralSecurityException e) {
      throw new AuthorityException("`" + authority + "` cannot be used", e);
    }
  }

  /// Returns the trust in those of these nodes that `which` admits.
  public NodeTrust in(IntPredicate which) {
    return new NodeTrust(chain, node -> admitted.test(node) && which.test(node));
  }

  private void requireNode(X509Certificate[] peer) throws CertificateException {
    var node = NodeCertificate.nodeOf(peer[0]);
    if (node.isEmpty()) {
      throw new CertificateException("the certificate is not a node's");
    }
    if (!admitted.test(node.getAsInt())) {
      throw new CertificateException("the certificate is of node " + node.getAsInt());
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] peer, String type) throws CertificateException {
    chain.checkClientTrusted(peer, type);
    requireNode(peer);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] peer, String type, Socket socket)
      throws CertificateException {
    chain.checkClientTrusted(peer, type, socket);
    requireNode(peer);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] peer, String type, SSLEngine engine)
      throws CertificateException {
    chain.checkClientTrusted(peer, type, engine);
    requireNode(peer);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] peer, String type) throws CertificateException {
    chain.checkServerTrusted(peer, type);
    requireNode(peer);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] peer, String type, Socket socket)
      throws CertificateException {
    chain.checkServerTrusted(peer, type, socket);
    requireNode(peer);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] peer, String type, SSLEngine engine)
      throws CertificateException {
    chain.checkServerTrusted(peer, type, engine);
    requireNode(peer);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chain.getAcceptedIssuers();
  }
}
