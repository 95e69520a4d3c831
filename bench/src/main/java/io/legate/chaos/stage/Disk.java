package io.legate.chaos.stage;

import io.legate.ledger.server.PostgresPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The disk of the database: as root a small one of its own, in memory, that can be filled without
/// filling the machine's.
public final class Disk implements AutoCloseable {

  private static final int MEGABYTES = 900;

  private final Path folder;
  private final boolean own;

  private Disk(Path folder, boolean own) {
    this.folder = folder;
    this.own = own;
  }

  static Disk make(boolean own) throws StageException {
    try {
      Path folder = PostgresPrograms.newFolder();
      if (own) {
        Shell.run(
            List.of(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "mode=0755,size=%sm".formatted(MEGABYTES),
                "legate",
                folder.toString()));
      }
      return new Disk(folder, own);
    } catch (IOException e) {
      throw new StageException("the database has no folder", e);
    }
  }

  Path folder() {
    return folder;
  }

  /// Whether it can be filled.
  public boolean isFillable() {
    return own;
  }

  /// Leaves no byte free.
  public void fill() throws StageException {
    // Goes on until nothing more fits, and says so by failing.
    Shell.tryRun(List.of("dd", "if=/dev/zero", "of=" + ballast(), "bs=64k"));
  }

  /// Frees what [#fill] took.
  public void free() throws StageException {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new StageException("the disk stays full", e);
    }
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  @Override
  public void close() {
    if (own) {
      try {
        Shell.tryRun(List.of("umount", "--lazy", folder.toString()));
      } catch (StageException e) {
        // It goes with the mount namespace.
      }
    }
    PostgresPrograms.delete(folder);
  }
}
