package io.legate.keys;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;

/// A certificate and the private key that belongs to it.
record Identity(X509Certificate certificate, PrivateKey key) {

  PublicKey publicKey() {
    return certificate.getPublicKey();
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return "identity " + certificate.getSubjectX500Principal();
  }
}
