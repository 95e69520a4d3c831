package io.legate.app.audit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.audit.Before;
import io.legate.audit.Finding;
import io.legate.audit.KeptLog;
import io.legate.audit.Lie;
import io.legate.audit.LogExamination;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.sqlite.SqliteLogFile;
import io.legate.merkle.LeafIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each single bit of a record counts. `-Dlegate.tamper.sample=200` takes two hundred records, of
/// ten thousand with `-Dlegate.tamper.tasks=1000`.
class EveryBitTest {

  private static final int TASKS = Integer.getInteger("legate.tamper.tasks", 20);
  private static final int SAMPLE = Integer.getInteger("legate.tamper.sample", 10);

  @TempDir Path folder;

  /// A record as the database has it, and the one before it in its stream.
  private record Row(StoredEvent event, @Nullable Before before) {

    /// The same as the first of a log, with another body; what stands before it is no part of that.
    Row with(byte[] body) {
      var changed =
          new StoredEvent(
              event.stream(),
              event.seq(),
              event.node(),
              new LeafIndex(0),
              event.control(),
              event.at(),
              event.kind(),
              event.op(),
              event.hash(),
              body,
              null);
      return new Row(changed, before == null ? null : new Before(before.hash(), 0, 0, before.at()));
    }

    @Nullable Finding finding() {
      var examination = new LogExamination(event.node(), List.of());
      examination.row(event, before);
      return examination.finding();
    }
  }

  @Test
  void everyBitOfARecordIsFoundAtThatRecord() throws Exception {
    List<Row> rows = rows(RealLog.make(folder, TASKS).data());
    Collections.shuffle(rows, new Random(6));
    for (Row row : rows.subList(0, SAMPLE)) {
      byte[] body = requireNonNull(row.event.body());
      assertThat(row.with(body).finding()).as("untouched").isNull();
      byte[] changed = body.clone();
      for (int bit = 0; bit < 8 * body.length; bit++) {
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        Finding finding = row.with(changed).finding();
        if (finding == null || finding.lie() != Lie.CHANGED) {
          throw new AssertionError("bit " + bit + " of " + row.event.leaf() + ": " + finding);
        }
        changed[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
  }

  private static List<Row> rows(Path data) throws Exception {
    var rows = new ArrayList<Row>();
    try (var log = SqliteLogFile.open(data)) {
      log.read(
          log.head().frontier().size().leaves(),
          new KeptLog.Reader() {
            @Override
            public void record(StoredEvent row, @Nullable Before before) {
              rows.add(new Row(row, before));
            }

            @Override
            public void unreadable(long leaf) {
              throw new AssertionError("record " + leaf);
            }
          });
    }
    return rows;
  }
}
