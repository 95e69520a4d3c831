package io.legate.ledger.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// Where `initdb` and `postgres` are: in the folder that `LEGATE_POSTGRES` names, else unpacked
/// from the archive on the test class path, else as Debian installs them.
public final class PostgresPrograms {

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  /// Nobody, where the tests run as root, which the server refuses to.
  private static final String NOBODY = "65534";

  private static @Nullable PostgresPrograms found;
  private static boolean searched;

  private final Path bin;

  private PostgresPrograms(Path bin) {
    this.bin = bin;
  }

  /// Returns them, unpacked once for all tests, or null where there are none that run here.
  public static synchronized @Nullable PostgresPrograms find() throws IOException {
    if (!searched) {
      searched = true;
      found = search();
    }
    return found;
  }

  private static @Nullable PostgresPrograms search() throws IOException {
    String named = System.getenv("LEGATE_POSTGRES");
    var candidates = new ArrayList<Path>();
    if (named != null) {
      candidates.add(Path.of(named));
    } else {
      Path folder = newFolder();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      Path unpacked = unpack(folder);
      if (unpacked != null) {
        candidates.add(unpacked);
      }
      candidates.addAll(installed());
    }
    for (Path bin : candidates) {
      var programs = new PostgresPrograms(bin);
      if (programs.run()) {
        return programs;
      }
    }
    return null;
  }

  /// Returns a temporary folder that is open to whoever the programs run as.
  public static Path newFolder() throws IOException {
    Path folder = Files.createTempDirectory("legate-postgres");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // The system clears its temporary folder.
    }
  }

  private static @Nullable Path unpack(Path folder) {
    boolean known = System.getProperty("os.arch").equals("amd64");
    try (InputStream archive = PostgresPrograms.class.getResourceAsStream(ARCHIVE)) {
      if (!known || archive == null) {
        return null;
      }
      Process tar =
          new ProcessBuilder("tar", "-x", "-f", "-", "-C", folder.toString(), "--no-same-owner")
              .redirectErrorStream(true)
              .start();
      try (var in = tar.getOutputStream();
          var content = new XZInputStream(archive)) {
        content.transferTo(in);
      }
      return tar.waitFor() == 0 ? folder.resolve("bin") : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static List<Path> installed() {
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .map(version -> version.resolve("bin"))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private boolean run() {
    try {
      Process version = start(ProcessBuilder.Redirect.DISCARD, "postgres", "--version");
      return version.waitFor(30, TimeUnit.SECONDS) && version.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Gives a folder to whoever the programs run as.
  public void own(Path folder) throws IOException, InterruptedException {
    if (isRoot()) {
      int code = new ProcessBuilder("chown", "-R", NOBODY, folder.toString()).start().waitFor();
      if (code != 0) {
        throw new IOException("the folder cannot be given away");
      }
    }
  }

  /// Starts a program, as nobody in particular where this is root.
  Process start(ProcessBuilder.Redirect output, String program, String... arguments)
      throws IOException {
    return start(List.of(), output, program, List.of(arguments));
  }

  /// Starts a program by way of another command.
  ///
  /// @param by the beginning of the command, which must end in the program being executed in its
  ///   place; empty for none
  public Process start(
      List<String> by, ProcessBuilder.Redirect output, String program, List<String> arguments)
      throws IOException {
    var command = new ArrayList<String>(by);
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid", NOBODY, "--clear-groups", "--"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
    builder.directory(bin.toFile());
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
