package io.legate.ledger;

import io.legate.merkle.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a stream, control and this node's log end, all at one moment.
///
/// @param stream null where the stream has not begun
/// @param writer the node whose log the stream's last event is in, 0 where there is none
/// @param control sequence of the last control event
/// @param controlHash its hash, null where there is none
/// @param term the newest that was given to an opening of this node's log
/// @param size of this node's log, in leaves
public record Heads(
    @Nullable StreamHead stream,
    int writer,
    long control,
    @Nullable Hash controlHash,
    long term,
    long size) {

  /// Returns whether control has this event, as far as that can be told: one that stands before the
  /// last is not looked at.
  boolean hasControl(Tip<?> known) {
    return control > known.seq()
        || (control == known.seq() && Objects.equals(controlHash, known.hash()));
  }

  /// Returns whether the stream ends with this event.
  boolean isAt(Tip<?> tip) {
    return stream == null
        ? tip.seq() == 0
        : stream.seq() == tip.seq() && Objects.equals(stream.hash(), tip.hash());
  }
}
