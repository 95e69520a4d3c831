package io.legate.ledger;

import static io.legate.ledger.Writing.AT;
import static io.legate.ledger.Writing.batch;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.AppendResult.Appended;
import io.legate.ledger.Ledger.Trial;
import io.legate.merkle.LeafIndex;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Ledger] must do as [Logs], with one node.
public abstract class LogsContract {

  static final int ASKED = Logs.LISTED_KIND;
  static final int ENDED = 11;
  static final int DECIDED = 5;

  static final StreamId S = StreamId.at(AT);
  static final StreamId T = StreamId.at(AT);

  private @Nullable Ledger opened;

  /// Opens an empty ledger whose own clock is this one.
  protected abstract Ledger fresh(InstantSource clock) throws Exception;

  /// Opens the same data once more, as after a restart.
  protected abstract Ledger reopen(Ledger ledger) throws Exception;

  @BeforeEach
  public void open() throws Exception {
    opened = fresh(InstantSource.fixed(AT));
  }

  final Ledger ledger() {
    return requireNonNull(opened);
  }

  final int node() throws Exception {
    return ledger().logHead().node();
  }

  /// Appends a stream with events of these kinds, each a second after the one before.
  static void append(Ledger to, StreamId stream, int... kinds) throws Exception {
    Entry before = null;
    var entries = new ArrayList<Entry>();
    for (int kind : kinds) {
      before =
          Writing.ofKind(to.logHead().node(), stream, before, AT.plusSeconds(entries.size()), kind);
      entries.add(before);
    }
    var result = to.append(batch(to, 0, entries.toArray(Entry[]::new)));
    assertThat(result).isEqualTo(new Appended());
  }

  static List<Long> leaves(List<StoredEvent> events) {
    return events.stream().map(event -> event.leaf().value()).toList();
  }

  @Test
  public void asksAreListedNewestFirstInPages() throws Exception {
    append(ledger(), S, 1, ASKED, DECIDED, ASKED, ASKED);
    assertThat(leaves(ledger().listed(null, 2))).containsExactly(4L, 3L);
    var last = EventPlace.of(ledger().listed(null, 2).getLast());
    assertThat(leaves(ledger().listed(last, 2))).containsExactly(1L);
    var first = EventPlace.of(ledger().listed(last, 2).getLast());
    assertThat(ledger().listed(first, 2)).isEmpty();
  }

  @Test
  public void asksOfOneMillisecondStandInTheOrderOfNodeAndLeaf() throws Exception {
    append(ledger(), S, ASKED);
    append(ledger(), T, ASKED);
    assertThat(leaves(ledger().listed(null, 9))).containsExactly(1L, 0L);
    assertThat(leaves(ledger().listed(place(node(), 1), 9))).containsExactly(0L);
    assertThat(ledger().listed(place(node(), 0), 9)).isEmpty();
    assertThat(leaves(ledger().listed(place(node() + 1, 0), 9))).containsExactly(1L, 0L);
    assertThat(ledger().listed(place(node() - 1, 99), 9)).isEmpty();
  }

  private static EventPlace place(int node, long leaf) {
    return new EventPlace(AT, node, new LeafIndex(leaf));
  }

  @Test
  public void removalsAreFoundFromWhereTheReaderGotTo() throws Exception {
    append(ledger(), S, 1, 7, DECIDED, 8, 9, 10, ENDED, 12, 50);
    var some = ledger().removals(LogSizes.NONE, 2);
    assertThat(leaves(some.events())).containsExactly(1L, 3L);
    assertThat(some.upTo()).isEqualTo(upTo(4));
    assertThat(some.heads()).isEqualTo(upTo(9));
    assertThat(some.isAll()).isFalse();
    var rest = ledger().removals(some.upTo(), 9);
    assertThat(leaves(rest.events())).containsExactly(4L, 5L, 6L, 7L);
    assertThat(rest.upTo()).isEqualTo(upTo(9));
    assertThat(rest.isAll()).isTrue();
    append(ledger(), T, 1, ENDED);
    assertThat(leaves(ledger().removals(rest.upTo(), 9).events())).containsExactly(10L);
  }

  @Test
  public void everyControlEventIsARemoval() throws Exception {
    append(ledger(), StreamId.CONTROL, 100);
    var found = ledger().removals(LogSizes.NONE, 9);
    assertThat(found.events()).extracting(StoredEvent::kind).containsExactly(100);
    assertThat(found.isAll()).isTrue();
  }

