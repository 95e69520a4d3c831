package io.legate.ledger;

import static io.legate.ledger.Writing.AT;
import static io.legate.ledger.Writing.batch;
import static io.legate.ledger.Writing.chain;
import static io.legate.ledger.Writing.entry;
import static io.legate.ledger.Writing.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.AppendResult.Already;
import io.legate.ledger.AppendResult.Appended;
import io.legate.ledger.AppendResult.ClockSkew;
import io.legate.ledger.AppendResult.Conflict;
import io.legate.ledger.AppendResult.ControlMoved;
import io.legate.ledger.AppendResult.Fenced;
import io.legate.merkle.Frontier;
import io.legate.merkle.LeafIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every [Ledger] must do. Each adapter extends this and supplies only its ledger.
public abstract class LedgerContract extends OnceContract {

  private static final int THREADS = 6;
  private static final int ROUNDS = 60;

  @Test
  public void whatIsAppendedIsReadBack() throws Exception {
    var a = first(S, "grüße \u0001 \uD83D\uDE00");
    var b = first(T, "x".repeat(300_000));
    var c = next(node, a, 0, "c");
    assertThat(append(a, b, c)).isEqualTo(new Appended());

    assertThat(ledger().stream(S, 0, 10)).hasSize(2);
    var read = requireNonNull(ledger().event(S, 2));
    assertThat(read.node()).isEqualTo(node);
    assertThat(read.leaf()).isEqualTo(new LeafIndex(2));
    assertThat(read.control()).isZero();
    assertThat(read.at()).isEqualTo(AT);
    assertThat(read.kind()).isEqualTo(7);
    assertThat(read.op()).isEqualTo("op c".getBytes(UTF_8));
    assertThat(read.hash()).isEqualTo(c.hash());
    assertThat(read.body()).isEqualTo(c.body());
    assertThat(RecordedEvent.of(read).data().string("text")).isEqualTo("c");
    assertThat(requireNonNull(ledger().event(S, 1)).op()).isNull();
    assertThat(ledger().event(S, 3)).isNull();
    assertThat(ledger().head(S)).isEqualTo(new StreamHead(2, c.hash(), AT));
    assertThat(ledger().head(StreamId.CONTROL)).isNull();
    var grown = Frontier.empty().plus(List.of(a.hash(), b.hash(), c.hash()));
    assertThat(ledger().logHead().frontier()).isEqualTo(grown);
  }

  @Test
  public void streamsAndLogAreReadInPages() throws Exception {
    var chain = chain(node, S, 25, 0);
    assertThat(append(chain.toArray(Entry[]::new))).isEqualTo(new Appended());
    assertThat(ledger().stream(S, 0, 10)).extracting(StoredEvent::seq).startsWith(1L).hasSize(10);
    assertThat(ledger().stream(S, 20, 10))
        .extracting(StoredEvent::seq)
        .containsExactly(21L, 22L, 23L, 24L, 25L);
    assertThat(ledger().stream(S, 25, 10)).isEmpty();
    assertThat(ledger().log(new LeafIndex(7), 3))
        .extracting(event -> event.leaf().value())
        .containsExactly(7L, 8L, 9L);
    assertThat(ledger().log(new LeafIndex(25), 3)).isEmpty();
  }

  @Test
  public void theSameBatchAgainIsAlreadyThere() throws Exception {
    var batch = batch(ledger(), 0, first(S, "a"), first(T, "b"));
    assertThat(ledger().append(batch)).isEqualTo(new Appended());
    assertThat(ledger().append(batch)).isEqualTo(new Already());
    assertThat(ledger().log(new LeafIndex(0), 10)).hasSize(2);
  }

  @Test
  public void anotherBatchOnAnOldHeadIsFenced() throws Exception {
    var head = ledger().logHead();
    assertThat(append(first(S, "a"))).isEqualTo(new Appended());
    var late = Batch.of(head, 0, AT, List.of(first(T, "b")));
    assertThat(ledger().append(late)).isInstanceOf(Fenced.class);
    assertThat(ledger().head(T)).isNull();
  }

