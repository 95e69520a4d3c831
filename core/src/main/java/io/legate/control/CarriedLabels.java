package io.legate.control;

import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.fold.Remembered;
import io.legate.identity.ClientId;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Labels that follow an opener into its next tasks for a subject, each until it runs out.
///
/// Which of them count is policy's, at each opening.
///
/// @param entries until when each is carried; some have run out
public record CarriedLabels(Remembered<Key, Instant> entries) {

  /// The most that are carried at once, over all openers, subjects and labels. What would need more
  /// room is not recorded here: whoever decides asks [#hasRoomFor] first.
  public static final int ENTRIES_MAX = 10_000;

  /// Nothing carried.
  static final CarriedLabels NONE = new CarriedLabels(Remembered.empty());

  /// Whom a label follows.
  ///
  /// @param opener whose tasks
  /// @param subject on whose behalf, as a task's header names it
  public record Key(ClientId opener, String subject, String label) {}

  /// Returns from when on the label is not carried any more, or null where it is not at `at`.
  public @Nullable Instant until(Key key, Instant at) {
    return entries.get(key, at);
  }

  /// Returns whether `event` can be recorded at `at`. Those that have run out take no room, and
  /// carrying one for longer needs none.
  public boolean hasRoomFor(LabelsCarried event, Instant at) {
    long more = event.keys().filter(key -> until(key, at) == null).count();
    return more == 0 || !entries.isFull((int) Math.max(0, ENTRIES_MAX - more + 1), at);
  }

  CarriedLabels with(LabelsCarried event, Instant at) {
    var after = entries;
    for (Key key : event.keys().toList()) {
      // What is remembered until an instant still is then; what is carried until one is not.
      after = after.with(key, event.until(), event.until().minusMillis(1), at);
    }
    return new CarriedLabels(after);
  }

  /// Returns the same without what is carried for one subject, which is named by its mark.
  CarriedLabels without(SubjectKey key, String mark) {
    var gone = new ArrayList<Key>();
    entries.forEach(
        (each, _) -> {
          if (key.mark(each.subject()).equals(mark)) {
            gone.add(each);
          }
        });
    var kept = entries;
    for (Key each : gone) {
      kept = kept.without(each);
    }
    return new CarriedLabels(kept);
  }
}
