package io.legate.retention;

import io.legate.caller.Spending;
import io.legate.control.ControlEvent.HoldReleased;
import io.legate.control.ControlEvent.HoldSet;
import io.legate.control.ControlEvent.OfKeeping;
import io.legate.control.ControlEventJson;
import io.legate.control.ControlState;
import io.legate.control.Keeping;
import io.legate.control.SubjectKey;
import io.legate.identity.TaskId;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.ControlOperations;
import io.legate.stream.Drafts;
import io.legate.stream.Operation;
import org.jspecify.annotations.Nullable;

/// Sets and releases legal holds. Operators only.
///
/// From the answer on nothing of what is held is removed, by retention or on request. What was on
/// record to go before that, goes.
public final class Holds {

  private static final int SUBJECT_CHARS_MAX = 512;

  private final Journals<ControlState> journals;

  public Holds(Journals<ControlState> journals) {
    this.journals = journals;
  }

  /// Holds one task.
  ///
  /// @return the number of the hold
  /// @throws RefusedException with [Code#NOT_FOUND] if there is no such task, or nothing of it any
  ///   more
  public long hold(Order order, TaskId task) throws RefusedException {
    order.require();
    try {
      if (Trace.task(journals, Drafts.stream(task)) == null) {
        throw new RefusedException(Code.NOT_FOUND, "there is no such task");
      }
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
    var event = new HoldSet(task, null, null, order.caller().id(), order.reason());
    return change(order, "set_hold", event, null);
  }

  /// Holds everything of a subject, also what is yet to come.
  ///
  /// @return the number of the hold
  public long hold(Order order, String subject) throws RefusedException {
    order.require();
    if (subject.isBlank() || subject.length() > SUBJECT_CHARS_MAX) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`subject` must have 1 to " + SUBJECT_CHARS_MAX + " characters");
    }
    var key = SubjectKey.of(order.request());
    var event = new HoldSet(null, key.mark(subject), key, order.caller().id(), order.reason());
    return change(order, "set_hold", event, key);
  }

  /// Releases a hold.
  ///
  /// @return the number of the control event
  /// @throws RefusedException with [Code#NOT_FOUND] if there is none of this number
  public long release(Order order, long hold) throws RefusedException {
    order.require();
    var event = new HoldReleased(hold, order.caller().id(), order.reason());
    return change(order, "release_hold", event, null);
  }

  private long change(Order order, String method, OfKeeping event, @Nullable SubjectKey key)
      throws RefusedException {
    var operation = Operation.of(order.caller().id(), method, "control", order.request());
    try {
      return journals
          .control()
          .<Long, RefusedException>decide(turn -> decide(turn, order, operation, event, key));
    } catch (OnceTakenException e) {
      throw Spending.refusal(e.key(), order.caller());
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  private static long decide(
      Turn<ControlState, ControlState> turn,
      Order order,
      Operation operation,
      OfKeeping event,
      @Nullable SubjectKey key)
      throws RefusedException {
    order.requireStanding(turn.state());
    var earlier = ControlOperations.earlier(turn, operation, ControlEventJson.digest(event));
    if (earlier != null) {
      return earlier.seq();
    }
    var holds = turn.state().keeping().holds();
    if (event instanceof HoldReleased released && !holds.containsKey(released.hold())) {
      throw new RefusedException(Code.NOT_FOUND, "there is no such hold");
    }
    if (event instanceof HoldSet && holds.size() >= Keeping.HOLDS_MAX) {
      throw new RefusedException(
          Code.TOO_MANY_REQUESTS, "there are " + Keeping.HOLDS_MAX + " holds already");
    }
    long seq = turn.nextSeq();
    var op = ControlOperations.hasRoom(turn) ? operation : null;
    turn.append(Drafts.of(event, op, order.caller().once(), key));
    return seq;
  }

  private static RefusedException unavailable() {
    return new RefusedException(
        Code.TEMPORARILY_UNAVAILABLE, "the ledger did not answer; ask again with the same id");
  }
}
