package io.legate.grpc;

import io.legate.caller.Caller;
import io.legate.control.ControlState;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The streams that are open, each by its caller. A stream is authenticated once: when its caller
/// or the caller's key is revoked or suspended afterwards, it is cut. Safe for use from many
/// threads.
final class OpenStreams {

  private final Map<Object, Stream> streams = new ConcurrentHashMap<>();
  private final Supplier<ControlState> control;

  /// @param control the newest that this node knows
  OpenStreams(Supplier<ControlState> control) {
    this.control = control;
  }

  /// @param cut ends it
  private record Stream(Caller caller, Consumer<RefusedException> cut) {}

  /// Remembers a stream until it is removed.
  ///
  /// @param cut told the refusal that ends it, on any thread; must not block
  void add(Object stream, Caller caller, Consumer<RefusedException> cut) {
    var open = new Stream(caller, cut);
    streams.put(stream, open);
    // It may have been revoked between its authentication and now.
    cutUnlessStanding(open, control.get());
  }

  void remove(Object stream) {
    streams.remove(stream);
  }

  /// Cuts the streams of callers that do not stand any more.
  void cut(ControlState control) {
    streams.values().forEach(stream -> cutUnlessStanding(stream, control));
  }

  private static void cutUnlessStanding(Stream stream, ControlState control) {
    if (!stream.caller.stands(control)) {
      stream.cut.accept(new RefusedException(Code.INVALID_TOKEN, "client or key was revoked"));
    }
  }
}
