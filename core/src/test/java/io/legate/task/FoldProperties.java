package io.legate.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.approval.Approvals;
import io.legate.approval.Escalation;
import io.legate.json.Jcs;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.StreamId;
import io.legate.stream.TaskFold;
import io.legate.task.Histories.Entry;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
    String folded = text(Foldings.fold(entries));
    assertThat(text(Foldings.foldRecorded(entries))).isEqualTo(folded);
    assertThat(text(foldWithSnapshot(entries, state -> state))).isEqualTo(folded);
  }

  /// A property that cannot fail proves nothing: each of these is found within a few hundred seeds.
  @Test
  void plantedBugsAreFound() {
    assertThat(isFound(entries -> Foldings.fold(entries.subList(0, entries.size() - 1))))
        .as("the last event is lost")
        .isTrue();
    assertThat(isFound(FoldProperties::foldForgettingOperations))
        .as("a snapshot forgets operations")
        .isTrue();
    assertThat(isFound(FoldProperties::foldForgettingHistory))
        .as("a snapshot forgets what was done")
        .isTrue();
    assertThat(isFound(FoldProperties::foldForgettingSightings))
        .as("a snapshot forgets the events that say what was met")
        .isTrue();
    assertThat(isFound(FoldProperties::foldForgettingAnswers))
        .as("a snapshot forgets what people answered")
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
      if (!text(mutant.apply(entries)).equals(text(Foldings.fold(entries)))) {
        return true;
      }
    }
    return false;
  }

  private static TaskState foldWithSnapshot(List<Entry> entries, UnaryOperator<TaskState> mutant) {
    int cut = entries.size() / 2;
    TaskState state = cut == 0 ? Foldings.begun() : mutant.apply(restored(entries, cut));
    for (Entry entry : entries.subList(cut, entries.size())) {
      state = state.apply(entry.event(), entry.seq(), entry.at(), entry.op());
    }
    return state;
  }

  private static TaskState restored(List<Entry> entries, int cut) {
    var written = TaskSnapshot.write(Foldings.fold(entries.subList(0, cut)));
    try {
      return java.util.Objects.requireNonNull(
          new TaskFold()
              .restore(StreamId.CONTROL, written, seq -> Foldings.recorded(entries, seq)));
    } catch (LedgerUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TaskState foldForgettingSightings(List<Entry> entries) {
    return foldWithSnapshot(
        entries, state -> state.withSightings(Sightings.NONE.withKey(Histories.KEY)));
  }

  private static TaskState foldForgettingOperations(List<Entry> entries) {
    return foldWithSnapshot(
        entries,
        state -> {
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
              state.history(),
              state.sightings(),
              state.approvals());
        });
  }

  private static TaskState foldForgettingHistory(List<Entry> entries) {
    return foldWithSnapshot(
        entries,
        state -> {
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
              History.NONE,
              state.sightings(),
              state.approvals());
        });
  }

  private static TaskState foldForgettingAnswers(List<Entry> entries) {
    return foldWithSnapshot(
        entries,
        state -> {
          var asks = state.approvals().held();
          for (var entry : asks.entrySet()) {
            var asked = entry.getValue();
            var unanswered =
                new Escalation(
                    asked.ask(), asked.askedAt(), List.of(), asked.spentBy(), asked.again());
            asks = asks.plus(entry.getKey(), unanswered);
          }
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
              state.history(),
              state.sightings(),
              new Approvals(asks));
        });
  }

  private static TaskState foldWithoutTime(List<Entry> entries) {
    TaskState state = Foldings.begun();
    for (Entry entry : entries) {
      state = state.apply(entry.event(), entry.seq(), entries.getFirst().at(), entry.op());
    }
    return state;
  }

  private static String text(TaskState state) {
    return Jcs.text(TaskSnapshot.write(state)) + " " + state.sightings().hashCode();
  }
}
