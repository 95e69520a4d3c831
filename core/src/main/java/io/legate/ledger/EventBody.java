package io.legate.ledger;

import io.legate.crypto.Base64Url;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.json.Utf8Text;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.merkle.Hash;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The canonical bytes of an event, which are what its leaf hash covers.
///
/// A JCS object (RFC 8785) with the members `at` (milliseconds since the epoch), `control`, `data`,
/// `kind`, `node`, `op` (base64url, absent if none), `prev` (the predecessor's leaf hash as
/// base64url, absent for the first), `salt` ([BodySalt]), `seq` and `stream`. No two events have
/// the same bytes, and no event twice.
public final class EventBody {

  // A decision with its proof fits, so that its text is not copied while it grows.
  private static final int CHARACTERS = 4_096;

  private EventBody() {}

  /// Returns the bytes.
  ///
  /// @throws IllegalArgumentException if the data has a number that canonical form would change:
  ///   what is folded now must be what is read back later
  static byte[] bytes(RecordedEvent event, int node, @Nullable Hash prev) {
    // The names are in order and nothing needs an escape, so this is what Jcs would write.
    var text = new Utf8Text(CHARACTERS);
    text.ascii("{\"at\":").number(event.at().toEpochMilli());
    text.ascii(",\"control\":").number(event.control());
    text.ascii(",\"data\":");
    Jcs.writeExact(event.data(), text);
    text.ascii(",\"kind\":").number(event.kind());
    text.ascii(",\"node\":").number(node);
    if (event.op() != null) {
      text.ascii(",\"op\":").quoted(event.op());
    }
    if (prev != null) {
      text.ascii(",\"prev\":").quoted(prev.base64Url());
    }
    text.ascii(",\"salt\":").quoted(BodySalt.next());
    text.ascii(",\"seq\":").number(event.seq());
    text.ascii(",\"stream\":").quoted(event.stream().toString()).ascii("}");
    return text.bytes();
  }

  /// Reads an event back.
  ///
  /// @throws LedgerUnavailableException if the body is gone, or is not the canonical form of an
  ///   object that says what `event` says
  static RecordedEvent read(StoredEvent event) throws LedgerUnavailableException {
    Json.Obj body = parse(event);
    if (!(body.get("data") instanceof Json.Obj data)) {
      throw damaged(event, "has no data", null);
    }
    byte[] op = event.op();
    var recorded =
        new RecordedEvent(
            event.stream(),
            event.seq(),
            event.control(),
            event.at(),
            event.kind(),
            op == null ? null : Base64Url.encode(op),
            data,
            event.secret(),
            null);
    if (!says(body, recorded, event.node())) {
      throw damaged(event, "has a body that says something else", null);
    }
    return recorded;
  }

  /// Returns the predecessor's hash as the body names it, or null where it names none.
  ///
  /// @throws LedgerUnavailableException if the body is gone or cannot be read
  public static @Nullable String prev(StoredEvent event) throws LedgerUnavailableException {
    return parse(event).string("prev");
  }

  private static Json.Obj parse(StoredEvent event) throws LedgerUnavailableException {
    byte[] bytes = event.body();
    if (bytes == null) {
      throw damaged(event, "has lost its body", null);
    }
    try {
      return JsonReader.readObject(bytes);
    } catch (MalformedJsonException e) {
      throw damaged(event, "has a body that " + e.getMessage(), e);
    }
  }

  private static boolean says(Json.Obj body, RecordedEvent event, int node) {
    return isNumber(body, "at", event.at().toEpochMilli())
        && isNumber(body, "control", event.control())
        && isNumber(body, "kind", event.kind())
        && isNumber(body, "node", node)
        && isNumber(body, "seq", event.seq())
        && event.stream().toString().equals(body.string("stream"))
        && Objects.equals(event.op(), body.string("op"));
  }

  private static boolean isNumber(Json.Obj body, String name, long value) {
    return body.get(name) instanceof Json.Num(var text) && text.equals(Long.toString(value));
  }

  /// Instants are kept to the millisecond, which is what a body can say.
  static Instant truncate(Instant at) {
    return Instant.ofEpochMilli(at.toEpochMilli());
  }

  private static LedgerUnavailableException damaged(
      StoredEvent event, String what, @Nullable Throwable cause) {
    return new LedgerUnavailableException(
        Reason.DAMAGED, "event " + event.seq() + " of `" + event.stream() + "` " + what, cause);
  }
}
