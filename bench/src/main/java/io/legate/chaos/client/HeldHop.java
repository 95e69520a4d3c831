package io.legate.chaos.client;

import io.legate.crypto.CompactJws;
import io.legate.crypto.CompactJws.Form;
import io.legate.crypto.MalformedTokenException;
import io.legate.v1.IssuedToken;

/// A hop in its holder's hands.
///
/// @param token an instance of it
record HeldHop(String task, String hop, Caller holder, CompactJws token) {

  static HeldHop of(IssuedToken issued, Caller holder) {
    return new HeldHop(
        issued.getTaskId(), issued.getHopId(), holder, parsed(issued.getAccessToken()));
  }

  static CompactJws parsed(String token) {
    try {
      return CompactJws.parse(token, Form.TOKEN);
    } catch (MalformedTokenException e) {
      throw new IllegalStateException("the broker's token is malformed", e);
    }
  }

  static String jti(IssuedToken issued) {
    String jti = parsed(issued.getAccessToken()).payload().string("jti");
    return jti == null ? "" : jti;
  }
}
