package io.legate.chaos.client;

import io.legate.crypto.CompactJws;
import io.legate.crypto.CompactJws.Form;
import io.legate.crypto.MalformedTokenException;
import io.legate.v1.IssuedToken;
import org.jspecify.annotations.Nullable;

/// A hop in its holder's hands.
///
/// @param token an instance of it
/// @param under a hop above it that may be ended; null where that is none of interest
record HeldHop(String task, String hop, Caller holder, CompactJws token, @Nullable String under) {

  static HeldHop of(IssuedToken issued, Caller holder) {
    return new HeldHop(
        issued.getTaskId(), issued.getHopId(), holder, parsed(issued.getAccessToken()), null);
  }

  /// Returns the same, below another hop.
  HeldHop below(HeldHop ancestor) {
    return new HeldHop(task, hop, holder, token, ancestor.hop);
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
