package io.legate.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The working set of a journal. A stream in use has a cell, which is never evicted; one that is
/// not has at most its last committed state, in a cache bounded by weight.
final class Cells<S> {

  /// What an entry of the cache takes beside the state, in bytes.
  private static final int OVERHEAD = 256;

  private final ConcurrentHashMap<StreamId, Cell<S>> active = new ConcurrentHashMap<>();
  private final Cache<StreamId, Tip<S>> idle;

  Cells(Fold<S> fold, long weightMax) {
    this.idle =
        Caffeine.newBuilder()
            .maximumWeight(weightMax)
            .weigher((StreamId stream, Tip<S> tip) -> OVERHEAD + fold.weight(tip.state()))
            .executor(Runnable::run)
            .build();
  }

  /// Returns the stream's cell, which stays until each who entered has left.
  Cell<S> enter(StreamId stream) {
    return active.compute(
        stream,
        (id, present) -> {
          Cell<S> cell = present == null ? new Cell<>(id, idle.getIfPresent(id)) : present;
          cell.enter();
          return cell;
        });
  }

  void leave(Cell<S> left) {
    active.computeIfPresent(
        left.stream(),
        (id, cell) -> {
          if (!cell.leave()) {
            return cell;
          }
          keep(id, cell.lasting());
          return null;
        });
  }

  /// A stream that has not begun is not worth room: anybody can make up ids.
  private void keep(StreamId stream, @Nullable Tip<S> tip) {
    if (tip == null || tip.seq() == 0) {
      idle.invalidate(stream);
    } else {
      idle.put(stream, tip);
    }
  }

  /// Forgets every state, in use or not: each stream is read again before it is looked at.
  void forgetAll() {
    idle.invalidateAll();
    active.forEach((_, cell) -> cell.forget(cell.generation()));
  }

  /// Returns the committed state if it is at hand.
  @Nullable Tip<S> committed(StreamId stream) {
    Cell<S> cell = active.get(stream);
    return cell == null ? idle.getIfPresent(stream) : cell.committed();
  }
}
