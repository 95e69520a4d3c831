package io.legate.audit;

import io.legate.crypto.Base64Url;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.Rfc6962;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Reads what [LogExport] wrote, for whoever wants to know what the records say.
///
/// Hashes are computed from the records. That they are those that are listed, or signed, is NOT
/// checked here: that is [ExportExamination]. Not safe for use from many threads.
public final class ExportReader {

  private final ExportLines lines;
  private long leaf;
  private long line;

  /// @param in closed by whoever opened it
  public ExportReader(InputStream in) {
    this.lines = new ExportLines(in);
  }

  /// What stands on a line that says something of its own.
  public sealed interface Part {
    /// Whose log it is. Stands first.
    record Begin(int node, String origin) implements Part {}

    /// A record.
    record Kept(StoredEvent event) implements Part {}

    /// The place of a record that is not kept any more.
    record Removed(LeafIndex leaf, Hash hash) implements Part {}

    /// The checkpoint over all that stands before it.
    record End(String checkpoint) implements Part {}
  }

  /// Returns the next part, or null at the end of the file.
  ///
  /// @throws LedgerUnavailableException with [Reason#DAMAGED] if a line is none of an export
  /// @throws UncheckedIOException if the file cannot be read
  public @Nullable Part next() throws LedgerUnavailableException {
    while (true) {
      byte[] bytes = read();
      if (bytes == null) {
        if (lines.isCut()) {
          throw damaged("is cut off");
        }
        return null;
      }
      line++;
      if (!ExportLines.begins(bytes, LogExport.HASHES)) {
        return part(bytes);
      }
    }
  }

  private byte @Nullable [] read() {
    try {
      return lines.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Part part(byte[] bytes) throws LedgerUnavailableException {
    if (line == 1) {
      return begin(object(bytes));
    }
    if (ExportLines.begins(bytes, LogExport.REMOVED)) {
      String text = object(bytes).string("removed");
      byte[] hash = text == null ? null : Base64Url.decode(text);
      if (hash == null || hash.length != Hash.BYTES) {
        throw damaged("has no hash");
      }
      return new Part.Removed(new LeafIndex(leaf++), Hash.of(hash));
    }
    if (ExportLines.begins(bytes, LogExport.CHECKPOINT)) {
      String note = object(bytes).string("checkpoint");
      if (note == null) {
        throw damaged("has no checkpoint");
      }
      return new Part.End(note);
    }
    RecordPlace place = RecordPlace.read(bytes);
    if (place == null) {
      throw damaged("is no record");
    }
    String op = place.op();
    return new Part.Kept(
        new StoredEvent(
            place.stream(),
            place.seq(),
            place.node(),
            new LeafIndex(leaf++),
            place.control(),
            place.instant(),
            place.kind(),
            op == null ? null : Base64Url.decode(op),
            Rfc6962.leaf(bytes),
            bytes,
            null));
  }

  private Part begin(Json.Obj first) throws LedgerUnavailableException {
    String origin = first.string("origin");
    if (first.get(LogExport.VERSION) == null
        || origin == null
        || !(first.get("node") instanceof Json.Num(var number))) {
      throw damaged("does not begin an export");
    }
    return new Part.Begin(Integer.parseInt(number), origin);
  }

  private Json.Obj object(byte[] bytes) throws LedgerUnavailableException {
    try {
      return JsonReader.readObject(bytes);
    } catch (MalformedJsonException e) {
      throw damaged("is no JSON object");
    }
  }

  private LedgerUnavailableException damaged(String what) {
    return new LedgerUnavailableException(
        Reason.DAMAGED, "line " + line + " of the export " + what);
  }
}
