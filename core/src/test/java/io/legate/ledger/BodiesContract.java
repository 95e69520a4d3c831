package io.legate.ledger;

import static io.legate.ledger.Writing.AT;
import static io.legate.ledger.Writing.batch;
import static io.legate.ledger.Writing.chain;
import static io.legate.ledger.Writing.entry;
import static io.legate.ledger.Writing.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.Bodies.Mention;
import io.legate.ledger.Bodies.Oldest;
import io.legate.ledger.Bodies.RecordId;
import io.legate.ledger.Bodies.Rest;
import io.legate.merkle.LeafIndex;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Ledger] must do about the bodies of its records.
public abstract class BodiesContract {

  static final StreamId S = StreamId.at(AT);
  static final StreamId T = StreamId.at(AT);

  @Nullable Ledger opened;
  int node;

  /// Opens an empty ledger whose own clock is this one.
  protected abstract Ledger fresh(InstantSource clock) throws Exception;

  /// Opens the same data once more, as after a restart.
  protected abstract Ledger reopen(Ledger ledger) throws Exception;

  @BeforeEach
  public void open() throws Exception {
    opened = fresh(InstantSource.fixed(AT));
    node = ledger().logHead().node();
  }

  final Ledger ledger() {
    return requireNonNull(opened);
  }

  final Entry first(StreamId stream, String text, OnceKey... once) {
    return entry(node, stream, 1, null, 0, text, once);
  }

  final AppendResult append(Entry... entries) throws Exception {
    return ledger().append(batch(ledger(), 0, entries));
  }

  private void appendAll(List<Entry> entries) throws Exception {
    assertThat(append(entries.toArray(Entry[]::new))).isEqualTo(new AppendResult.Appended());
  }

  @Test
  public void aBodyThatIsRemovedLeavesItsHash() throws Exception {
    var entries = chain(node, S, 3, 0);
    appendAll(entries);
    ledger().bodies().remove(List.of(new RecordId(S, 2), new RecordId(S, 2), new RecordId(T, 1)));
    var left = ledger().stream(S, 0, 10);
    assertThat(left).extracting(StoredEvent::hash).isEqualTo(hashes(entries));
    assertThat(left.get(0).body()).isEqualTo(entries.get(0).body());
    assertThat(left.get(1).body()).isNull();
    assertThat(left.get(1).op()).isNull();
    assertThat(left.get(2).body()).isEqualTo(entries.get(2).body());
    assertThat(ledger().bodies().records(S))
        .extracting(Rest::kept)
        .containsExactly(true, false, true);
    assertThat(append(next(node, entries.get(2), 0, "more")))
        .isEqualTo(new AppendResult.Appended());
  }

  private static List<io.legate.merkle.Hash> hashes(List<Entry> entries) {
    return entries.stream().map(Entry::hash).toList();
  }

  @Test
  public void aTextIsFoundInBodiesAsLongAsTheyAreThere() throws Exception {
    appendAll(List.of(first(S, "about alice"), first(T, "about bob")));
    byte[] text = "alice".getBytes(UTF_8);
    assertThat(ledger().bodies().mentions(text, node, new LeafIndex(0), 10))
        .containsExactly(new Mention(new RecordId(S, 1), new LeafIndex(0), 7));
    assertThat(ledger().bodies().mentions(text, node, new LeafIndex(1), 10)).isEmpty();
    assertThat(ledger().bodies().mentions(text, node + 1, new LeafIndex(0), 10)).isEmpty();
    ledger().bodies().remove(List.of(new RecordId(S, 1)));
    assertThat(ledger().bodies().mentions(text, node, new LeafIndex(0), 10)).isEmpty();
  }

  @Test
  public void theOldestStreamsAreThoseWithTheirFirstBody() throws Exception {
    StreamId early = StreamId.at(AT.minusSeconds(9));
    StreamId statement = StreamId.at(AT.minusSeconds(8));
    appendAll(
        List.of(
            first(S, "one"),
            first(early, "two"),
            Writing.ofKind(node, statement, null, AT, RemovedBodies.KIND)));
    var bodies = ledger().bodies();
    assertThat(bodies.oldest(null, 10))
        .containsExactly(new Oldest(early, 7, AT), new Oldest(S, 7, AT));
    assertThat(bodies.oldest(early, 10)).extracting(Oldest::stream).containsExactly(S);
    assertThat(bodies.oldest(null, 1)).extracting(Oldest::stream).containsExactly(early);
    bodies.remove(List.of(new RecordId(early, 1)));
    assertThat(bodies.oldest(null, 10)).extracting(Oldest::stream).containsExactly(S);
  }

  @Test
  public void whatWasMadeFromARemovedBodyIsNotKept() throws Exception {
    var entries = chain(node, S, 2, 0);
    appendAll(entries);
    var snapshot = new Snapshot(S, 2, entries.get(1).hash(), "{}".getBytes(UTF_8));
    ledger().putSnapshot(snapshot);
    assertThat(ledger().snapshot(S)).isNotNull();
    ledger().bodies().remove(List.of(new RecordId(S, 1), new RecordId(S, 2)));
    assertThat(ledger().snapshot(S)).isNull();
    ledger().putSnapshot(snapshot);
    assertThat(ledger().snapshot(S)).isNull();
  }

  @Test
  public void whatIsBesideARemovedBodyGoesToo() throws Exception {
    appendAll(List.of(Writing.withSecret(first(S, "one"), "key".getBytes(UTF_8))));
    ledger().bodies().remove(List.of(new RecordId(S, 1)));
    assertThat(requireNonNull(ledger().event(S, 1)).secret()).isNull();
  }

  @Test
  public void oneRemovesAtATime() throws Exception {
    var bodies = ledger().bodies();
    try (var first = requireNonNull(bodies.tryAlone())) {
      assertThat(ledger().bodies().tryAlone()).as("beside " + first).isNull();
    }
    requireNonNull(bodies.tryAlone()).close();
  }

  @Test
  public void everythingElseIsAsItWasAfterCleaning() throws Exception {
    var entries = chain(node, S, 3, 0);
    appendAll(entries);
    ledger().bodies().remove(List.of(new RecordId(S, 1)));
    boolean _ = ledger().bodies().scrub();
    assertThat(ledger().stream(S, 0, 10)).extracting(StoredEvent::hash).isEqualTo(hashes(entries));
    assertThat(append(next(node, entries.get(2), 0, "more")))
        .isEqualTo(new AppendResult.Appended());
  }
}
