package io.legate.demo.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Where a command may leave what it makes: looked at before anything starts, rather than when a
/// minute's work is to be written down.
public final class Outputs {

  private Outputs() {}

  /// Returns why a file cannot be written, null where it can or none is named.
  public static @Nullable String unwritable(@Nullable Path file) {
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    return file != null && (folder == null || !Files.isWritable(folder) || Files.isDirectory(file))
        ? "`" + file + "` cannot be written"
        : null;
  }

  /// Returns why a folder is no new or empty one, null where it is or none is named: nothing of an
  /// earlier run is to be taken for this one's.
  public static @Nullable String notEmpty(@Nullable Path folder) throws IOException {
    if (folder == null || Files.notExists(folder)) {
      return null;
    }
    if (!Files.isDirectory(folder)) {
      return "`" + folder + "` is not a folder";
    }
    try (var files = Files.list(folder)) {
      return files.findAny().isPresent() ? "`" + folder + "` is not empty" : null;
    }
  }

  /// Deletes a folder with all that is in it.
  public static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
