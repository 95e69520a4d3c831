package io.legate.ledger;

import static io.legate.ledger.Writing.AT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.Ledger.Trial;
import io.legate.merkle.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/// What every [Ledger] that several nodes may write to must do besides.
public abstract class SeveralNodesContract extends LogsContract {

  /// Opens the same data as another node.
  protected abstract Ledger as(int node) throws Exception;

  @Test
  public void aSharedLedgerSaysSo() throws Exception {
    assertThat(ledger().isShared()).isTrue();
    assertThat(as(node() + 1).isShared()).isTrue();
  }

  @Test
  public void eachNodeReadsTheOthersLogs() throws Exception {
    Ledger other = as(node() + 1);
    append(ledger(), S, 1, DECIDED);
    append(other, T, 1);
    assertThat(ledger().logHeads()).containsExactly(ledger().logHead(), other.logHead());
    assertThat(other.logHeads()).isEqualTo(ledger().logHeads());
    assertThat(ledger().log(node() + 1, new LeafIndex(0), 9))
        .extracting(StoredEvent::stream)
        .containsExactly(T);
    assertThat(leaves(other.log(node(), new LeafIndex(0), 9))).containsExactly(0L, 1L);
  }

  @Test
  public void asksOfAllNodesAreListedInOneOrder() throws Exception {
    Ledger other = as(node() + 1);
    append(ledger(), S, ASKED, ASKED);
    append(other, T, ASKED, ASKED);
    List<StoredEvent> all = ledger().listed(null, 9);
    assertThat(all)
        .extracting(EventPlace::of)
        .containsExactly(
            place(1, node() + 1, 1),
            place(1, node(), 1),
            place(0, node() + 1, 0),
            place(0, node(), 0));
    for (Ledger from : List.of(ledger(), other)) {
      var paged = new ArrayList<EventPlace>();
      EventPlace at = null;
      for (var page = from.listed(at, 1); !page.isEmpty(); page = from.listed(at, 1)) {
        at = EventPlace.of(page.getLast());
        paged.add(at);
      }
      assertThat(paged).isEqualTo(all.stream().map(EventPlace::of).toList());
    }
  }

  private static EventPlace place(int seconds, int node, long leaf) {
    return new EventPlace(AT.plusSeconds(seconds), node, new LeafIndex(leaf));
  }

  @Test
  public void removalsOfAllNodesAreFoundEachFromItsPlace() throws Exception {
    Ledger other = as(node() + 1);
    append(ledger(), S, 1, 8, ENDED);
    append(other, T, ENDED, DECIDED);
    var some = ledger().removals(LogSizes.NONE, 1);
    assertThat(some.events())
        .extracting(event -> event.node() + ":" + event.leaf().value())
        .containsExactly(node() + ":1", (node() + 1) + ":0");
    assertThat(some.upTo()).isEqualTo(LogSizes.of(Map.of(node(), 2L, node() + 1, 1L)));
    assertThat(some.heads()).isEqualTo(LogSizes.of(Map.of(node(), 3L, node() + 1, 2L)));
    var rest = other.removals(some.upTo(), 9);
    assertThat(leaves(rest.events())).containsExactly(2L);
    assertThat(rest.upTo()).isEqualTo(rest.heads()).isEqualTo(some.heads());
  }

  @Test
  public void headsNameWhoWroteLastAndOnesOwnLog() throws Exception {
    Ledger other = as(node() + 1);
    append(other, S, 1);
    append(ledger(), T, 1, DECIDED);
    var heads = ledger().heads(S);
    assertThat(heads.writer()).isEqualTo(node() + 1);
    assertThat(heads.size()).isEqualTo(2);
    assertThat(requireNonNull(heads.stream())).isEqualTo(other.head(S));
  }

  @Test
  public void whilePrecedenceIsHeldOnlyItsHolderAppends() throws Exception {
    Ledger other = as(node() + 1);
    Thread late;
    try (var _ = ledger().precede()) {
      late =
          Thread.startVirtualThread(
              () -> {
                try {
                  append(other, S, 1);
                } catch (Exception refused) {
                  throw new IllegalStateException(refused);
                }
              });
      // Long enough for the other to come first, if it could.
      for (int i = 0; i < 100; i++) {
        append(ledger(), StreamId.at(AT), 1);
      }
      assertThat(ledger().head(S)).isNull();
    }
    late.join();
    assertThat(ledger().head(S)).isNotNull();
  }

  /// Whoever waits for precedence takes nothing from who has it and appends.
  @Test
  public void manyWhoWantPrecedenceAtOneNodeAllAppend() throws Exception {
    as(node() + 1);
    var appending = new ReentrantLock();
    var all = new ArrayList<Future<Boolean>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(
                () -> {
                  try (var _ = ledger().precede()) {
                    appending.lock();
                    try {
                      append(ledger(), StreamId.at(AT), 1);
                      return true;
                    } finally {
                      appending.unlock();
                    }
                  }
                }));
      }
    }
    for (var each : all) {
      assertThat(each.get()).isTrue();
    }
  }

  @Test
  public void precedenceIsGivenOneAfterTheOther() throws Exception {
    Ledger other = as(node() + 1);
    for (int i = 0; i < 3; i++) {
      ledger().precede().close();
      other.precede().close();
    }
    append(ledger(), S, 1);
    append(other, T, 1);
  }

  @Test
  public void whoIsFencedOffIsToldWithoutAnAppend() throws Exception {
    Ledger before = ledger();
    long term = before.logHead().term();
    as(node());
    assertThat(before.tryAppend(AT)).isEqualTo(Trial.FENCED);
    assertThat(before.heads(S).term()).isGreaterThan(term);
  }
}
