package io.legate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.control.ControlEvent.ListChanged;
import io.legate.control.ControlEvent.SignalSet;
import io.legate.control.ControlHistories.Entry;
import io.legate.fold.Remembered;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Folding the control stream is deterministic, the same from the record, from memory and on a
/// snapshot, and says of lists and signals what a plain reading of the history says.
class ControlFoldProperties {

  private static final int TRIES = 100_000;
  private static final int KINDS = 17;

  @Property(tries = TRIES)
  void theFoldIsTheSameFromMemoryFromTheRecordAndOnASnapshot(@ForAll long seed) {
    var entries = ControlHistories.of(seed);
    ControlState folded = ControlHistories.fold(entries);
    assertThat(ControlHistories.foldRecorded(entries)).isEqualTo(folded);
    assertThat(foldWithSnapshot(entries, json -> json)).isEqualTo(folded);
  }

  @Property(tries = TRIES)
  void listsAndSignalsAreWhatTheHistorySays(@ForAll long seed) {
    var entries = ControlHistories.of(seed);
    Instant end = entries.getLast().at();
    assertThat(told(ControlHistories.fold(entries), entries, end)).isEqualTo(read(entries, end));
  }

  /// A property that cannot fail proves nothing: each of these is found within a few hundred seeds.
  @Test
  void plantedBugsAreFound() {
    assertThat(isFound(entries -> foldWithSnapshot(entries, json -> without(json, "operations"))))
        .as("a snapshot forgets requests")
        .isTrue();
    assertThat(isFound(ControlFoldProperties::foldForgettingFacts))
        .as("a snapshot forgets lists, signals and scores")
        .isTrue();
    assertThat(isFound(entries -> ControlHistories.fold(entries.reversed())))
        .as("the order of changes is lost")
        .isTrue();
    assertThat(isMisread(ControlFoldProperties::staleValues)).as("signals never expire").isTrue();
  }

  /// The generator reaches every kind of event.
  @Test
  void everyKindOfEventOccurs() {
    var seen = new HashSet<Integer>();
    for (long seed = 0; seed < 500; seed++) {
      ControlHistories.of(seed).forEach(entry -> seen.add(ControlEventJson.kind(entry.event())));
    }
    assertThat(seen).hasSize(KINDS);
  }

  /// What a plain reading says: each list's members, each signal that has not expired.
  private record Reading(Map<String, Set<String>> lists, Map<Signal.Key, BigDecimal> signals) {}

  private static Reading read(List<Entry> entries, Instant at) {
    var lists = new HashMap<String, Set<String>>();
    var signals = new HashMap<Signal.Key, BigDecimal>();
    for (Entry entry : entries) {
      switch (entry.event()) {
        case ListChanged change -> {
          var members = lists.computeIfAbsent(change.list(), _ -> new HashSet<>());
          members.addAll(change.added());
          members.removeAll(Set.copyOf(change.removed()));
        }
        case SignalSet(var key, var signal) -> {
          signals.remove(key);
          if (at.isBefore(signal.expiresAt())) {
            signals.put(key, signal.value());
          }
        }
        case ControlEvent _ -> {}
      }
    }
    return new Reading(lists, signals);
  }

  private static Reading told(ControlState state, List<Entry> entries, Instant at) {
    return told(state, entries, key -> state.facts().signal(key.name(), key.about(), at));
  }

  private static Reading staleValues(ControlState state, List<Entry> entries) {
    return told(
        state,
        entries,
        key -> {
          var entry = state.facts().signals().entries().get(key);
          return entry == null ? null : entry.value();
        });
  }

  private static Reading told(
      ControlState state,
      List<Entry> entries,
      Function<Signal.Key, @org.jspecify.annotations.Nullable Signal> ask) {
    var lists = new HashMap<String, Set<String>>();
    state.facts().lists().forEach((name, list) -> lists.put(name, Set.copyOf(list.members())));
    var signals = new HashMap<Signal.Key, BigDecimal>();
    for (Entry entry : entries) {
      if (entry.event() instanceof SignalSet(var key, _)) {
        Signal signal = ask.apply(key);
        if (signal != null) {
          signals.put(key, signal.value());
        }
      }
    }
    return new Reading(lists, signals);
  }

  private interface Misreading {
    Reading told(ControlState state, List<Entry> entries);
  }

  private static boolean isMisread(Misreading mutant) {
    for (long seed = 0; seed < 2_000; seed++) {
      var entries = ControlHistories.of(seed);
      var reading = read(entries, entries.getLast().at());
      if (!mutant.told(ControlHistories.fold(entries), entries).equals(reading)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFound(Function<List<Entry>, ControlState> mutant) {
    for (long seed = 0; seed < 2_000; seed++) {
      var entries = ControlHistories.of(seed);
      if (!mutant.apply(entries).equals(ControlHistories.fold(entries))) {
        return true;
      }
    }
    return false;
  }

  private static ControlState foldWithSnapshot(
      List<Entry> entries, Function<Json.Obj, Json.Obj> written) {
    int cut = entries.size() / 2;
    var before = ControlHistories.fold(entries.subList(0, cut));
    var json = written.apply(ControlSnapshot.write(before));
    var restored = Objects.requireNonNull(ControlSnapshot.read(json));
    return ControlHistories.fold(restored, entries.subList(cut, entries.size()));
  }

  private static Json.Obj without(Json.Obj json, String name) {
    var members = new HashMap<>(json.members());
    members.put(name, ControlSnapshot.write(ControlState.EMPTY).members().get(name));
    return new Json.Obj(members);
  }

  private static ControlState foldForgettingFacts(List<Entry> entries) {
    return foldWithSnapshot(entries, json -> without(json, "facts"));
  }

  /// Equal states are written alike, byte for byte.
  @Test
  void aSnapshotIsWrittenTheSameAgain() {
    for (long seed = 0; seed < 2_000; seed++) {
      var entries = ControlHistories.of(seed);
      assertThat(text(foldWithSnapshot(entries, json -> json)))
          .isEqualTo(text(ControlHistories.fold(entries)));
    }
  }

  private static String text(ControlState state) {
    return Jcs.text(ControlSnapshot.write(state));
  }

  /// What is remembered is bounded by time, not by how long the stream is.
  @Test
  void expiredSignalsAreSweptOut() {
    var signals = Remembered.<Signal.Key, Signal>empty();
    Instant at = Instant.parse("2026-11-22T10:00:00Z");
    for (int i = 0; i < 10_000; i++) {
      at = at.plusSeconds(1);
      var signal =
          new Signal(
              BigDecimal.ONE,
              at,
              at.plusSeconds(5),
              new io.legate.identity.ClientId("ops"),
              new io.legate.identity.RequestId(io.legate.identity.Uuid7.at(at)));
      signals = signals.with(new Signal.Key("risk", "a" + i), signal, signal.expiresAt(), at);
    }
    assertThat(signals.sizeAtMost()).isLessThan(200);
  }
}
