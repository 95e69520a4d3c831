package io.legate.http;

import io.legate.json.Jcs;
import io.legate.json.Json;

/// What an endpoint answers where nothing went wrong: status 200 with this body.
///
/// @param type the media type; empty where there is no body
record Reply(String type, String body) {

  private static final Reply NOTHING = new Reply("", "");

  /// An answer in JSON, or without a body where there is nothing to say.
  static Reply json(Json.Obj body) {
    return body.members().isEmpty() ? NOTHING : new Reply("application/json", Jcs.text(body));
  }
}
