package io.legate.tidy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The project's own source files, of every module.
final class Sources {

  /// The project's root: the folder above the module whose tests run.
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Sources() {}

  /// Every Java file that people write; generated ones are under `target`.
  static List<Path> javaFiles() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> ROOT.relativize(file).getName(1).toString().equals("src"))
          .sorted()
          .toList();
    }
  }
}