  /// A page that is just full says that there may be more.
  @Test
  public void removalsOfAFullPageGoOnBehindTheLast() throws Exception {
    append(ledger(), S, ENDED, DECIDED);
    var full = ledger().removals(LogSizes.NONE, 1);
    assertThat(full.upTo()).isEqualTo(upTo(1));
    var none = ledger().removals(full.upTo(), 1);
    assertThat(none.events()).isEmpty();
    assertThat(none.upTo()).isEqualTo(upTo(2));
  }

  private LogSizes upTo(long leaves) throws Exception {
    return LogSizes.of(Map.of(node(), leaves));
  }

  @Test
  public void logsAreNamedWithTheirEnds() throws Exception {
    append(ledger(), S, 1, DECIDED);
    assertThat(ledger().logHeads()).containsExactly(ledger().logHead());
    assertThat(leaves(ledger().log(node(), new LeafIndex(1), 9))).containsExactly(1L);
    assertThat(ledger().log(node() + 1, new LeafIndex(0), 9)).isEmpty();
  }

  @Test
  public void leafHashesAreThoseOfTheLog() throws Exception {
    append(ledger(), S, 1, DECIDED, ENDED);
    var hashes = ledger().log(new LeafIndex(0), 9).stream().map(StoredEvent::hash).toList();
    assertThat(ledger().leafHashes(node(), new LeafIndex(0), 9)).isEqualTo(hashes);
    assertThat(ledger().leafHashes(node(), new LeafIndex(1), 1)).isEqualTo(hashes.subList(1, 2));
    assertThat(ledger().leafHashes(node(), new LeafIndex(3), 9)).isEmpty();
    assertThat(ledger().leafHashes(node() + 1, new LeafIndex(0), 9)).isEmpty();
  }

  @Test
  public void theLastCheckpointIsKeptBesideTheLog() throws Exception {
    int node = node();
    assertThat(ledger().checkpoint(node)).isNull();
    ledger().putCheckpoint("one\n");
    ledger().putCheckpoint("two\n");
    assertThat(ledger().checkpoint(node)).isEqualTo("two\n");
    assertThat(ledger().checkpoint(node + 1)).isNull();
    assertThat(reopen(ledger()).checkpoint(node)).isEqualTo("two\n");
  }

  @Test
  public void whatEachWitnessHasCosignedLastIsKept() throws Exception {
    int node = node();
    assertThat(ledger().cosigned(node)).isEmpty();
    ledger().putCosigned(node, "a", "one\n");
    ledger().putCosigned(node, "b", "two\n");
    ledger().putCosigned(node, "a", "three\n");
    assertThat(ledger().cosigned(node)).containsExactlyInAnyOrder("three\n", "two\n");
    assertThat(ledger().cosigned(node + 1)).isEmpty();
    assertThat(reopen(ledger()).cosigned(node)).hasSize(2);
  }

  @Test
  public void headsAreThoseOfStreamControlAndLog() throws Exception {
    long term = ledger().logHead().term();
    assertThat(ledger().heads(S)).isEqualTo(new Heads(null, 0, 0, null, term, 0));
    append(ledger(), S, 1, DECIDED);
    append(ledger(), StreamId.CONTROL, 100);
    var heads = ledger().heads(S);
    var control = requireNonNull(ledger().head(StreamId.CONTROL)).hash();
    assertThat(heads).isEqualTo(new Heads(ledger().head(S), node(), 1, control, term, 3));
    assertThat(requireNonNull(heads.stream()).seq()).isEqualTo(2);
    assertThat(requireNonNull(ledger().heads(StreamId.CONTROL).stream()).seq()).isEqualTo(1);
  }

  @Test
  public void anAppendIsTriedWithoutOne() throws Exception {
    var head = ledger().logHead();
    assertThat(ledger().tryAppend(AT.plusMillis(1_999))).isEqualTo(Trial.TAKEN);
    for (Instant wrong : List.of(AT.plusMillis(2_001), AT.minusMillis(2_001))) {
      assertThat(ledger().tryAppend(wrong)).isEqualTo(Trial.CLOCK_SKEW);
    }
    assertThat(ledger().logHead()).isEqualTo(head);
    append(ledger(), S, 1);
    var again = reopen(ledger());
    assertThat(again.tryAppend(AT)).isEqualTo(Trial.TAKEN);
  }
}
