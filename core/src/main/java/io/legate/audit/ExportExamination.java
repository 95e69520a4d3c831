package io.legate.audit;

import io.legate.audit.Verdict.Shown;
import io.legate.crypto.Base64Url;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.ledger.RemovedBodies;
import io.legate.ledger.StreamId;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.NoteKey;
import io.legate.tlog.TileId;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Examines what [LogExport] wrote, in one pass.
///
/// Three accounts of the log must agree: the records, the hashes listed between them, and the
/// checkpoint at the end. Where two of them do, the third was changed. Not safe for use from many
/// threads.
public final class ExportExamination {

  private final ExportLines lines;
  private final LogExamination log;
  private final String origin;
  private final StreamTips tips = new StreamTips();
  private final List<Line> block = new ArrayList<>(TileId.WIDTH);

  /// The tree of the records as they are, from the first one that is not listed.
  private @Nullable Frontier shown;

  /// The hash of the record that is missing where the first difference is.
  private @Nullable Hash missing;

  private @Nullable String checkpoint;

  /// A record.
  ///
  /// @param body null where only the hash is left
  /// @param stream null where there is a body, which says it
  private record Line(Hash hash, byte @Nullable [] body, @Nullable StreamId stream, long seq) {}

  private ExportExamination(ExportLines lines, LogExamination log, String origin) {
    this.lines = lines;
    this.log = log;
    this.origin = origin;
  }

  /// Reads an export to its end and judges it.
  ///
  /// @param notes checkpoints to hold against it, beside its own
  /// @param pinned as [Verdict#of]
  /// @param progress told after each block how many records were read
  /// @throws IOException if reading fails
  public static Verdict examine(
      InputStream in, Collection<Shown> notes, List<NoteKey> pinned, LongConsumer progress)
      throws IOException {
    var lines = new ExportLines(in);
    byte[] first = lines.next();
    if (first == null) {
      return new Verdict(0, 0, Finding.of(Lie.TRUNCATED, "there is not one line"));
    }
    Json.Obj header = json(first);
    if (header == null
        || !isNumber(header, LogExport.VERSION, 1)
        || !(header.get("node") instanceof Json.Num(var node))
        || !node.matches("[1-9][0-9]{0,8}")
        || header.string("origin") == null) {
      return new Verdict(0, 0, Finding.of(Lie.CHANGED, "the first line is not that of an export"));
    }
    var log = new LogExamination(Integer.parseInt(node), Verdict.sizes(notes));
    var export = new ExportExamination(lines, log, String.valueOf(header.string("origin")));
    export.read(progress);
    return export.judge(notes, pinned);
  }

  private void read(LongConsumer progress) throws IOException {
    byte[] line = lines.next();
    while (line != null && checkpoint == null) {
      if (ExportLines.begins(line, LogExport.HASHES)) {
        hashes(line);
        progress.accept(log.next());
      } else if (ExportLines.begins(line, LogExport.CHECKPOINT)) {
        end(line);
      } else {
        record(line);
      }
      line = lines.next();
    }
    if (checkpoint == null) {
      long read = log.next() + block.size();
      log.found(Finding.at(read, Lie.TRUNCATED, "the export ends here, without a checkpoint"));
    } else if (line != null || lines.isCut()) {
      log.found(Finding.at(log.next(), Lie.INSERTED, "something follows the checkpoint"));
    }
  }

  private void record(byte[] line) {
    // More than a line lists may be there before it: what was inserted.
    if (block.size() == 2 * TileId.WIDTH) {
      unlisted();
    }
    Line record = line(line);
    if (Objects.equals(record.hash, missing)) {
      Finding before = log.finding();
      if (before != null && before.leaf().isPresent()) {
        log.instead(
            Finding.at(before.leaf().getAsLong(), Lie.REORDERED, "it stands further behind"));
      }
      missing = null;
    }
    block.add(record);
  }

  private static Line line(byte[] line) {
    if (ExportLines.begins(line, LogExport.REMOVED)) {
      Line removed = removed(json(line));
      if (removed != null) {
        return removed;
      }
    }
    return new Line(Rfc6962.leaf(line), line, null, 0);
  }

  private static @Nullable Line removed(Json.@Nullable Obj line) {
    String text = line == null ? null : line.string("removed");
    byte[] hash = text == null ? null : Base64Url.decode(text);
    StreamId stream = line == null ? null : RemovedBodies.stream(line.string("stream"));
    return line != null
            && hash != null
            && hash.length == Hash.BYTES
            && stream != null
            && line.get("seq") instanceof Json.Num(var seq)
            && seq.matches("[1-9][0-9]{0,17}")
        ? new Line(Hash.of(hash), null, stream, Long.parseLong(seq))
        : null;
  }

