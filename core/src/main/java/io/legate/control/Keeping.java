package io.legate.control;

import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/// What is said about records themselves: what must be kept, and what was removed.
///
/// @param holds by the number of the control event that set each
/// @param missing control events that have lost their bodies, and nothing has said so far that they
///   were to: none, once the stream has been read to its end
/// @param erasures how many subjects, or tasks of one, were erased
public record Keeping(PMap<Long, Hold> holds, PSet<Long> missing, long erasures) {

  /// The most holds at once.
  public static final int HOLDS_MAX = 1_000;

  /// Nothing held, nothing removed.
  static final Keeping NONE = new Keeping(HashTreePMap.empty(), HashTreePSet.empty(), 0);

  /// A legal hold: neither retention nor an erasure takes what is under one.
  ///
  /// @param task what is held, null where all tasks of a subject are
  /// @param subject its mark under `key`, null where one task is held
  /// @param key null likewise, or where it was erased: then the hold covers every subject
  /// @param since when it was set
  public record Hold(
      @Nullable TaskId task,
      @Nullable String subject,
      @Nullable SubjectKey key,
      ClientId by,
      Instant since) {

    /// Returns whether it keeps this task of this subject.
    public boolean covers(TaskId other, String ofSubject) {
      return task != null ? task.equals(other) : covers(ofSubject);
    }

    /// Returns whether it keeps all of this subject.
    public boolean covers(String other) {
      return task == null && (key == null || key.mark(other).equals(subject));
    }
  }

  /// Returns the number of a hold that keeps this task, or null where none does.
  public @Nullable Long hold(TaskId task, String subject) {
    for (Map.Entry<Long, Hold> each : holds.entrySet()) {
      if (each.getValue().covers(task, subject)) {
        return each.getKey();
      }
    }
    return null;
  }

  /// Returns the number of a hold that keeps all of this subject, or null where none does.
  public @Nullable Long hold(String subject) {
    for (Map.Entry<Long, Hold> each : holds.entrySet()) {
      if (each.getValue().covers(subject)) {
        return each.getKey();
      }
    }
    return null;
  }

  /// Returns the same with a control event that has lost its body.
  Keeping withMissing(long seq) {
    return new Keeping(holds, missing.plus(seq), erasures);
  }

  Keeping with(ControlEvent.OfKeeping event, long seq, Instant at) {
    return switch (event) {
      case ControlEvent.HoldSet(var task, var subject, var key, var by, _) ->
          new Keeping(holds.plus(seq, new Hold(task, subject, key, by, at)), missing, erasures);
      case ControlEvent.HoldReleased(var hold, _, _) ->
          new Keeping(holds.minus(hold), missing, erasures);
      case ControlEvent.SubjectErased erased ->
          new Keeping(holds, missing.minusAll(erased.control()), erasures + 1);
    };
  }
}
