package io.legate.inquiry;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.StoredEvent;
import org.jspecify.annotations.Nullable;

/// A record as it is read after the fact.
///
/// @param event its place, and its canonical bytes as long as they are kept
/// @param data what was recorded; null once retention has removed it
public record LoggedRecord(StoredEvent event, Json.@Nullable Obj data) {

  /// Reads a record. This does NOT check its hash.
  ///
  /// @throws LedgerUnavailableException with [Reason#DAMAGED] if its body is none
  static LoggedRecord of(StoredEvent event) throws LedgerUnavailableException {
    byte[] body = event.body();
    if (body == null) {
      return new LoggedRecord(event, null);
    }
    try {
      if (JsonReader.readObject(body).get("data") instanceof Json.Obj data) {
        return new LoggedRecord(event, data);
      }
    } catch (MalformedJsonException e) {
      throw damaged(event, e);
    }
    throw damaged(event, null);
  }

  private static LedgerUnavailableException damaged(StoredEvent event, @Nullable Throwable cause) {
    return new LedgerUnavailableException(
        Reason.DAMAGED,
        "record " + event.leaf().value() + " of node " + event.node() + " cannot be read",
        cause);
  }
}
