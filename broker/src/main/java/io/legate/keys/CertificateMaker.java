package io.legate.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// Makes keys and certificates (RFC 5280): P-256 throughout, serial numbers of 159 random bits.
final class CertificateMaker {

  static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3652);
  static final Duration LEAF_LIFETIME = Duration.ofDays(90);

  /// Certificates begin a little in the past, for peers whose clock is behind.
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

  private final SecureRandom random;

  CertificateMaker(SecureRandom random) {
    this.random = random;
  }

  /// Returns a new authority that certifies nothing but loopback addresses and what lies at or
  /// below `names`, and no further authority.
  Identity authority(CertificateNames names, Instant at)
      throws GeneralSecurityException, IOException {
    return authority("Legate local CA ", permitted(names), at);
  }

  /// Returns a new authority for nodes, under whatever names they have, and no further authority.
  Identity clusterAuthority(Instant at) throws GeneralSecurityException, IOException {
    return authority("Legate cluster CA ", null, at);
  }

  private Identity authority(String title, @Nullable NameConstraints permitted, Instant at)
      throws GeneralSecurityException, IOException {
    var keys = newKeys();
    var name = named(title + Long.toHexString(random.nextLong() >>> 32));
    try {
      var builder = builder(name, name, keys, at, AUTHORITY_LIFETIME);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      if (permitted != null) {
        builder.addExtension(Extension.nameConstraints, true, permitted);
      }
      return signed(builder, keys, keys);
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /// Returns a certificate for a TLS server or client, signed by `authority`.
  Identity leaf(String commonName, CertificateNames names, Identity authority, Instant at)
      throws GeneralSecurityException, IOException {
    return leaf(commonName, alternatives(names), authority, at);
  }

  /// Returns a certificate that says which node its holder is, signed by `authority`.
  Identity node(int node, CertificateNames names, Identity authority, Instant at)
      throws GeneralSecurityException, IOException {
    var which = new GeneralName(GeneralName.uniformResourceIdentifier, NodeCertificate.uri(node));
    var all = new ArrayList<GeneralName>(List.of(which));
    all.addAll(alternatives(names));
    return leaf("Legate node " + node, all, authority, at);
  }

  Identity leaf(String commonName, List<GeneralName> names, Identity authority, Instant at)
      throws GeneralSecurityException, IOException {
    var keys = newKeys();
    var issuer =
        X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded());
    try {
      var builder = builder(issuer, named(commonName), keys, at, LEAF_LIFETIME);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.publicKey()));
      return signed(builder, keys, new KeyPair(authority.publicKey(), authority.key()));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /// Returns the DNS names at or below which this authority may certify; none where it does not
  /// say.
  static List<String> permittedDnsNames(X509Certificate authority) {
    byte[] extension = authority.getExtensionValue(Extension.nameConstraints.getId());
    if (extension == null) {
      return List.of();
    }
    var constraints =
        NameConstraints.getInstance(ASN1OctetString.getInstance(extension).getOctets());
    var names = new ArrayList<String>();
    for (var subtree : constraints.getPermittedSubtrees()) {
      if (subtree.getBase().getTagNo() == GeneralName.dNSName) {
        names.add(subtree.getBase().getName().toString());
      }
    }
    return names;
  }

  private X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant at, Duration lifetime)
      throws GeneralSecurityException, IOException {
    return new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(159, random).setBit(158),
            Date.from(at.minus(CLOCK_TOLERANCE)),
            Date.from(at.plus(lifetime)),
            subject,
            keys.getPublic())
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
  }

  private Identity signed(X509v3CertificateBuilder builder, KeyPair subject, KeyPair issuer)
      throws GeneralSecurityException, OperatorCreationException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate());
    X509Certificate certificate =
        new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    certificate.verify(issuer.getPublic());
    return new Identity(certificate, subject.getPrivate());
  }

  private KeyPair newKeys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static X500Name named(String commonName) {
    return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
  }

  private static List<GeneralName> alternatives(CertificateNames names) {
    var all = new ArrayList<GeneralName>();
    for (String dns : names.dns()) {
      all.add(new GeneralName(GeneralName.dNSName, dns));
    }
    for (String address : LOOPBACK) {
      all.add(new GeneralName(GeneralName.iPAddress, address));
    }
    return all;
  }

  /// What the authority may certify (RFC 5280 section 4.2.1.10). An address there is followed by a
  /// mask of its own length.
  private static NameConstraints permitted(CertificateNames names) throws IOException {
    var permitted = new ArrayList<GeneralSubtree>();
    for (String dns : names.dns()) {
      permitted.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, dns)));
    }
    for (String address : LOOPBACK) {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      byte[] masked = Arrays.copyOf(bytes, bytes.length * 2);
      Arrays.fill(masked, bytes.length, masked.length, (byte) 0xff);
      permitted.add(
          new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(masked))));
    }
    return new NameConstraints(permitted.toArray(GeneralSubtree[]::new), null);
  }
}
