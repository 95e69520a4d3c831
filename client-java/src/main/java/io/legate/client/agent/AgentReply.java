package io.legate.client.agent;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;

/// What a resource server answered.
///
/// @param status of HTTP
/// @param body the text, empty where there was none; at most 4 MiB
public record AgentReply(int status, String body) {

  /// Whether the action was done.
  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /// Returns the body as JSON, read strictly.
  ///
  /// @throws MalformedJsonException if it is not
  public Json json() throws MalformedJsonException {
    return JsonReader.read(body);
  }
}
