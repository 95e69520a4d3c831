package io.legate.keys;

import io.legate.audit.LogSigning;
import io.legate.crypto.Base64Url;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.tlog.NoteSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/// The files with a node's keys for its log: one Ed25519 and one ML-DSA-44 in each, as their seeds
/// of 32 bytes. For their owner only, and never in the ledger.
///
/// The keys sign nothing else. They are changed by a start: where there is a next file its keys are
/// put on the record, those before vouch for them, and then the next file takes the place of the
/// first. A crash between these is put right by the start after it.
public final class LogKeyFile {

  private static final String CURRENT = "log-key.json";
  private static final String NEXT = "log-key-next.json";
  private static final String ED25519 = "ed25519";
  private static final String ML_DSA_44 = "ml-dsa-44";
  private static final int SEED_BYTES = 32;

  private final Path folder;

  private LogKeyFile(Path folder) {
    this.folder = folder;
  }

  /// Returns the keys of a data folder, in which they are made where there are none.
  ///
  /// @throws IOException if a file cannot be written
  public static LogKeyFile open(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(CURRENT))) {
      write(folder.resolve(CURRENT));
    }
    return new LogKeyFile(folder);
  }

  /// Makes the next keys of a data folder that has keys. Returns false where it has next ones
  /// already.
  ///
  /// @throws IOException if there is no key to follow, or a file cannot be written
  public static boolean makeNext(Path folder) throws IOException {
    var _ = read(folder.resolve(CURRENT));
    if (Files.exists(folder.resolve(NEXT))) {
      return false;
    }
    write(folder.resolve(NEXT));
    return true;
  }

  /// Returns what to sign with: the next keys where there are some.
  ///
  /// @param name what the log is called, which is also what its keys are called
  /// @throws IOException if a file cannot be read, is open to others, or holds no keys
  public LogSigning signing(String name) throws IOException {
    Path current = folder.resolve(CURRENT);
    Path next = folder.resolve(NEXT);
    Json.Obj before = read(current);
    Path file = Files.exists(next) ? next : current;
    // Read now: later there is nobody to tell.
    var _ = signers(current, before, name);
    return new LogSigning(
        signers(file, read(file), name),
        origin -> {
          try {
            return signers(current, before, origin);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        null,
        List.of());
  }

  /// Has the next keys take the place of those before, which are gone after that. Only once the
  /// next ones are on the record.
  ///
  /// @throws IOException if that cannot be done; the next start does it
  public void settle() throws IOException {
    if (Files.exists(folder.resolve(NEXT))) {
      OwnerOnlyFile.move(folder.resolve(NEXT), folder.resolve(CURRENT));
    }
  }

  private static void write(Path file) throws IOException {
    var random = new SecureRandom();
    var seeds = Json.Obj.with(ED25519, seed(random)).with(ML_DSA_44, seed(random)).build();
    OwnerOnlyFile.writeSecret(file, Jcs.text(seeds));
  }

  private static List<NoteSigner> signers(Path file, Json.Obj seeds, String name)
      throws IOException {
    return List.of(
        Ed25519LogKey.of(name, bytes(file, seeds, ED25519)),
        MlDsaLogKey.of(name, bytes(file, seeds, ML_DSA_44)));
  }

  private static String seed(SecureRandom random) {
    var seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return Base64Url.encode(seed);
  }

  private static Json.Obj read(Path file) throws IOException {
    try {
      return JsonReader.readObject(OwnerOnlyFile.readSecret(file));
    } catch (MalformedJsonException e) {
      throw unusable(file);
    }
  }

  private static byte[] bytes(Path file, Json.Obj seeds, String name) throws IOException {
    String text = seeds.string(name);
    byte[] seed = text == null ? null : Base64Url.decode(text);
    if (seed == null || seed.length != SEED_BYTES) {
      throw unusable(file);
    }
    return seed;
  }

  private static IOException unusable(Path file) {
    return new IOException("key file `" + file + "` holds no keys for a log");
  }
}
