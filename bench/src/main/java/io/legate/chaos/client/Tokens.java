package io.legate.chaos.client;

import io.legate.chaos.client.Trying.Act;
import io.legate.crypto.Sha256;
import io.legate.json.Json;

/// API tokens, as something that is done and recorded.
final class Tokens {

  private Tokens() {}

  /// Asks for an API token by one assertion, which is good once.
  static Act<String> token(String act, Caller caller, String assertion) {
    return new Act<>(
        act,
        "token",
        Json.Obj.with("assertion", Sha256.base64Url(assertion)).build(),
        (broker, _) -> caller.token(broker, assertion),
        _ -> Json.Obj.EMPTY);
  }
}
