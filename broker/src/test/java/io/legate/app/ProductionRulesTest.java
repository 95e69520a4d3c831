package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.app.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductionRulesTest {

  private static final String SAFE =
      """
      issuer: https://broker.example
      listen: 0.0.0.0:8443
      data: data
      tls: {certificate: cert.pem, key: key.pem}
      clients: [{client_id: a, kind: agent, jwks: {keys: [{kty: EC}]}}]
      """;

  @TempDir Path folder;

  @BeforeEach
  void files() throws Exception {
    Files.writeString(folder.resolve("cert.pem"), "");
    Files.createFile(folder.resolve("key.pem"), permissions("rw-------"));
    Files.createDirectory(folder.resolve("data"), permissions("rwx------"));
  }

  @Test
  void safeConfigurationPasses() throws Exception {
    assertThat(violations(SAFE)).isEmpty();
  }

  @Test
  void defaultsAloneAreRefused() throws Exception {
    assertThat(violations("data: data"))
        .containsExactly(
            "issuer: is required: tokens name it for as long as they live",
            "clients: names nobody, so that every call would be refused",
            "tls: `certificate` and `key` are required: the local CA is for one machine");
  }

  @Test
  void loopbackIssuerIsRefusedWhereOthersMayConnect() throws Exception {
    for (String issuer : List.of("127.0.0.1:8443", "localhost:8443", "[::1]:8443")) {
      assertThat(violations(SAFE.replace("broker.example", issuer)))
          .containsExactly("issuer: is a loopback address, but `listen` is open to other machines");
    }
    assertThat(
            violations(
                SAFE.replace("broker.example", "127.0.0.1:8443").replace("0.0.0.0", "127.0.0.1")))
        .isEmpty();
  }

  @Test
  void portIsFixed() throws Exception {
    assertThat(violations(SAFE.replace(":8443", ":0")))
        .containsExactly("listen: needs a fixed port");
  }

  @Test
  void developmentOptionsAreRefused() throws Exception {
    assertThat(violations(SAFE + "development: {reflection: true}"))
        .containsExactly("development.reflection: tells every caller what there is to call");
  }

  @Test
  void filesAreThereAndSecretOnesAreClosed() throws Exception {
    Files.delete(folder.resolve("cert.pem"));
    Files.setPosixFilePermissions(
        folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-r-----"));
    Files.setPosixFilePermissions(
        folder.resolve("data"), PosixFilePermissions.fromString("rwx---r-x"));
    assertThat(violations(SAFE))
        .containsExactly(
            "tls.certificate: `" + folder.resolve("cert.pem") + "` cannot be read",
            "tls.key: `" + folder.resolve("key.pem") + "` is open to others than its owner",
            "data: `" + folder.resolve("data") + "` is open to others than its owner");
  }

  @Test
  void theLedgersPasswordIsItsOwnersOnly() throws Exception {
    String ledger = "ledger: {url: 'jdbc:postgresql://db/legate', password_file: password}\n";
    Path file = folder.resolve("password");
    assertThat(violations(SAFE + ledger))
        .containsExactly("ledger.password_file: `" + file + "` cannot be read");
    Files.createFile(file, permissions("rw-r-----"));
    assertThat(violations(SAFE + ledger))
        .containsExactly("ledger.password_file: `" + file + "` is open to others than its owner");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(violations(SAFE + ledger)).isEmpty();
  }

  private List<String> violations(String yaml) throws Exception {
    return ProductionRules.violations(ConfigReader.parse(yaml, folder)).stream()
        .map(Object::toString)
        .toList();
  }

  private static java.nio.file.attribute.FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
