package io.legate.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAuthorityTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final CertificateNames LOOPBACK = new CertificateNames(List.of());

  @TempDir Path folder;

  @Test
  void serverCertificateIsForLoopbackAndTheConfiguredNames() throws Exception {
    var names = new CertificateNames(List.of("broker.example"));
    var leaf = read(LocalAuthority.open(folder, names, at(NOW)).server());

    assertThat(leaf.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.getLast()))
        .containsExactlyInAnyOrder("broker.example", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(leaf.getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(90)));
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getSerialNumber().bitLength()).isEqualTo(159);
    validate(leaf, anchor());
  }

  @Test
  void authorityMayNotCertifyOtherNames() throws Exception {
    var authority = LocalAuthority.open(folder, LOOPBACK, at(NOW));
    var files = authority.files();
    var foreign =
        new CertificateMaker(new SecureRandom())
            .leaf(
                "foreign",
                new CertificateNames(List.of("bank.example")),
                files.read().orElseThrow(),
                NOW);
    assertThatThrownBy(() -> validate(foreign.certificate(), anchor()))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void authorityMayNotCertifyAnotherAuthority() throws Exception {
    LocalAuthority.open(folder, LOOPBACK, at(NOW));
    assertThat(anchor().getBasicConstraints()).isZero();
    assertThat(anchor().getCriticalExtensionOIDs()).contains("2.5.29.30", "2.5.29.19", "2.5.29.15");
  }

  @Test
  void authorityIsNotMadeAnewForANameItMayNotCertify() throws Exception {
    LocalAuthority.open(folder, LOOPBACK, at(NOW));
    assertThatThrownBy(
            () ->
                LocalAuthority.open(
                    folder, new CertificateNames(List.of("broker.example")), at(NOW)))
        .isInstanceOf(AuthorityException.class)
        .hasMessageStartingWith("the local CA was not made for `broker.example`: remove `");
  }

  @Test
  void certificatesAreKeptWhileTheyHaveThirtyDays() throws Exception {
    var first = read(LocalAuthority.open(folder, LOOPBACK, at(NOW)).server());
    var edge = first.getNotAfter().toInstant().minus(LocalAuthority.RENEW_BEFORE);

    var kept = read(LocalAuthority.open(folder, LOOPBACK, at(edge.minusSeconds(1))).server());
    assertThat(kept).isEqualTo(first);
    var renewed = read(LocalAuthority.open(folder, LOOPBACK, at(edge)).server());
    assertThat(renewed).isNotEqualTo(first);
    validate(renewed, anchor());
  }

  @Test
  void authorityIsKeptWhenItsServerIsRenewed() throws Exception {
    LocalAuthority.open(folder, LOOPBACK, at(NOW)).server();
    var before = anchor();
    LocalAuthority.open(folder, LOOPBACK, at(NOW.plus(Duration.ofDays(80)))).server();
    assertThat(anchor()).isEqualTo(before);
  }

  @Test
  void oldAuthorityTakesItsServerWithIt() throws Exception {
    var old = read(LocalAuthority.open(folder, LOOPBACK, at(NOW)).server());
    Files.delete(folder.resolve("ca.pem"));
    var made = read(LocalAuthority.open(folder, LOOPBACK, at(NOW)).server());
    assertThat(made).isNotEqualTo(old);
    validate(made, anchor());
  }

  @Test
  void otherNamesMakeANewServerCertificate() throws Exception {
    var names = new CertificateNames(List.of("broker.example"));
    LocalAuthority.open(folder, names, at(NOW)).server();
    var fewer = read(LocalAuthority.open(folder, LOOPBACK, at(NOW)).server());
    assertThat(fewer.getSubjectAlternativeNames()).hasSize(3);
  }

  @Test
  void serverKeyOfAnotherCertificateIsReplaced() throws Exception {
    var authority = LocalAuthority.open(folder, LOOPBACK, at(NOW));
    var first = read(authority.server());
    var other = authority.issue("other", folder);
    Files.copy(
        other.keyFile(), folder.resolve("server-key.pem"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(read(authority.server())).isNotEqualTo(first);
    assertThat(PemIdentity.in(folder, "server").read()).isPresent();
  }

  @Test
  void authorityWithoutItsOwnKeyIsRefused() throws Exception {
    var authority = LocalAuthority.open(folder, LOOPBACK, at(NOW));
    Files.delete(authority.files().keyFile());
    assertThatThrownBy(() -> LocalAuthority.open(folder, LOOPBACK, at(NOW)))
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("is not the key of");
  }

  @Test
  void crashBetweenKeyAndCertificateLeavesAFreshStart() throws Exception {
    var authority = LocalAuthority.open(folder, LOOPBACK, at(NOW));
    Files.delete(authority.files().certificateFile());
    var leaf = read(LocalAuthority.open(folder, LOOPBACK, at(NOW)).server());
    validate(leaf, anchor());
  }

  @Test
  void privateKeysAreTheirOwnersOnly() throws Exception {
    var authority = LocalAuthority.open(folder, LOOPBACK, at(NOW));
    var erp = authority.issue("erp", folder.resolve("out"));
    for (Path key :
        List.of(authority.files().keyFile(), authority.server().keyFile(), erp.keyFile())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
    }
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ca.pem"))))
        .isEqualTo("rw-r--r--");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.pem", "ca-key.pem", "server.pem", "server-key.pem", "out");
    }
  }

  @Test
  void keyOpenToOthersIsRefused() throws Exception {
    var authority = LocalAuthority.open(folder, LOOPBACK, at(NOW));
    Files.setPosixFilePermissions(
        authority.files().keyFile(), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> LocalAuthority.open(folder, LOOPBACK, at(NOW)))
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("is open to others than its owner");
  }

  @Test
  void issuedFileHoldsTheCertificateAndTheAuthority() throws Exception {
    var authority = LocalAuthority.open(folder, LOOPBACK, at(NOW));
    var erp = authority.issue("erp", folder.resolve("out"));
    try (var in = Files.newInputStream(erp.certificateFile())) {
      var chain = CertificateFactory.getInstance("X.509").generateCertificates(in);
      assertThat(chain).hasSize(2).last().isEqualTo(anchor());
    }
    assertThat(read(erp).getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.getLast()))
        .contains("erp.localhost", "localhost", "127.0.0.1");
    validate(read(erp), anchor());
  }

  @Test
  void labelIsNotAPath() throws Exception {
    var authority = LocalAuthority.open(folder, LOOPBACK, at(NOW));
    for (String label : List.of("../x", "a/b", "", "A", "a.b", "-a", "ca\n")) {
      assertThatThrownBy(() -> authority.issue(label, folder))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private X509Certificate anchor() throws Exception {
    return PemIdentity.readCertificate(folder.resolve("ca.pem"));
  }

  private static X509Certificate read(PemIdentity identity) throws Exception {
    return identity.read().orElseThrow().certificate();
  }

  /// Validates as OpenSSL does for TLS. The JDK applies the name constraints of a certificate only
  /// where it stands in the path, so the authority is put there too.
  private static void validate(X509Certificate leaf, X509Certificate authority) throws Exception {
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(leaf.getNotBefore().toInstant().plusSeconds(301)));
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf, authority));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }
}
