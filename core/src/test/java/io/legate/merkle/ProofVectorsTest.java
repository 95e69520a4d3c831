package io.legate.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The proofs of transparency-dev/merkle, each with whether it must be refused.
class ProofVectorsTest {

  private static final Path FOLDER =
      Path.of(Optional.ofNullable(System.getenv("LEGATE_VECTORS")).orElse("../../shared/vectors"))
          .resolve("merkle");

  @TestFactory
  Stream<DynamicTest> inclusion() throws IOException {
    return vectors("inclusion", ProofVectorsTest::checkInclusion);
  }

  @TestFactory
  Stream<DynamicTest> consistency() throws IOException {
    return vectors("consistency", ProofVectorsTest::checkConsistency);
  }

  private static Stream<DynamicTest> vectors(String kind, Check check) throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(FOLDER), "no vectors in LEGATE_VECTORS");
    List<Path> files;
    try (var walk = Files.walk(FOLDER.resolve(kind))) {
      files = walk.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(50);
    return files.stream().map(file -> DynamicTest.dynamicTest(name(file), () -> run(file, check)));
  }

  private static String name(Path file) {
    return FOLDER.relativize(file).toString();
  }

  private static void run(Path file, Check check) throws Exception {
    Json.Obj vector = JsonReader.readObject(Files.readAllBytes(file));
    boolean refused;
    try {
      check.check(vector);
      refused = false;
    } catch (InvalidProofException | IllegalArgumentException e) {
      refused = true;
    }
    assertThat(vector.get("wantErr")).isEqualTo(new Json.Bool(refused));
  }

  private static void checkInclusion(Json.Obj vector) throws InvalidProofException {
    Proofs.verifyInclusion(
        new LeafIndex(number(vector, "leafIdx")),
        new TreeSize(number(vector, "treeSize")),
        hash(vector.get("leafHash")),
        hashes(vector),
        hash(vector.get("root")));
  }

  private static void checkConsistency(Json.Obj vector) throws InvalidProofException {
    Proofs.verifyConsistency(
        new TreeSize(number(vector, "size1")),
        new TreeSize(number(vector, "size2")),
        hash(vector.get("root1")),
        hash(vector.get("root2")),
        hashes(vector));
  }

  private static long number(Json.Obj vector, String name) {
    // Some are 2^64 - 1, which is -1 here: refused either way.
    return vector.get(name) instanceof Json.Num number ? number.exact().longValue() : -1;
  }

  private static List<Hash> hashes(Json.Obj vector) {
    var hashes = new ArrayList<Hash>();
    if (vector.get("proof") instanceof Json.Arr(var items)) {
      items.forEach(item -> hashes.add(hash(item)));
    }
    return hashes;
  }

  private static Hash hash(@Nullable Json text) {
    byte[] bytes =
        text instanceof Json.Str(var base64) ? Base64.getDecoder().decode(base64) : new byte[0];
    // Roots that are texts stand for themselves by their hash; an empty one is no hash at all.
    boolean isHash = bytes.length == 0 || bytes.length == Hash.BYTES;
    return isHash ? Hash.of(bytes) : Rfc6962.leaf(bytes);
  }

  /// Checks one vector.
  private interface Check {
    void check(Json.Obj vector) throws InvalidProofException;
  }
}
