package io.legate.ledger;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import io.legate.identity.Uuid7;
import io.legate.json.Json;
import io.legate.merkle.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the record says of bodies that are about to be removed, so that what is gone by right can
/// be told from what was dropped.
///
/// For each stream, and each log that it stands in, it commits to the leaf hashes of all records
/// whose bodies are gone then. It says nothing of what was in them.
///
/// @param cause why
/// @param parts 1 to [#PARTS_MAX]
public record RemovedBodies(Cause cause, List<Part> parts) {

  /// The number of the event's kind in the ledger. It stands alone in its stream.
  public static final int KIND = 56;

  /// The most parts of one statement.
  public static final int PARTS_MAX = 64;

  /// What [#digest] begins with.
  private static final Hash START = Hash.of(new byte[Hash.BYTES]);

  public RemovedBodies {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.size() > PARTS_MAX) {
      throw new IllegalArgumentException("a statement of removal has 1 to 64 parts");
    }
  }

  /// Why bodies are removed.
  public enum Cause {
    /// Somebody's data was to be erased.
    ERASURE("erasure"),
    /// They had been kept for as long as they were to be.
    RETENTION("retention");

    private final String label;

    Cause(String label) {
      this.label = label;
    }

    /// The name on record.
    public String label() {
      return label;
    }
  }

  /// The records of one stream, in one log, whose bodies are gone.
  ///
  /// @param records how many
  /// @param digest of their leaf hashes, by rising leaf, as [RemovedBodies#digest] makes it
  public record Part(StreamId stream, int node, long records, Hash digest) {
    public Part {
      if (records < 1) {
        throw new IllegalArgumentException("a part is about one record at least");
      }
    }
  }

  /// Returns the digest of no hashes.
  public static Hash digest() {
    return START;
  }

  /// Returns the digest of one hash more: SHA-256 of the digest before and the hash.
  public static Hash digest(Hash before, Hash leaf) {
    byte[] both = new byte[2 * Hash.BYTES];
    System.arraycopy(before.bytes(), 0, both, 0, Hash.BYTES);
    System.arraycopy(leaf.bytes(), 0, both, Hash.BYTES, Hash.BYTES);
    return Hash.of(Sha256.digest(both));
  }

  /// Returns the members that every such record has.
  public Json.Builder toJson() {
    return Json.Obj.with("cause", cause.label)
        .with("bodies", new Json.Arr(parts.stream().<Json>map(RemovedBodies::write).toList()));
  }

  private static Json.Obj write(Part part) {
    return Json.Obj.with("digest", part.digest.base64Url())
        .with("node", part.node)
        .with("records", part.records)
        .with("stream", part.stream.toString())
        .build();
  }

  /// Reads what [#toJson] wrote, or returns null where it is no such thing.
  public static @Nullable RemovedBodies read(Json.Obj data) {
    for (Cause cause : Cause.values()) {
      if (cause.label.equals(data.string("cause")) && data.get("bodies") instanceof Json.Arr all) {
        var parts = new ArrayList<Part>();
        for (Json item : all.items()) {
          Part part = part(item);
          if (part == null || parts.size() == PARTS_MAX) {
            return null;
          }
          parts.add(part);
        }
        return parts.isEmpty() ? null : new RemovedBodies(cause, parts);
      }
    }
    return null;
  }

  private static @Nullable Part part(Json json) {
    if (!(json instanceof Json.Obj item)
        || !(item.get("node") instanceof Json.Num(var node))
        || !(item.get("records") instanceof Json.Num(var records))
        || !node.matches("[1-9][0-9]{0,8}")
        || !records.matches("[1-9][0-9]{0,17}")) {
      return null;
    }
    StreamId stream = stream(item.string("stream"));
    String text = item.string("digest");
    byte[] digest = text == null ? null : Base64Url.decode(text);
    return stream == null || digest == null || digest.length != Hash.BYTES
        ? null
        : new Part(stream, Integer.parseInt(node), Long.parseLong(records), Hash.of(digest));
  }

  /// Returns the stream that a text names, or null where it names none.
  public static @Nullable StreamId stream(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (text.equals(StreamId.CONTROL.toString())) {
      return StreamId.CONTROL;
    }
    UUID id = Uuid7.parse(text);
    return id == null ? null : new StreamId(id);
  }
}
