package io.legate.jose;

import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.UnusableKeyException;
import io.legate.json.Jcs;
import io.legate.json.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// A private key in a file of its own, as a JWK, for its owner only.
///
/// The file is never there with less than a whole key or with more than owner's access: it is
/// written and synced under another name, with its final permissions from its first byte, and then
/// linked to its own. Of several processes that create it at once, all end up with one key.
public final class KeyFile {

  private static final int BYTES_MAX = 4096;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.copyOf(PosixFilePermissions.fromString("rw-------"));

  private KeyFile() {}

  /// Returns the key in `file`, which is made with a new key where there is none.
  ///
  /// @throws IOException if the file cannot be read or written, is open to others, or holds no key
  public static LocalSigner createOrRead(
      Path file, SignatureAlgorithm algorithm, CryptoProviders providers) throws IOException {
    if (!Files.exists(file)) {
      create(file, LocalSigner.generate(algorithm, providers));
    }
    return read(file, providers);
  }

  /// Returns the key in `file`.
  ///
  /// @throws IOException if the file cannot be read, is open to others than its owner, or holds no
  ///   key
  public static LocalSigner read(Path file, CryptoProviders providers) throws IOException {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(Files.getPosixFilePermissions(file));
    permissions.removeAll(OWNER_ONLY);
    if (!permissions.isEmpty()) {
      throw new IOException("key file `" + file + "` is open to others than its owner");
    }
    if (Files.size(file) > BYTES_MAX) {
      throw new IOException("key file `" + file + "` is too long to be a key");
    }
    try {
      return LocalSigner.ofPrivateJwk(JsonReader.readObject(Files.readAllBytes(file)), providers);
    } catch (UnusableKeyException e) {
      throw new IOException("key file `" + file + "` holds no usable key", e);
    }
  }

  /// Replaces the key in `file` at once.
  static void replace(Path file, LocalSigner signer) throws IOException {
    Path draft = written(file, signer);
    try {
      move(draft, file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /// Makes the key of one file that of another, at once and for good.
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(Objects.requireNonNull(to.toAbsolutePath().getParent(), "a folder"));
  }

  /// Writes the key to a new file, or leaves the one that another process has just made.
  private static void create(Path file, LocalSigner signer) throws IOException {
    Path draft = written(file, signer);
    try {
      // The point of no return: a link fails where the name is taken, a rename would replace it.
      Files.createLink(file, draft);
      sync(Objects.requireNonNull(draft.getParent(), "a folder"));
    } catch (FileAlreadyExistsException e) {
      // Another process was first, and its key is the one to use.
    } finally {
      Files.delete(draft);
    }
  }

  /// Returns a file beside `file` that holds the key, whole and synced.
  private static Path written(Path file, LocalSigner signer) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a folder");
    Path draft = Files.createTempFile(folder, ".key", null, attribute());
    try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(Jcs.bytes(signer.privateJwk()));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    return draft;
  }

  private static FileAttribute<Set<PosixFilePermission>> attribute() {
    return PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  }

  /// Makes the new name durable.
  private static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
