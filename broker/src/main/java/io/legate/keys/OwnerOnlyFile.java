package io.legate.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/// Writing and reading files so that nobody ever meets half of one, or a secret one that is open.
final class OwnerOnlyFile {

  private static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PUBLIC =
      PosixFilePermissions.fromString("rw-r--r--");

  private OwnerOnlyFile() {}

  /// Makes the folder and those above it; those that are new are its owner's only.
  static void createFolder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  static void writeSecret(Path file, String text) throws IOException {
    write(file, text, SECRET);
  }

  static void writePublic(Path file, String text) throws IOException {
    write(file, text, PUBLIC);
  }

  /// Returns the text of a secret file.
  ///
  /// @throws IOException if it cannot be read, or others than its owner may
  static String readSecret(Path file) throws IOException {
    if (!SECRET.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException("`" + file + "` is open to others than its owner");
    }
    return Files.readString(file);
  }

  /// Replaces the file at once: whoever reads it meets the old text or the new one.
  private static void write(Path file, String text, Set<PosixFilePermission> permissions)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path draft =
        Files.createTempFile(folder, ".new", null, PosixFilePermissions.asFileAttribute(SECRET));
    try {
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.setPosixFilePermissions(draft, permissions);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
    sync(file);
  }

  /// Has one file take the place of another, at once and for good.
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(to);
  }

  /// Makes the new name of a file durable.
  private static void sync(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a folder");
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
