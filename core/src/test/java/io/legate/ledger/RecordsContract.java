package io.legate.ledger;

import static io.legate.ledger.Writing.AT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.identity.Uuid7;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Records] must do, beside a ledger that is open.
public abstract class RecordsContract {

  private static final int OPENED = 1;

  private static final StreamId FIRST = new StreamId(later(0));
  private static final StreamId SECOND = new StreamId(later(1));
  private static final StreamId THIRD = new StreamId(later(2));

  private @Nullable Ledger ledger;
  private @Nullable Records records;

  private static UUID later(int seconds) {
    return Uuid7.at(AT.plusSeconds(seconds));
  }

  /// Opens an empty ledger whose own clock is this one.
  protected abstract Ledger fresh(InstantSource clock) throws Exception;

  /// Opens the records of it.
  protected abstract Records records() throws Exception;

  @BeforeEach
  public void open() throws Exception {
    ledger = fresh(InstantSource.fixed(AT));
    LogsContract.append(ledger(), THIRD, OPENED, 5);
    LogsContract.append(ledger(), FIRST, OPENED, 5, 5, OPENED);
    LogsContract.append(ledger(), SECOND, 50);
    records = records();
  }

  @AfterEach
  public void closeRecords() {
    read().close();
  }

  private Ledger ledger() {
    return requireNonNull(ledger);
  }

  private Records read() {
    return requireNonNull(records);
  }

  @Test
  public void streamsThatBeginWithAKindAreInTheOrderOfTheirIds() throws Exception {
    assertThat(read().streams(OPENED, null, 9)).containsExactly(FIRST, THIRD);
    assertThat(read().streams(OPENED, null, 1)).containsExactly(FIRST);
    assertThat(read().streams(OPENED, FIRST, 1)).containsExactly(THIRD);
    assertThat(read().streams(OPENED, THIRD, 1)).isEmpty();
    assertThat(read().streams(50, null, 9)).containsExactly(SECOND);
    assertThat(read().streams(5, null, 9)).isEmpty();
  }

  @Test
  public void aStreamIsReadAsTheLedgerReadsIt() throws Exception {
    LogsContract.append(ledger(), StreamId.CONTROL, 100);
    for (StreamId stream : List.of(FIRST, StreamId.CONTROL)) {
      assertThat(read().stream(stream, 0, 9))
          .usingRecursiveComparison()
          .isEqualTo(ledger().stream(stream, 0, 9));
      assertThat(read().head(stream)).isEqualTo(ledger().head(stream));
    }
    assertThat(read().stream(FIRST, 1, 2)).extracting(StoredEvent::seq).containsExactly(2L, 3L);
    assertThat(read().head(StreamId.at(AT))).isNull();
  }

  @Test
  public void whatIsAppendedMeanwhileIsSeen() throws Exception {
    assertThat(read().size()).isEqualTo(7);
    var fourth = new StreamId(later(3));
    LogsContract.append(ledger(), fourth, OPENED);
    assertThat(read().size()).isEqualTo(8);
    assertThat(read().streams(OPENED, THIRD, 9)).containsExactly(fourth);
  }
}
