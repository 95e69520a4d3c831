package io.legate.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.MemoryLedger.Fault;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalTest {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final StreamId STREAM = StreamId.at(NOON);
  private static final long ROOM = 1 << 20;

  private final MemoryLedger ledger = new MemoryLedger();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

  private Journals<Sum> open(Ledger on) throws Exception {
    return Journals.open(on, Sum.FOLD, now::get, _ -> {});
  }

  private static OnceKey key(String text) {
    return OnceKey.single(7, text.getBytes(UTF_8));
  }

  private static Draft claiming(OnceKey key) {
    return new Draft(1, null, Sum.add(1).data(), List.of(key));
  }

  @Test
  void anAnswerIsGivenOnceItsEventsAreRecorded() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      assertThat(journal.read(STREAM)).isEqualTo(new Sum(0, 0));
      var sum = journal.decide(STREAM, turn -> turn.append(Sum.add(3)));
      assertThat(sum).isEqualTo(new Sum(3, 1));
      assertThat(ledger.stream(STREAM, 0, 10)).hasSize(1);
      assertThat(journal.read(STREAM)).isEqualTo(sum);
      assertThat(journals.head().frontier().size().leaves()).isEqualTo(1);
    }
  }

  /// Appends one event and returns how many there are then.
  private static long add(Journal<Sum, Sum> journal, StreamId stream) throws Exception {
    var sum = journal.decide(stream, turn -> turn.append(Sum.add(1)));
    return sum.count();
  }

  @Test
  void aTurnSeesWhatItAppended() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      var seen =
          journal.decide(
              STREAM,
              turn -> {
                assertThat(turn.nextSeq()).isEqualTo(1);
                turn.append(Sum.add(1));
                assertThat(turn.nextSeq()).isEqualTo(2);
                turn.append(Sum.add(10));
                return turn.state();
              });
      assertThat(seen).isEqualTo(new Sum(11, 2));
      assertThat(ledger.stream(STREAM, 0, 10)).extracting(StoredEvent::seq).containsExactly(1L, 2L);
    }
  }

  @Test
  void aRefusalRecordsNothing() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      assertThatThrownBy(
              () ->
                  journal.decide(
                      STREAM,
                      turn -> {
                        turn.append(Sum.add(1));
                        throw new IOException("refused");
                      }))
          .isInstanceOf(IOException.class);
      assertThat(ledger.stream(STREAM, 0, 10)).isEmpty();
      assertThat(add(journal, STREAM)).isEqualTo(1);
    }
  }

  @Test
  void timeNeverGoesBackWithinAStream() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      assertThat(at(journal)).isEqualTo(NOON);
      now.set(NOON.minusSeconds(3600));
      assertThat(at(journal)).isEqualTo(NOON);
      now.set(NOON.plusNanos(5_999_999));
      assertThat(at(journal)).isEqualTo(NOON.plusMillis(5));
    }
    now.set(NOON);
    try (var journals = open(ledger.reopen())) {
      assertThat(at(journals.journal(Sum.FOLD, ROOM))).isEqualTo(NOON.plusMillis(5));
    }
  }

  private static Instant at(Journal<Sum, Sum> journal) throws Exception {
    return journal.decide(
        STREAM,
        turn -> {
          turn.append(Sum.add(1));
          return turn.at();
        });
  }

  /// A note has no state that its maker could forget, so that only the refusal itself takes it out
  /// of its batch: the writer sent it for ever.
  @Test
  void aNoteThatWasRefusedIsNotSentAgain() throws Exception {
    try (var journals = open(ledger)) {
      journals.notes().note(claiming(key("a")));
      assertThatThrownBy(() -> journals.notes().note(claiming(key("a"))))
          .isInstanceOf(OnceTakenException.class);
      journals.notes().note(claiming(key("b")));
    }
  }

  @Test
  void aKeyIsTakenOnceAndTheLoserLearnsWhich() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      journals.notes().note(claiming(key("a")));
      assertThatThrownBy(() -> journal.decide(STREAM, turn -> turn.append(claiming(key("a")))))
          .isInstanceOfSatisfying(
              OnceTakenException.class, e -> assertThat(e.key()).isEqualTo(key("a")));
      assertThat(journal.read(STREAM).count()).isZero();
      var sum = journal.decide(STREAM, turn -> turn.append(claiming(key("b"))));
      assertThat(sum.count()).isEqualTo(1);
    }
  }

  @Test
  void anotherNodesEventIsReadAndDecidedOnAgain() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      journal.decide(STREAM, turn -> turn.append(Sum.add(1)));
      var tip = requireNonNull(ledger.event(STREAM, 1));
      var draft = Sum.add(100);
      var event = RecordedEvent.of(STREAM, 2, 0, NOON, draft);
      byte[] body = EventBody.bytes(event, 9, tip.hash());
      var hash = io.legate.merkle.Rfc6962.leaf(body);
      var entry = new Entry(STREAM, 2, tip.hash(), NOON, 1, null, hash, body, List.of());
      ledger.intrude(entry);

      var runs = new AtomicInteger();
      var sum =
          journal.decide(
              STREAM,
              turn -> {
                runs.incrementAndGet();
                return turn.append(Sum.add(10));
              });
      assertThat(sum).isEqualTo(new Sum(111, 3));
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void anUnknownOutcomeIsResolvedWithoutDecidingAgain() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      var runs = new AtomicInteger();
      for (Fault fault : List.of(Fault.UNKNOWN_AFTER, Fault.UNKNOWN_BEFORE)) {
        ledger.fail(fault);
        ledger.fail(fault);
        journal.decide(
            STREAM,
            turn -> {
              runs.incrementAndGet();
              return turn.append(Sum.add(1));
            });
      }
      assertThat(runs).hasValue(2);
      assertThat(journal.read(STREAM)).isEqualTo(new Sum(2, 2));
      assertThat(ledger.log(new io.legate.merkle.LeafIndex(0), 10)).hasSize(2);
      assertThat(journals.isReady()).isTrue();
    }
  }

  @Test
  void whatIsNotWrittenIsUnavailableAndLeavesNoTrace() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      ledger.fail(Fault.NOT_WRITTEN);
      assertUnavailable(journal, Reason.NOT_WRITTEN);
      assertThat(journals.isReady()).isFalse();
      assertThat(add(journal, STREAM)).isEqualTo(1);
      assertThat(journals.isReady()).isTrue();
    }
  }

  @Test
  void aJumpingClockIsUnavailable() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      ledger.fail(Fault.CLOCK_SKEW);
      assertUnavailable(journal, Reason.CLOCK);
      assertThat(journals.isReady()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FENCED", "DIE"})
  void aCommitterThatEndsRefusesEveryone(Fault fault) throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      ledger.fail(fault);
      assertUnavailable(journal, Reason.STOPPED);
      assertThat(journals.isReady()).isFalse();
      assertUnavailable(journal, Reason.STOPPED);
      assertThatThrownBy(() -> journals.notes().note(Sum.add(1)))
          .isInstanceOf(LedgerUnavailableException.class);
      assertThat(ledger.stream(STREAM, 0, 10)).isEmpty();
    }
  }

  @Test
  void afterClosingEverythingIsRefused() throws Exception {
    var journals = open(ledger);
    var journal = journals.journal(Sum.FOLD, ROOM);
    journal.decide(STREAM, turn -> turn.append(Sum.add(1)));
    journals.close();
    assertThat(journals.isReady()).isFalse();
    assertUnavailable(journal, Reason.STOPPED);
  }

  private static void assertUnavailable(Journal<Sum, Sum> journal, Reason reason) {
    assertThatThrownBy(() -> journal.decide(STREAM, turn -> turn.append(Sum.add(1))))
        .isInstanceOfSatisfying(
            LedgerUnavailableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void aFreshStreamThatHasBegunIsDecidedOnAsItIs() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      journal.begin(STREAM, turn -> turn.append(Sum.add(1)));
    }
    try (var journals = open(ledger.reopen())) {
      var journal = journals.journal(Sum.FOLD, ROOM);
      var sum = journal.begin(STREAM, turn -> turn.append(Sum.add(1)));
      assertThat(sum.count()).isEqualTo(2);
    }
  }

  @Test
  void aColdStreamIsFoldedFromItsSnapshot() throws Exception {
    var first = open(ledger);
    try (first) {
      var journal = first.journal(Sum.FOLD, ROOM);
      for (int i = 0; i < 70; i++) {
        journal.decide(STREAM, turn -> turn.append(Sum.add(1)));
      }
    }
    var kept = requireNonNull(ledger.snapshot(STREAM));
    assertThat(kept.seq()).isEqualTo(64);
    // A snapshot with another total shows that it was used; one of another event is not.
    var text = "{\"count\":64,\"total\":1064}".getBytes(UTF_8);
    ledger.putSnapshot(new Snapshot(STREAM, 64, kept.hash(), text));
    try (var journals = open(ledger.reopen())) {
      assertThat(journals.journal(Sum.FOLD, ROOM).read(STREAM)).isEqualTo(new Sum(1070, 70));
    }
    ledger.putSnapshot(new Snapshot(STREAM, 63, kept.hash(), text));
    try (var journals = open(ledger.reopen())) {
      assertThat(journals.journal(Sum.FOLD, ROOM).read(STREAM)).isEqualTo(new Sum(70, 70));
    }
    ledger.putSnapshot(new Snapshot(STREAM, 64, kept.hash(), "{}".getBytes(UTF_8)));
    try (var journals = open(ledger.reopen())) {
      assertThat(journals.journal(Sum.FOLD, ROOM).read(STREAM)).isEqualTo(new Sum(70, 70));
    }
  }

  @Test
  void streamsThatDoNotFitAreReadAgain() throws Exception {
    try (var journals = open(ledger)) {
      var journal = journals.journal(Sum.FOLD, 1_000);
      for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < 50; i++) {
          var stream = new StreamId(new java.util.UUID(0x7000, 0x8000_0000_0000_0000L | i));
          assertThat(add(journal, stream)).isEqualTo(round);
          assertThat(journal.read(stream).count()).isEqualTo(round);
        }
      }
    }
  }

  @Test
  void numbersThatWouldReadBackDifferentlyAreABug() {
    var data = io.legate.json.Json.Obj.with("amount", new io.legate.json.Json.Num("1.0")).build();
    assertThatThrownBy(() -> Draft.of(1, data)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBodyIsTheCanonicalFormOfWhatItSays() throws Exception {
    try (var journals = open(ledger)) {
      var draft = new Draft(5, "op".getBytes(UTF_8), Sum.add(3).data(), List.of());
      var journal = journals.journal(Sum.FOLD, ROOM);
      journal.decide(STREAM, turn -> turn.append(Sum.add(1)));
      journal.decide(STREAM, turn -> turn.append(draft));
      byte[] body = requireNonNull(requireNonNull(journal.event(STREAM, 2)).body());
      var read = io.legate.json.JsonReader.readObject(body);
      assertThat(io.legate.json.Jcs.bytes(read)).isEqualTo(body);
      assertThat(read.members().keySet())
          .containsExactly(
              "at", "control", "data", "kind", "node", "op", "prev", "salt", "seq", "stream");
    }
  }
}
