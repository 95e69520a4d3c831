package io.legate.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterAuthorityTest {

  private static final CertificateNames LOOPBACK = new CertificateNames(List.of());

  @TempDir Path folder;
  private ClusterAuthority authority;

  @BeforeEach
  void open() throws Exception {
    authority = ClusterAuthority.open(folder, Clock.systemUTC());
  }

  @Test
  void certificateSaysWhichNodeItIsOf() throws Exception {
    assertThat(NodeCertificate.nodeOf(node(7))).hasValue(7);
    assertThat(NodeCertificate.nodeOf(node(1_023))).hasValue(1_023);
  }

  @Test
  void nodeOfTheSameAuthorityIsTrusted() throws Exception {
    var peer = new X509Certificate[] {node(2)};
    assertThatCode(() -> trusting(authority).checkClientTrusted(peer, "EC"))
        .doesNotThrowAnyException();
    assertThatCode(() -> trusting(authority).checkServerTrusted(peer, "ECDHE_ECDSA"))
        .doesNotThrowAnyException();
  }

  @Test
  void nodeOfAnotherAuthorityIsRefused(@TempDir Path elsewhere) throws Exception {
    var foreign = ClusterAuthority.open(elsewhere, Clock.systemUTC());
    var peer = new X509Certificate[] {node(2)};
    assertThatThrownBy(() -> trusting(foreign).checkClientTrusted(peer, "EC"))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void clientOfTheSameAuthorityThatIsNoNodeIsRefused() throws Exception {
    var identity = authority.files().read().orElseThrow();
    var client =
        new CertificateMaker(new SecureRandom())
            .leaf("client", LOOPBACK, identity, Clock.systemUTC().instant());
    var peer = new X509Certificate[] {client.certificate()};
    assertThatThrownBy(() -> trusting(authority).checkClientTrusted(peer, "EC"))
        .isInstanceOf(CertificateException.class)
        .hasMessage("the certificate is not a node's");
    assertThatThrownBy(() -> trusting(authority).checkServerTrusted(peer, "ECDHE_ECDSA"))
        .hasMessage("the certificate is not a node's");
  }

  @Test
  void anotherNodeThanTheOneThatIsMeantIsRefused() throws Exception {
    var trust = trusting(authority).in(number -> number == 3);
    var peer = new X509Certificate[] {node(2)};
    assertThatThrownBy(() -> trust.checkServerTrusted(peer, "ECDHE_ECDSA"))
        .hasMessage("the certificate is of node 2");
  }

  @Test
  void certificateOfTwoNodesIsOfNone() throws Exception {
    var maker = new CertificateMaker(new SecureRandom());
    var identity = authority.files().read().orElseThrow();
    var names =
        List.of(
            new GeneralName(GeneralName.uniformResourceIdentifier, NodeCertificate.uri(1)),
            new GeneralName(GeneralName.uniformResourceIdentifier, NodeCertificate.uri(2)));
    var two = maker.leaf("two", names, identity, Clock.systemUTC().instant());
    assertThat(NodeCertificate.nodeOf(two.certificate())).isEmpty();
  }

  @Test
  void authorityIsKept() throws Exception {
    var before = Files.readString(authority.files().certificateFile());
    ClusterAuthority.open(folder, Clock.systemUTC());
    assertThat(authority.files().certificateFile()).hasContent(before);
  }

  @Test
  void authorityWithoutItsKeyIsNotMadeAnew() throws Exception {
    Files.delete(authority.files().keyFile());
    assertThatThrownBy(() -> ClusterAuthority.open(folder, Clock.systemUTC()))
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("cluster-ca-key.pem` is not the key of");
  }

  private X509Certificate node(int number) throws Exception {
    var issued = authority.issue(number, LOOPBACK, folder.resolve("nodes"));
    return PemIdentity.readCertificate(issued.certificateFile());
  }

  private static NodeTrust trusting(ClusterAuthority authority) throws Exception {
    return NodeTrust.of(authority.files().certificateFile());
  }
}
