package io.legate.retention;

import io.legate.caller.Caller;
import io.legate.control.ControlState;
import io.legate.identity.ClientKind;
import io.legate.identity.RequestId;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;

/// Who orders something about records, and why.
public record Order(Caller caller, RequestId request, String reason) {

  /// The longest reason, in UTF-16 code units.
  private static final int REASON_CHARS_MAX = 512;

  /// Refuses whoever is no operator, and a reason that is too long.
  void require() throws RefusedException {
    caller.require(ClientKind.OPERATOR);
    caller.require("admin");
    if (reason.length() > REASON_CHARS_MAX) {
      throw new RefusedException(Code.INVALID_REQUEST, "`reason` is too long");
    }
  }

  void requireStanding(ControlState now) throws RefusedException {
    if (!caller.stands(now)) {
      throw new RefusedException(Code.INVALID_TOKEN, "client or key was revoked");
    }
  }
}
