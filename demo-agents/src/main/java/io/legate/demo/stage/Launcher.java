package io.legate.demo.stage;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The script that runs the broker.
public final class Launcher {

  private Launcher() {}

  /// Returns what the property `legate.launcher` or the variable `LEGATE_LAUNCHER` names, otherwise
  /// the first `legate` in a folder above this program.
  ///
  /// @throws LauncherMissingException if there is none
  public static Path find() throws LauncherMissingException {
    String named = System.getProperty("legate.launcher", System.getenv("LEGATE_LAUNCHER"));
    if (named != null) {
      return Path.of(named).toAbsolutePath();
    }
    for (Path at = program(); at != null; at = at.getParent()) {
      Path script = at.resolve("legate");
      if (Files.isRegularFile(script) && Files.isExecutable(script)) {
        return script;
      }
    }
    throw new LauncherMissingException("no launcher found; name it in LEGATE_LAUNCHER");
  }

  private static @Nullable Path program() {
    try {
      var source = Launcher.class.getProtectionDomain().getCodeSource();
      return source == null ? null : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
