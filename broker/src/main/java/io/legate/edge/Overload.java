package io.legate.edge;

import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;

/// What is refused because it is too much, before anyone looks into it.
public final class Overload {

  private Overload() {}

  /// Returns the refusal of a call while as many as may be are under way.
  public static RefusedException tooMany() {
    return new RefusedException(Code.TOO_MANY_REQUESTS, "too many calls are under way; ask again");
  }

  /// Returns the refusal of a stream whose caller has as many open as it may.
  public static RefusedException tooManyStreams() {
    return new RefusedException(
        Code.TOO_MANY_REQUESTS, "the client has too many of these streams open; close some");
  }

  /// Returns the refusal of a message or body that is over [EdgeLimits#requestBytes].
  public static RefusedException tooLarge() {
    return new RefusedException(Code.REQUEST_TOO_LARGE, "the request is larger than is taken in");
  }
}
