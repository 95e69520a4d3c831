package io.legate.control;

import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.control.ControlEvent.ListChanged;
import io.legate.control.ControlEvent.SignalSet;
import io.legate.control.ControlEvent.TrustMoved;
import io.legate.fold.Remembered;
import io.legate.identity.ClientId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// What policy can read beside the question itself, and what changes without touching a token.
///
/// @param lists by name
/// @param signals those that have not expired, and some that have
/// @param trust scores of agents whose score has ever moved
/// @param carried labels that follow openers into their next tasks
public record LiveFacts(
    PMap<String, NamedList> lists,
    Remembered<Signal.Key, Signal> signals,
    PMap<ClientId, BigDecimal> trust,
    CarriedLabels carried) {

  /// Nothing known.
  public static final LiveFacts NONE =
      new LiveFacts(
          HashTreePMap.empty(), Remembered.empty(), HashTreePMap.empty(), CarriedLabels.NONE);

  /// Returns a list, or null where there is none of this name.
  public @Nullable NamedList list(String name) {
    return lists.get(name);
  }

  /// Returns a signal, or null where there is none or it has expired by `at`.
  public @Nullable Signal signal(String name, String about, Instant at) {
    Signal signal = signals.get(new Signal.Key(name, about), at);
    return signal == null || !at.isBefore(signal.expiresAt()) ? null : signal;
  }

  LiveFacts with(ListChanged change) {
    NamedList before = lists.getOrDefault(change.list(), NamedList.NONE);
    var members = before.members().plusAll(change.added()).minusAll(change.removed());
    return new LiveFacts(
        lists.plus(change.list(), new NamedList(change.version(), members)),
        signals,
        trust,
        carried);
  }

  LiveFacts with(SignalSet set, Instant at) {
    Signal signal = set.signal();
    return new LiveFacts(
        lists, signals.with(set.key(), signal, signal.expiresAt(), at), trust, carried);
  }

  LiveFacts with(TrustMoved moved) {
    return new LiveFacts(lists, signals, trust.plusAll(moved.scores()), carried);
  }

  LiveFacts with(LabelsCarried event, Instant at) {
    return new LiveFacts(lists, signals, trust, carried.with(event, at));
  }

  /// Returns the same without what is known of one subject, which is named by its mark.
  LiveFacts without(SubjectKey key, String mark) {
    var gone = new ArrayList<Signal.Key>();
    signals.forEach(
        (about, _) -> {
          if (key.mark(about.about()).equals(mark)) {
            gone.add(about);
          }
        });
    var kept = signals;
    for (Signal.Key each : gone) {
      kept = kept.without(each);
    }
    return new LiveFacts(lists, kept, trust, carried.without(key, mark));
  }

  /// Returns about how many bytes of memory this takes.
  int weight() {
    long entries = signals.sizeAtMost() + (long) trust.size() + carried.entries().sizeAtMost();
    for (NamedList list : lists.values()) {
      entries += list.members().size();
    }
    return (int) Math.min(Integer.MAX_VALUE, entries * ENTRY_BYTES);
  }

  private static final int ENTRY_BYTES = 192;
}
