package io.legate.vectors;

import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Where third-party vectors are. Tests that need them are skipped where they are not.
public final class Vectors {

  private static final Path FOLDER =
      Path.of(System.getenv().getOrDefault("LEGATE_VECTORS", "../../shared/vectors"))
          .toAbsolutePath()
          .normalize();

  private Vectors() {}

  /// Returns the file or folder of this name, or skips the test.
  public static Path path(String name) {
    Path path = FOLDER.resolve(name);
    Assumptions.assumeTrue(
        Files.exists(path), () -> "no vectors at " + path + "; set LEGATE_VECTORS to their folder");
    return path;
  }

  /// Returns the JSON object in the file of this name, or skips the test.
  public static Obj object(String name) {
    try {
      return JsonReader.readObject(Files.readAllBytes(path(name)));
    } catch (IOException e) {
      throw new AssertionError("vectors `" + name + "` are not readable", e);
    }
  }
}
