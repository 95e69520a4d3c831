package io.legate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalTest {

  private static final StreamId STREAM = StreamId.at(Instant.EPOCH);

  private final MemoryLedger ledger = new MemoryLedger();
  private @Nullable Journals<Sum> opened;

  @BeforeEach
  void open() throws Exception {
    opened = Journals.open(ledger, Sum.FOLD, Instant::now, _ -> {});
  }

  @AfterEach
  void close() {
    journals().close();
  }

  private Journals<Sum> journals() {
    return java.util.Objects.requireNonNull(opened);
  }

  @Test
  void anAnswerIsGivenOnceItsEventsAreCommitted() throws Exception {
    var journal = journals().journal(Sum.FOLD, 1 << 20);
    long sum = journal.decide(STREAM, turn -> turn.append(Sum.add(3)).total());
    assertThat(sum).isEqualTo(3);
    assertThat(ledger.stream(STREAM, 0, 10)).hasSize(1);
    assertThat(journal.read(STREAM).total()).isEqualTo(3);
  }

  @Test
  void aRefusalRecordsNothing() {
    var journal = journals().journal(Sum.FOLD, 1 << 20);
    assertThatThrownBy(
            () ->
                journal.decide(
                    STREAM,
                    turn -> {
                      turn.append(Sum.add(1));
                      throw new java.io.IOException("refused");
                    }))
        .isInstanceOf(java.io.IOException.class);
    assertThat(ledger.stream(STREAM, 0, 10)).isEmpty();
  }

  @Test
  void aKeyIsTakenOnce() throws Exception {
    var journal = journals().journal(Sum.FOLD, 1 << 20);
    var draft =
        new Draft(1, null, Json.Obj.EMPTY, List.of(OnceKey.single(7, new byte[] {1, 2, 3})));
    journals().notes().note(draft);
    assertThatThrownBy(() -> journal.decide(STREAM, turn -> turn.append(draft)))
        .isInstanceOf(OnceTakenException.class);
  }
}
