package io.legate.forward;

import io.legate.identity.TaskId;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which broker owns which task, as far as this one knows. Port of [Links].
///
/// A matter of opinion: brokers may differ for seconds, and somebody who is no broker may have his
/// say in it. So it may name anyone; who is reached there is told by its certificate. Safe for use
/// from many threads.
public interface Owners {

  /// Another broker.
  ///
  /// @param node its number
  /// @param host where it says that it listens for other brokers
  record Peer(int node, String host, int port) {}

  /// Returns the owner of a task; null where that is this broker, or nobody is known. Does not
  /// block.
  @Nullable Peer ownerOf(TaskId task);

  /// Has `changed` told the other brokers there are, now and whenever that changes, one at a time.
  void follow(Consumer<Set<Peer>> changed);
}
