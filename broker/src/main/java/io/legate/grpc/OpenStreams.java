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
/// or the caller's key is revoked or suspended afterwards, it is cut. And a caller has so many of a
/// sort at most: each costs looks at the ledger for as long as it is open. Safe for use from many
/// threads.
final class OpenStreams {

  /// The most that one client may have open of a sort at one broker: a resource server has one for
  /// each of its processes.
  static final int PER_CLIENT_MAX = 256;

  private final Map<Object, Stream> streams = new ConcurrentHashMap<>();
  private final Supplier<ControlState> control;

  /// @param control the newest that this node knows
  OpenStreams(Supplier<ControlState> control) {
    this.control = control;
  }

  /// @param cut ends it
  private record Stream(Object sort, Caller caller, Consumer<RefusedException> cut) {
    boolean isAlike(Stream other) {
      return sort.equals(other.sort) && caller.id().equals(other.caller.id());
    }
  }

  /// Remembers a stream until it is removed.
  ///
  /// @param sort of stream
  /// @param cut told the refusal that ends it, on any thread; must not block
  /// @return false if its caller has as many of the sort as it may, and then it is not remembered
  boolean add(Object stream, Object sort, Caller caller, Consumer<RefusedException> cut) {
    var open = new Stream(sort, caller, cut);
    streams.put(stream, open);
    if (streams.values().stream().filter(open::isAlike).count() > PER_CLIENT_MAX) {
      streams.remove(stream);
      return false;
    }
    // It may have been revoked between its authentication and now.
    cutUnlessStanding(open, control.get());
    return true;
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
