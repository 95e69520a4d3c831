package io.legate.keys;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/// The two files of an identity: `NAME.pem`, the certificate and those above it, and
/// `NAME-key.pem`, its private key in PKCS#8, for its owner only.
///
/// @param certificateFile for everyone
/// @param keyFile for its owner
public record PemIdentity(Path certificateFile, Path keyFile) {

  private static final int BYTES_MAX = 64 * 1024;

  static PemIdentity in(Path folder, String name) {
    return new PemIdentity(folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem"));
  }

  /// Returns what the files hold, or nothing where one of them is missing or they do not belong
  /// together, as after a crash between the two.
  ///
  /// @throws IOException if a file is there and cannot be read, or the key is open to others
  Optional<Identity> read() throws IOException {
    if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
      return Optional.empty();
    }
    var identity = new Identity(readCertificate(certificateFile), readKey());
    return isPair(identity) ? Optional.of(identity) : Optional.empty();
  }

  /// Returns what the files of an authority hold, or nothing where both are missing.
  ///
  /// A certificate without its key, or beside another's, is somebody's mistake: to make a new
  /// authority quietly would cut off everyone that trusts the old one.
  Optional<Identity> readAuthority() throws IOException, AuthorityException {
    var authority = read();
    if (authority.isEmpty() && Files.exists(certificateFile)) {
      throw new AuthorityException(
          "`%s` is not the key of `%s`: put it back, or remove both for a new CA"
              .formatted(keyFile, certificateFile));
    }
    return authority;
  }

  /// Writes both files. The old certificate goes first and the new one comes last, so that what a
  /// crash leaves is no identity rather than half of one.
  void write(Identity identity, List<X509Certificate> above) throws IOException {
    Files.deleteIfExists(certificateFile);
    OwnerOnlyFile.writeSecret(
        keyFile, pem(new PemObject("PRIVATE KEY", identity.key().getEncoded())));
    var certificates = new StringBuilder(pem(identity.certificate()));
    for (var certificate : above) {
      certificates.append(pem(certificate));
    }
    OwnerOnlyFile.writePublic(certificateFile, certificates.toString());
  }

  /// Returns the first certificate of a PEM file.
  static X509Certificate readCertificate(Path file) throws IOException {
    requireSmall(file);
    return certificate(Files.readString(file), file);
  }

  private static X509Certificate certificate(String pem, Path file) throws IOException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      if (parser.readObject() instanceof X509CertificateHolder holder) {
        return new JcaX509CertificateConverter().getCertificate(holder);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("`" + file + "` holds no usable certificate", e);
    }
    throw new IOException("`" + file + "` holds no certificate");
  }

  /// What both files held at one moment, certificate and key of one another.
  ///
  /// @param expiresAt the end of the first certificate
  public record Pair(String certificates, String key, Instant expiresAt) {
    @Override
    public String toString() {
      return "Pair[expiresAt=" + expiresAt + "]";
    }
  }

  /// Returns what the files hold, or nothing where they do not belong together, as while one of
  /// them is replaced and the other not yet.
  ///
  /// @throws IOException if one of them cannot be read, or is not what it must be
  public Optional<Pair> pair() throws IOException {
    requireSmall(certificateFile);
    requireSmall(keyFile);
    String certificates = Files.readString(certificateFile);
    String key = Files.readString(keyFile);
    var certificate = certificate(certificates, certificateFile);
    return isPair(new Identity(certificate, key(key, keyFile)))
        ? Optional.of(new Pair(certificates, key, certificate.getNotAfter().toInstant()))
        : Optional.empty();
  }

  private PrivateKey readKey() throws IOException {
    requireSmall(keyFile);
    return key(OwnerOnlyFile.readSecret(keyFile), keyFile);
  }

  private static PrivateKey key(String pem, Path file) throws IOException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      if (parser.readObject() instanceof PrivateKeyInfo key) {
        return new JcaPEMKeyConverter().getPrivateKey(key);
      }
    }
    throw new IOException("`" + file + "` holds no private key");
  }

  private static void requireSmall(Path file) throws IOException {
    if (Files.size(file) > BYTES_MAX) {
      throw new IOException("`" + file + "` is too long");
    }
  }

  private static boolean isPair(Identity identity) {
    byte[] probe = {1, 2, 3};
    try {
      var signature = Signature.getInstance(algorithm(identity.key()));
      signature.initSign(identity.key());
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(identity.publicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException notOfOneKind) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EdDSA", "Ed25519" -> "Ed25519";
      default -> "SHA256withECDSA";
    };
  }

  private static String pem(Object object) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
