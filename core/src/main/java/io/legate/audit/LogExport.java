package io.legate.audit;

import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import io.legate.tlog.SignedNote;
import io.legate.tlog.TileId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Writes a log to a file that can be checked by itself (`docs/spec/log.md`): one line for each
/// record, which is its canonical bytes and nothing else, after each 256 of them a line with their
/// hashes, and at the end the checkpoint over all.
///
/// Not safe for use from many threads.
public final class LogExport {

  /// What the first line calls the format's version.
  static final String VERSION = "legate_log";

  static final String HASHES = "{\"hashes\":";
  static final String REMOVED = "{\"removed\":";
  static final String CHECKPOINT = "{\"checkpoint\":";

  private final OutputStream out;
  private final List<Hash> block = new ArrayList<>(TileId.WIDTH);
  private long written;

  /// Begins an export.
  ///
  /// @param out takes the bytes; closed by whoever made it
  public LogExport(OutputStream out, int node, String origin) throws IOException {
    this.out = out;
    line(Json.Obj.with(VERSION, 1).with("node", node).with("origin", origin).build());
  }

  /// Writes the next record.
  public void record(byte[] body, Hash hash) throws IOException {
    out.write(body);
    out.write('\n');
    hash(hash);
  }

  /// Writes the place of the next record, of which only the hash is left.
  public void removed(StreamId stream, long seq, Hash hash) throws IOException {
    line(
        Json.Obj.with("removed", hash.base64Url())
            .with("seq", seq)
            .with("stream", stream.toString())
            .build());
    hash(hash);
  }

  private void hash(Hash hash) throws IOException {
    block.add(hash);
    written++;
    if (block.size() == TileId.WIDTH) {
      flush();
    }
  }

  /// Writes the end. The records must be those that the checkpoint covers, no more and no fewer.
  public void end(SignedNote checkpoint) throws IOException {
    flush();
    line(Json.Obj.with("checkpoint", checkpoint.format()).build());
    out.flush();
  }

  /// Returns how many records were written.
  public long written() {
    return written;
  }

  private void flush() throws IOException {
    if (!block.isEmpty()) {
      String hashes = Base64.getEncoder().encodeToString(TileId.bytes(block));
      line(Json.Obj.with("hashes", hashes).with("leaf", written - block.size()).build());
      block.clear();
    }
  }

  private void line(Json.Obj line) throws IOException {
    out.write(Jcs.text(line).getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }
}
