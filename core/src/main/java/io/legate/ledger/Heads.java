package io.legate.ledger;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a stream, control and this node's log end, all at one moment.
///
/// @param stream null where the stream has not begun
/// @param writer the node whose log the stream's last event is in, 0 where there is none
/// @param control sequence of the last control event
/// @param term the newest that was given to an opening of this node's log
/// @param size of this node's log, in leaves
public record Heads(@Nullable StreamHead stream, int writer, long control, long term, long size) {

  /// Returns whether the stream ends with this event.
  boolean isAt(Tip<?> tip) {
    return stream == null
        ? tip.seq() == 0
        : stream.seq() == tip.seq() && Objects.equals(stream.hash(), tip.hash());
  }
}
