package io.legate.inquiry;

import io.legate.audit.ExportReader;
import io.legate.audit.ExportReader.Part;
import io.legate.ledger.LedgerUnavailableException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// The records of an export, all of them and in the order of the log: a file has no index.
public final class ExportPages implements RecordPages {

  private static final int PAGE = 256;

  private final ExportReader reader;
  private long removed;

  /// @param in closed by whoever opened it
  public ExportPages(InputStream in) {
    this.reader = new ExportReader(in);
  }

  /// {@inheritDoc}
  ///
  /// @throws java.io.UncheckedIOException if the file cannot be read
  @Override
  public List<LoggedRecord> next() throws LedgerUnavailableException {
    var page = new ArrayList<LoggedRecord>();
    while (page.size() < PAGE) {
      switch (reader.next()) {
        case null -> {
          return page;
        }
        case Part.Kept(var event) -> page.add(LoggedRecord.of(event));
        case Part.Removed _ -> removed++;
        case Part.Begin _, Part.End _ -> {}
      }
    }
    return page;
  }

  /// Returns of how many records there is nothing but a hash.
  public long removed() {
    return removed;
  }

  @Override
  public boolean isByStream() {
    return false;
  }
}
