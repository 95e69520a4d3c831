package io.legate.review;

import io.legate.control.ControlState;
import io.legate.ledger.Control;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.Records;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.stream.ControlFold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The control state as of each of its events, folded from the records.
///
/// One state in [#STRIDE] is kept, and the last few that were asked for; another is folded from the
/// nearest before it. Not safe for concurrent use.
public final class ControlHistory {

  private static final int STRIDE = 256;
  private static final int RECENT_MAX = 64;

  private final Records records;
  private final ControlFold fold = new ControlFold();
  private final List<Control<ControlState>> marks = new ArrayList<>();
  private final Map<Long, Control<ControlState>> recent =
      new LinkedHashMap<>(RECENT_MAX, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Control<ControlState>> eldest) {
          return size() > RECENT_MAX;
        }
      };
  private Control<ControlState> last;

  public ControlHistory(Records records) {
    this.records = records;
    this.last = new Control<>(0, ControlState.EMPTY);
    marks.add(last);
  }

  /// Returns the state after event `seq`.
  ///
  /// @throws LedgerUnavailableException with [Reason#DAMAGED] if an event before it is missing or
  ///   cannot be read
  public Control<ControlState> at(long seq) throws LedgerUnavailableException {
    Control<ControlState> known = recent.get(seq);
    if (known == null) {
      known = fold(seq);
      recent.put(seq, known);
    }
    return known;
  }

  /// Returns the newest state.
  public Control<ControlState> newest() throws LedgerUnavailableException {
    var head = records.head(StreamId.CONTROL);
    return at(head == null ? 0 : head.seq());
  }

  private Control<ControlState> fold(long seq) throws LedgerUnavailableException {
    var state = nearest(seq);
    while (state.seq() < seq) {
      int wanted = (int) Math.min(STRIDE, seq - state.seq());
      List<StoredEvent> page = records.stream(StreamId.CONTROL, state.seq(), wanted);
      if (page.isEmpty()) {
        throw damaged("the control stream has no event " + (state.seq() + 1), null);
      }
      for (StoredEvent event : page) {
        state = after(state, event);
        if (state.seq() == (long) marks.size() * STRIDE) {
          marks.add(state);
        }
      }
    }
    last = state;
    return state;
  }

  private Control<ControlState> nearest(long seq) {
    var mark = marks.get((int) Math.min(seq / STRIDE, marks.size() - 1));
    return last.seq() <= seq && last.seq() > mark.seq() ? last : mark;
  }

  private Control<ControlState> after(Control<ControlState> before, StoredEvent event)
      throws LedgerUnavailableException {
    if (event.seq() != before.seq() + 1) {
      throw damaged("the control stream has no event " + (before.seq() + 1), null);
    }
    ControlState without =
        event.body() == null ? fold.applyRemoved(before.state(), event.seq(), event.kind()) : null;
    if (without != null) {
      return new Control<>(event.seq(), without);
    }
    RecordedEvent read = RecordedEvent.of(event);
    try {
      return new Control<>(read.seq(), fold.apply(before.state(), read));
    } catch (RuntimeException e) {
      throw damaged("control event " + event.seq() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static LedgerUnavailableException damaged(String what, @Nullable Throwable cause) {
    return new LedgerUnavailableException(Reason.DAMAGED, what, cause);
  }
}
