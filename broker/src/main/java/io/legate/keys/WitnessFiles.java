package io.legate.keys;

import io.legate.audit.WitnessMemory;
import io.legate.crypto.Base64Url;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.merkle.Hash;
import io.legate.merkle.TreeSize;
import io.legate.tlog.NoteSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a node has as a witness of others, as files of its data folder: `witness-key.json`, the
/// seed of its key, and `witnessed.json`, what it has cosigned last of each log.
///
/// The second is no secret, and the more precious one: without it the witness believes whatever it
/// is shown next.
public final class WitnessFiles implements WitnessMemory {

  private static final String KEY = "witness-key.json";
  private static final String MEMORY = "witnessed.json";
  private static final String ED25519 = "ed25519";
  private static final int SEED_BYTES = 32;

  private final Path folder;
  private @Nullable Map<Integer, Seen> known;

  public WitnessFiles(Path folder) {
    this.folder = folder;
  }

  /// Returns the key that this node cosigns with, which is made where there is none.
  ///
  /// @param name the witness's
  /// @throws IOException if the file cannot be read or written, is open to others, or holds no key
  public NoteSigner key(String name) throws IOException {
    Path file = folder.resolve(KEY);
    if (!Files.exists(file)) {
      var seed = new byte[SEED_BYTES];
      new SecureRandom().nextBytes(seed);
      var text = Json.Obj.with(ED25519, Base64Url.encode(seed)).build();
      OwnerOnlyFile.writeSecret(file, Jcs.text(text));
    }
    String text = object(OwnerOnlyFile.readSecret(file), file).string(ED25519);
    byte[] seed = text == null ? null : Base64Url.decode(text);
    if (seed == null || seed.length != SEED_BYTES) {
      throw unusable(file);
    }
    return Ed25519LogKey.cosigner(name, seed);
  }

  @Override
  public @Nullable Seen last(int node) throws IOException {
    return read().get(node);
  }

  @Override
  public void keep(int node, Seen seen) throws IOException {
    var next = new LinkedHashMap<>(read());
    next.put(node, seen);
    var written = new Json.Builder();
    next.forEach((each, last) -> written.with(Integer.toString(each), write(last)));
    OwnerOnlyFile.writePublic(folder.resolve(MEMORY), Jcs.text(written.build()));
    known = next;
  }

  private Map<Integer, Seen> read() throws IOException {
    Map<Integer, Seen> before = known;
    if (before != null) {
      return before;
    }
    Path file = folder.resolve(MEMORY);
    var read = new LinkedHashMap<Integer, Seen>();
    if (Files.exists(file)) {
      try {
        for (var entry : object(Files.readString(file), file).members().entrySet()) {
          read.put(Integer.valueOf(entry.getKey()), seen((Json.Obj) entry.getValue()));
        }
      } catch (IllegalArgumentException | ClassCastException e) {
        throw unusable(file);
      }
    }
    known = read;
    return read;
  }

  private static Json.Obj write(Seen seen) {
    return Json.Obj.with("origin", seen.origin())
        .with("size", seen.size().leaves())
        .with("root", seen.root().base64Url())
        .with("keys", Json.Arr.ofStrings(seen.keys()))
        .build();
  }

  private static Seen seen(Json.Obj read) {
    String origin = read.string("origin");
    String root = read.string("root");
    byte[] hash = root == null ? null : Base64Url.decode(root);
    if (origin == null
        || hash == null
        || !(read.get("size") instanceof Json.Num(var size))
        || !(read.get("keys") instanceof Json.Arr(var items))) {
      throw new IllegalArgumentException("not what a witness has seen");
    }
    List<String> keys = new ArrayList<>();
    items.forEach(item -> keys.add(((Json.Str) item).value()));
    return new Seen(origin, new TreeSize(Long.parseLong(size)), Hash.of(hash), keys);
  }

  private static Json.Obj object(String text, Path file) throws IOException {
    try {
      return JsonReader.readObject(text);
    } catch (MalformedJsonException e) {
      throw unusable(file);
    }
  }

  private static IOException unusable(Path file) {
    return new IOException("`" + file + "` is not what a witness keeps");
  }
}
