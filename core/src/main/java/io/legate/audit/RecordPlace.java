package io.legate.audit;

import io.legate.crypto.Base64Url;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a record says of its own place.
///
/// Read from the first and the last members of the canonical form, without looking at what stands
/// between: a whole log is read at the speed of its hashes. This does NOT check that the rest is
/// well-formed.
///
/// @param at milliseconds since the epoch
/// @param op as base64url, or null
/// @param prev the leaf hash of the record before it in its stream, null for the first
record RecordPlace(
    StreamId stream,
    long seq,
    int node,
    long control,
    long at,
    int kind,
    @Nullable String op,
    @Nullable Hash prev) {

  private static final Pattern FIRST =
      Pattern.compile("\\{\"at\":([0-9]{1,15}),\"control\":([0-9]{1,18}),\"data\":\\{.*");
  private static final Pattern LAST =
      Pattern.compile(
          ".*\\},\"kind\":([0-9]{1,5}),\"node\":([0-9]{1,9})(?:,\"op\":\"([A-Za-z0-9_-]{1,86})\")?"
              + "(?:,\"prev\":\"([A-Za-z0-9_-]{43})\")?(?:,\"salt\":\"[A-Za-z0-9_-]{22}\")?"
              + ",\"seq\":([1-9][0-9]{0,17})"
              + ",\"stream\":\"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\"\\}",
          Pattern.DOTALL);

  /// Both ends of a record are shorter than this.
  private static final int END_BYTES = 320;

  /// Returns the place, or null where the bytes are no record.
  static @Nullable RecordPlace read(byte[] body) {
    int length = Math.min(END_BYTES, body.length);
    var first = FIRST.matcher(text(body, 0, Math.min(80, body.length)));
    var last = LAST.matcher(text(body, body.length - length, length));
    if (!first.lookingAt() || !last.matches()) {
      return null;
    }
    String prev = last.group(4);
    byte[] hash = prev == null ? null : Base64Url.decode(prev);
    if ((prev != null && (hash == null || hash.length != Hash.BYTES))
        || (prev == null) != last.group(5).equals("1")) {
      return null;
    }
    return of(first, last, hash == null ? null : Hash.of(hash));
  }

  private static RecordPlace of(Matcher first, Matcher last, @Nullable Hash prev) {
    return new RecordPlace(
        new StreamId(UUID.fromString(last.group(6))),
        Long.parseLong(last.group(5)),
        Integer.parseInt(last.group(2)),
        Long.parseLong(first.group(2)),
        Long.parseLong(first.group(1)),
        Integer.parseInt(last.group(1)),
        last.group(3),
        prev);
  }

  private static String text(byte[] body, int from, int length) {
    return new String(body, from, length, StandardCharsets.ISO_8859_1);
  }

  /// Returns whether a row says the same beside the record.
  boolean isThatOf(StoredEvent row) {
    byte[] rowOp = row.op();
    return stream.equals(row.stream())
        && seq == row.seq()
        && node == row.node()
        && control == row.control()
        && at == row.at().toEpochMilli()
        && kind == row.kind()
        && (op == null ? rowOp == null : rowOp != null && op.equals(Base64Url.encode(rowOp)));
  }

  Instant instant() {
    return Instant.ofEpochMilli(at);
  }
}