  @Test
  public void anOlderTermIsFenced() throws Exception {
    var before = ledger();
    assertThat(append(first(S, "a"))).isEqualTo(new Appended());
    var stale = batch(before, 0, first(T, "b"));
    var again = reopen(before);
    assertThat(again.logHead().term()).isGreaterThan(stale.before().term());
    assertThat(again.logHead().frontier()).isEqualTo(stale.before().frontier());
    assertThat(again.append(stale)).isInstanceOf(Fenced.class);
    assertThat(again.append(batch(again, 0, first(T, "b")))).isEqualTo(new Appended());
  }

  @Test
  public void losersAreNamedAndNothingIsWritten() throws Exception {
    var a = first(S, "a");
    assertThat(append(a)).isEqualTo(new Appended());
    var head = ledger().logHead();
    var placeTaken = first(S, "other");
    var afterTheLoser = next(node, placeTaken, 0, "after");
    var fine = first(T, "fine");
    assertThat(append(fine, placeTaken, afterTheLoser)).isEqualTo(new Conflict(List.of(1, 2)));
    assertThat(ledger().logHead()).isEqualTo(head);
    assertThat(ledger().head(T)).isNull();
    assertThat(append(fine)).isEqualTo(new Appended());
  }

  @Test
  public void anEventWithoutItsPredecessorLoses() throws Exception {
    var a = first(S, "a");
    var b = next(node, a, 0, "b");
    assertThat(append(a)).isEqualTo(new Appended());
    var gap = next(node, b, 0, "gap");
    var wrongPrev = next(node, first(S, "other"), 0, "wrong");
    assertThat(append(gap)).isEqualTo(new Conflict(List.of(0)));
    assertThat(append(wrongPrev)).isEqualTo(new Conflict(List.of(0)));
    assertThat(append(b, gap)).isEqualTo(new Appended());
  }

  @Test
  public void aDecisionUnderOldControlIsRefused() throws Exception {
    assertThat(append(first(StreamId.CONTROL, "suspend"))).isEqualTo(new Appended());
    assertThat(ledger().controlSeq()).isEqualTo(1);
    assertThat(append(first(S, "late"))).isEqualTo(new ControlMoved(1));
    assertThat(ledger().head(S)).isNull();
    var seen = entry(node, S, 1, null, 1, "seen");
    assertThat(ledger().append(batch(ledger(), 1, seen))).isEqualTo(new Appended());
    assertThat(requireNonNull(ledger().event(S, 1)).control()).isEqualTo(1);
  }

  @Test
  public void aChangeOfControlUnderOldControlIsRefused() throws Exception {
    var one = first(StreamId.CONTROL, "one");
    var two = next(node, one, 0, "two");
    assertThat(append(one, two)).isEqualTo(new Appended());
    assertThat(ledger().controlSeq()).isEqualTo(2);
    assertThat(append(first(StreamId.CONTROL, "late"))).isEqualTo(new ControlMoved(2));
    assertThat(reopen(ledger()).controlSeq()).isEqualTo(2);
  }

  @Test
  public void aClockTooFarOffIsRefused() throws Exception {
    for (Instant wrong : List.of(AT.plusMillis(2001), AT.minusMillis(2001))) {
      var batch = Batch.of(ledger().logHead(), 0, wrong, List.of(first(S, "a")));
      assertThat(ledger().append(batch)).isEqualTo(new ClockSkew());
    }
    assertThat(ledger().head(S)).isNull();
    var near = Batch.of(ledger().logHead(), 0, AT.plusMillis(1999), List.of(first(S, "a")));
    assertThat(ledger().append(near)).isEqualTo(new Appended());
  }

