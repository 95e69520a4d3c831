package io.legate.keys;

import io.legate.crypto.Base64Url;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.tlog.NoteSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/// The file with a node's keys for its log: one Ed25519 and one ML-DSA-44, each as its seed of 32
/// bytes. For its owner only, and never in the ledger.
///
/// The keys sign nothing else. To change them, stop the node and take the file away: the next start
/// makes new ones and puts them on the record.
public final class LogKeyFile {

  private static final String ED25519 = "ed25519";
  private static final String ML_DSA_44 = "ml-dsa-44";
  private static final int SEED_BYTES = 32;

  private LogKeyFile() {}

  /// Returns the keys in `file`, which is made with new ones where there is none.
  ///
  /// @param name what the log is called, which is also what its keys are called
  /// @throws IOException if the file cannot be read or written, is open to others, or holds no keys
  public static List<NoteSigner> createOrRead(Path file, String name) throws IOException {
    if (!Files.exists(file)) {
      var random = new SecureRandom();
      var seeds = Json.Obj.with(ED25519, seed(random)).with(ML_DSA_44, seed(random)).build();
      OwnerOnlyFile.writeSecret(file, Jcs.text(seeds));
    }
    Json.Obj seeds = read(file);
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
