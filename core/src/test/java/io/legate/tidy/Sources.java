package io.legate.tidy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The project's own source files, of every module.
final class Sources {

  /// The project's root: the folder above the module whose tests run.
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> NOT_OURS =
      Set.of(".git", "target", "data", "node_modules", ".idea", ".vscode");

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

  /// Every file that is under version control or about to be; without git, every file that is not
  /// made by a build.
  static List<Path> trackedFiles() throws IOException, InterruptedException {
    var git =
        new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
            .directory(ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      var process = git.start();
      String names = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() == 0) {
        return existing(Stream.of(names.split("\0")).map(ROOT::resolve));
      }
    } catch (IOException noGit) {
      // A source archive on a machine without git: walk instead.
    }
    try (var files = Files.walk(ROOT)) {
      return existing(files.filter(Sources::isOurs));
    }
  }

  private static List<Path> existing(Stream<Path> files) {
    return files.filter(Files::isRegularFile).sorted().toList();
  }

  private static boolean isOurs(Path file) {
    for (Path part : ROOT.relativize(file)) {
      if (NOT_OURS.contains(part.toString())) {
        return false;
      }
    }
    return true;
  }
}