  @Test
  public void theLastSnapshotIsKept() throws Exception {
    var a = first(S, "a");
    assertThat(append(a)).isEqualTo(new Appended());
    assertThat(ledger().snapshot(S)).isNull();
    ledger().putSnapshot(new Snapshot(S, 1, a.hash(), "one".getBytes(UTF_8)));
    ledger().putSnapshot(new Snapshot(S, 2, a.hash(), "two".getBytes(UTF_8)));
    var kept = requireNonNull(ledger().snapshot(S));
    assertThat(kept.seq()).isEqualTo(2);
    assertThat(kept.hash()).isEqualTo(a.hash());
    assertThat(kept.state()).isEqualTo("two".getBytes(UTF_8));
    assertThat(ledger().snapshot(T)).isNull();
  }

  @Test
  public void aSecretStandsBesideItsEventUntilItIsErased() throws Exception {
    var a = first(S, "a");
    var b = first(T, "b");
    byte[] key = "the key".getBytes(UTF_8);
    var next = next(node, a, 0, "c");
    assertThat(append(Writing.withSecret(a, key), Writing.withSecret(b, key), next))
        .isEqualTo(new Appended());
    assertThat(secret(S, 1)).isEqualTo(key);
    assertThat(secret(S, 2)).isNull();
    assertThat(ledger().log(new LeafIndex(0), 1).getFirst().secret()).isEqualTo(key);
    assertThat(RecordedEvent.of(requireNonNull(ledger().event(S, 1))).secret()).isEqualTo(key);

    ledger().eraseSecrets(S);
    ledger().eraseSecrets(S);
    ledger().eraseSecrets(StreamId.at(AT));
    opened = reopen(ledger());
    assertThat(secret(S, 1)).isNull();
    assertThat(ledger().log(new LeafIndex(0), 1).getFirst().secret()).isNull();
    assertThat(secret(T, 1)).as("another stream's").isEqualTo(key);
    assertThat(requireNonNull(ledger().event(S, 1)).body()).isEqualTo(a.body());
    assertThat(ledger().head(S)).isEqualTo(new StreamHead(2, next.hash(), AT));
    assertThat(append(next(node, next, 0, "goes on"))).isEqualTo(new Appended());
  }

  private byte @Nullable [] secret(StreamId stream, long seq) throws Exception {
    return requireNonNull(ledger().event(stream, seq)).secret();
  }

  /// A barrier starts each round's batches together: without it a ledger that reads its head and
  /// then writes passes, because calls that merely run on many threads seldom meet.
  @Test
  public void ofConcurrentBatchesOnOneHeadOneIsCommitted() throws Exception {
    var together = new CyclicBarrier(THREADS);
    try (var executor = Executors.newFixedThreadPool(THREADS)) {
      for (int round = 0; round < ROUNDS; round++) {
        var calls = new ArrayList<Callable<AppendResult>>();
        for (int i = 0; i < THREADS; i++) {
          var batch = batch(ledger(), 0, first(StreamId.at(AT), "round " + round));
          calls.add(
              () -> {
                together.await(10, TimeUnit.SECONDS);
                return ledger().append(batch);
              });
        }
        int committed = 0;
        for (var call : executor.invokeAll(calls)) {
          committed += call.get() instanceof Appended ? 1 : 0;
        }
        assertThat(committed).as("round %d", round).isEqualTo(1);
        assertThat(ledger().logHead().frontier().size().leaves()).isEqualTo(round + 1L);
      }
    }
  }

  @Test
  public void readersNeverSeeAGap() throws Exception {
    var chain = chain(node, S, 300, 0);
    try (var executor = Executors.newFixedThreadPool(2)) {
      var reader =
          executor.submit(
              () -> {
                long seen = 0;
                while (seen < 300) {
                  var events = ledger().stream(S, 0, 1000);
                  for (int i = 0; i < events.size(); i++) {
                    assertThat(events.get(i).seq()).isEqualTo(i + 1L);
                  }
                  assertThat(events.size()).isGreaterThanOrEqualTo((int) seen);
                  seen = events.size();
                }
                return seen;
              });
      for (int i = 0; i < 300; i += 3) {
        assertThat(append(chain.get(i), chain.get(i + 1), chain.get(i + 2)))
            .isEqualTo(new Appended());
      }
      assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(300);
    }
  }
}
