package io.legate.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Jcs;
import io.legate.task.Histories.Entry;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.pcollections.HashTreePMap;

/// Folding is deterministic, and the same from the record as from memory.
class FoldProperties {

  private static final int TRIES = 100_000;

  @Property(tries = TRIES)
  void theFoldIsTheSameFromMemoryFromTheRecordAndOnASnapshot(@ForAll long seed) {
    var entries = Histories.of(seed);
    String folded = text(Histories.fold(entries));
    assertThat(text(Histories.foldRecorded(entries))).isEqualTo(folded);
    assertThat(text(foldWithSnapshot(entries, TaskSnapshot::read))).isEqualTo(folded);
  }

  /// A property that cannot fail proves nothing: each of these is found within a few hundred seeds.
  @Test
  void plantedBugsAreFound() {
    assertThat(isFound(entries -> Histories.fold(entries.subList(0, entries.size() - 1))))
        .as("the last event is lost")
        .isTrue();
    assertThat(isFound(FoldProperties::foldForgettingOperations))
        .as("a snapshot forgets operations")
        .isTrue();
    assertThat(isFound(FoldProperties::foldForgettingHistory))
        .as("a snapshot forgets what was done")
        .isTrue();
    assertThat(isFound(FoldProperties::foldWithoutTime)).as("time stands still").isTrue();
  }

  /// The generator reaches every kind of event.
  @Test
  void everyKindOfEventOccurs() {
    var seen = EnumSet.noneOf(EventKind.class);
    for (long seed = 0; seed < 500; seed++) {
      Histories.of(seed).forEach(entry -> seen.add(TaskEventJson.kind(entry.event())));
    }
    assertThat(seen).isEqualTo(EnumSet.allOf(EventKind.class));
  }

  private static boolean isFound(Function<List<Entry>, TaskState> mutant) {
    for (long seed = 0; seed < 2_000; seed++) {
      var entries = Histories.of(seed);
      if (!text(mutant.apply(entries)).equals(text(Histories.fold(entries)))) {
        return true;
      }
    }
    return false;
  }

  private static TaskState foldWithSnapshot(
      List<Entry> entries,
      Function<io.legate.json.Json.Obj, @org.jspecify.annotations.Nullable TaskState> read) {
    int cut = entries.size() / 2;
    var state =
        java.util.Objects.requireNonNull(
            read.apply(TaskSnapshot.write(Histories.fold(entries.subList(0, cut)))));
    for (Entry entry : entries.subList(cut, entries.size())) {
      state = state.apply(entry.event(), entry.seq(), entry.at(), entry.op());
    }
    return state;
  }

  private static TaskState foldForgettingOperations(List<Entry> entries) {
    return foldWithSnapshot(
        entries,
        json -> {
          var state = java.util.Objects.requireNonNull(TaskSnapshot.read(json));
          var memory = state.memory();
          return new TaskState(
              state.status(),
              state.header(),
              state.root(),
              state.hops(),
              state.bars(),
              state.labels(),
              state.instances(),
              new Memory(memory.proofs(), HashTreePMap.empty(), memory.statements()),
              state.charges(),
              state.breakers(),
              state.history());
        });
  }

  private static TaskState foldForgettingHistory(List<Entry> entries) {
    return foldWithSnapshot(
        entries,
        json -> {
          var state = java.util.Objects.requireNonNull(TaskSnapshot.read(json));
          return new TaskState(
              state.status(),
              state.header(),
              state.root(),
              state.hops(),
              state.bars(),
              state.labels(),
              state.instances(),
              state.memory(),
              state.charges(),
              state.breakers(),
              History.NONE);
        });
  }

  private static TaskState foldWithoutTime(List<Entry> entries) {
    TaskState state = TaskState.EMPTY;
    for (Entry entry : entries) {
      state = state.apply(entry.event(), entry.seq(), entries.getFirst().at(), entry.op());
    }
    return state;
  }

  private static String text(TaskState state) {
    return Jcs.text(TaskSnapshot.write(state));
  }
}
