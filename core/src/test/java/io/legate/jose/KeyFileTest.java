package io.legate.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Thumbprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {

  private static final int THREADS = 8;

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(names = {"ES256", "EDDSA"})
  void keyThatWasMadeIsReadAgain(SignatureAlgorithm algorithm) throws Exception {
    Path file = folder.resolve("key.jwk");
    var made = KeyFile.createOrRead(file, algorithm, TestKeys.PROVIDERS);
    var read = KeyFile.createOrRead(file, algorithm, TestKeys.PROVIDERS);
    assertThat(read.publicKey()).isEqualTo(made.publicKey());
    byte[] message = "m".getBytes(StandardCharsets.US_ASCII);
    assertThat(TestKeys.SIGNATURES.verify(made.publicKey(), message, read.sign(message))).isTrue();
  }

  @Test
  void fileIsForItsOwnerAloneAndNothingIsLeftBeside() throws Exception {
    Path file = folder.resolve("key.jwk");
    KeyFile.createOrRead(file, SignatureAlgorithm.ES256, TestKeys.PROVIDERS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw----", "rwx------"})
  void fileThatOthersCouldReadIsRefused(String permissions) throws Exception {
    Path file = folder.resolve("key.jwk");
    KeyFile.createOrRead(file, SignatureAlgorithm.ES256, TestKeys.PROVIDERS);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertThatThrownBy(() -> KeyFile.read(file, TestKeys.PROVIDERS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("open to others");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "not json", "{\"kty\":\"EC\"", "{\"kty\":\"oct\",\"k\":\"AA\"}"})
  void brokenFileIsRefusedAndNotReplaced(String content) throws Exception {
    Path file = folder.resolve("key.jwk");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(
            () -> KeyFile.createOrRead(file, SignatureAlgorithm.ES256, TestKeys.PROVIDERS))
        .isInstanceOf(IOException.class);
    assertThat(Files.readString(file)).isEqualTo(content);
  }

  @Test
  void halvesOfTwoKeysAreNoKey() throws Exception {
    Path one = folder.resolve("one.jwk");
    Path two = folder.resolve("two.jwk");
    KeyFile.createOrRead(one, SignatureAlgorithm.ES256, TestKeys.PROVIDERS);
    KeyFile.createOrRead(two, SignatureAlgorithm.ES256, TestKeys.PROVIDERS);
    String other = Files.readString(two).replaceAll(".*\"d\":\"([^\"]*)\".*", "$1");
    Files.writeString(
        one, Files.readString(one).replaceAll("\"d\":\"[^\"]*\"", "\"d\":\"" + other + "\""));
    assertThatThrownBy(() -> KeyFile.read(one, TestKeys.PROVIDERS)).isInstanceOf(IOException.class);
  }

  /// A barrier lets them meet; without one they seldom do.
  @Test
  void ofSeveralThatCreateItAtOnceAllGetOneKey() throws Exception {
    var together = new CyclicBarrier(THREADS);
    try (var executor = Executors.newFixedThreadPool(THREADS)) {
      for (int round = 0; round < 20; round++) {
        Path file = folder.resolve("key" + round);
        Callable<Thumbprint> create =
            () -> {
              together.await(30, TimeUnit.SECONDS);
              return KeyFile.createOrRead(file, SignatureAlgorithm.EDDSA, TestKeys.PROVIDERS)
                  .publicKey()
                  .thumbprint();
            };
        var tasks = new ArrayList<Callable<Thumbprint>>();
        for (int i = 0; i < THREADS; i++) {
          tasks.add(create);
        }
        var seen = new HashSet<Thumbprint>();
        for (var made : executor.invokeAll(tasks)) {
          seen.add(made.get());
        }
        assertThat(seen).hasSize(1);
      }
    }
  }

  @Test
  void signerNeverShowsItsKey() throws Exception {
    Path file = folder.resolve("key.jwk");
    var signer = KeyFile.createOrRead(file, SignatureAlgorithm.ES256, TestKeys.PROVIDERS);
    assertThat(signer.toString()).isEqualTo("signer " + signer.publicKey().thumbprint());
  }
}
