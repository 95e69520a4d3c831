package io.legate.jose;

import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.issue.SigningKeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A node's signing keys as files of its data folder: `node-key.jwk`, and `node-key-next.jwk` once
/// an operator has made one.
public final class NodeKeyFiles implements SigningKeyStore {

  private static final String CURRENT = "node-key.jwk";
  private static final String NEXT = "node-key-next.jwk";

  private final Path folder;
  private final CryptoProviders providers;
  private volatile LocalSigner current;
  private volatile @Nullable LocalSigner next;

  private NodeKeyFiles(Path folder, CryptoProviders providers, LocalSigner current) {
    this.folder = folder;
    this.providers = providers;
    this.current = current;
  }

  /// Returns the keys of a folder, with a new one where there is none.
  ///
  /// @throws IOException if a file cannot be read or written, is open to others, or holds no key
  public static NodeKeyFiles open(
      Path folder, SignatureAlgorithm algorithm, CryptoProviders providers) throws IOException {
    Path file = folder.resolve(CURRENT);
    return new NodeKeyFiles(folder, providers, KeyFile.createOrRead(file, algorithm, providers));
  }

  /// Makes the key that comes after the current one, which the folder must have.
  ///
  /// @return the new one, or null where there is a next key already
  public static @Nullable Signer makeNext(Path folder, CryptoProviders providers)
      throws IOException {
    var algorithm = KeyFile.read(folder.resolve(CURRENT), providers).publicKey().algorithm();
    Path file = folder.resolve(NEXT);
    if (Files.exists(file)) {
      return null;
    }
    return KeyFile.createOrRead(file, algorithm, providers);
  }

  /// Makes another current key at once. For a node that is stopped: one that runs goes on with the
  /// key that it has read. A next key that was lying beside the one that goes is not kept either.
  public static Signer replace(Path folder, CryptoProviders providers) throws IOException {
    Path file = folder.resolve(CURRENT);
    var algorithm = KeyFile.read(file, providers).publicKey().algorithm();
    var made = LocalSigner.generate(algorithm, providers);
    KeyFile.replace(file, made);
    Files.deleteIfExists(folder.resolve(NEXT));
    return made;
  }

  @Override
  public Signer current() {
    return current;
  }

  @Override
  public @Nullable Signer next() throws IOException {
    Path file = folder.resolve(NEXT);
    if (!Files.exists(file)) {
      next = null;
    } else if (next == null) {
      next = KeyFile.read(file, providers);
    }
    return next;
  }

  @Override
  public Signer advance() throws IOException {
    LocalSigner following = KeyFile.read(folder.resolve(NEXT), providers);
    KeyFile.move(folder.resolve(NEXT), folder.resolve(CURRENT));
    current = following;
    next = null;
    return following;
  }
}