  private void hashes(byte[] line) {
    Json.Obj read = json(line);
    List<Hash> listed = read == null ? null : listed(read.string("hashes"));
    if (read == null || listed == null || !isNumber(read, "leaf", log.next())) {
      unlisted();
    } else {
      compare(listed, block.size());
    }
  }

  /// Goes on without the hashes of a block, which are missing or harmed.
  private void unlisted() {
    log.found(Finding.at(log.next(), Lie.CHANGED, "the hashes listed from here cannot be read"));
    int count = Math.min(block.size(), TileId.WIDTH);
    compare(block.stream().limit(count).map(Line::hash).toList(), count);
  }

  private static @Nullable List<Hash> listed(@Nullable String text) {
    try {
      byte[] bytes = text == null ? new byte[0] : Base64.getDecoder().decode(text);
      int width = bytes.length / Hash.BYTES;
      // Base64 has spare bits at its end, which must not be another way to say the same.
      if (!Base64.getEncoder().encodeToString(bytes).equals(text)
          || width == 0
          || width > TileId.WIDTH
          || bytes.length % Hash.BYTES != 0) {
        return null;
      }
      var hashes = new ArrayList<Hash>(width);
      for (int i = 0; i < bytes.length; i += Hash.BYTES) {
        hashes.add(Hash.of(Arrays.copyOfRange(bytes, i, i + Hash.BYTES)));
      }
      return hashes;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// Compares the first `count` records of the block with the hashes that are listed for them.
  private void compare(List<Hash> listed, int count) {
    var lines = List.copyOf(block.subList(0, count));
    var hashes = lines.stream().map(Line::hash).toList();
    Finding difference = Alignment.of(log.next(), hashes, listed);
    if (difference != null && shown == null) {
      shown = log.frontier();
      int at = (int) (difference.leaf().orElseThrow() - log.next());
      missing = at < listed.size() ? listed.get(at) : null;
    }
    if (shown != null) {
      shown = shown.plus(hashes);
    }
    if (difference != null) {
      log.found(difference);
    }
    for (int i = 0; i < listed.size(); i++) {
      Line line = i < lines.size() ? lines.get(i) : null;
      if (line != null && line.hash.equals(listed.get(i))) {
        take(line);
      } else {
        log.hash(listed.get(i));
      }
    }
    block.subList(0, count).clear();
  }

  private void take(Line line) {
    if (line.body != null) {
      log.hashed(line.hash, line.body, tips);
    } else if (line.stream != null) {
      log.removed(line.hash, line.stream, line.seq, tips);
    }
  }

  private void end(byte[] line) {
    while (!block.isEmpty()) {
      unlisted();
    }
    Json.Obj read = json(line);
    String note = read == null ? null : read.string("checkpoint");
    checkpoint = note == null ? "" : note;
  }

  private Verdict judge(Collection<Shown> notes, List<NoteKey> pinned) {
    String own = checkpoint;
    var all = new ArrayList<Shown>();
    if (own != null) {
      var last = new Shown("the checkpoint at the end", own);
      all.add(last);
      weigh(last, pinned);
    }
    all.addAll(notes);
    return Verdict.of(log, null, all, pinned);
  }

  /// Tells who differs where records and listed hashes do: what the checkpoint agrees with is
  /// right.
  private void weigh(Shown last, List<NoteKey> pinned) {
    try {
      Checkpoint signed = Verdict.verified(log, last, pinned);
      Frontier records = shown;
      Finding found = log.finding();
      if (!signed.origin().equals(origin)) {
        log.found(Finding.of(Lie.CHANGED, "the first line names another log than is signed"));
      } else if (signed.size().leaves() < log.next()) {
        log.found(
            Finding.at(signed.size().leaves(), Lie.INSERTED, "the checkpoint does not cover it"));
      } else if (records != null
          && found != null
          && found.leaf().isPresent()
          && records.size().equals(signed.size())
          && records.root().equals(signed.root())) {
        log.instead(
            Finding.at(
                found.leaf().getAsLong(),
                Lie.CHANGED,
                "the hash listed for it; the record itself is as it was signed"));
      }
    } catch (InvalidEvidenceException e) {
      // The verdict says so, unless a record is to be named.
    }
  }

  /// Returns what a line of ours says, or null where it is not as we write it.
  private static Json.@Nullable Obj json(byte[] line) {
    try {
      Json.Obj read = JsonReader.readObject(line);
      return Arrays.equals(Jcs.bytes(read), line) ? read : null;
    } catch (MalformedJsonException e) {
      return null;
    }
  }

  private static boolean isNumber(Json.Obj object, String name, long value) {
    return object.get(name) instanceof Json.Num(var text) && text.equals(Long.toString(value));
  }
}
