package io.legate.inquiry;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A question to the record, answered page by page.
///
/// In memory are one page, and of each stream that is under way what later records rest on: of a
/// ledger that is one stream, of an export all of them, some hundred bytes for each hop and
/// decision. Not safe for use from many threads.
public final class Inquiry {

  private final RecordPages pages;
  private final RecordFilter filter;
  private final @Nullable Position after;
  private final Map<StreamId, TaskContext> contexts = new HashMap<>();
  private List<LoggedRecord> page = List.of();
  private @Nullable StreamId last;
  private long lastSeq;
  private long looked;
  private long incomplete;
  private long removed;

  /// @param after records up to there were answered before; null for none
  public Inquiry(RecordPages pages, RecordFilter filter, @Nullable Position after) {
    this.pages = pages;
    this.filter = filter;
    this.after = after;
  }

  /// A record that is wanted, with what it is about.
  ///
  /// @param position where the question goes on behind it; null in an export, which has none
  public record Match(LoggedRecord record, RecordFacts facts, @Nullable Position position) {}

  /// Looks at the next page.
  ///
  /// @return what of it is wanted, which may be nothing; null when there are no more
  /// @throws LedgerUnavailableException if the record cannot be read
  public @Nullable List<Match> next() throws LedgerUnavailableException {
    page = pages.next();
    if (page.isEmpty()) {
      return null;
    }
    var wanted = new ArrayList<Match>();
    for (LoggedRecord record : page) {
      RecordFacts facts = facts(record);
      looked++;
      removed += record.data() == null ? 1 : 0;
      var event = record.event();
      if (Position.covers(after, event.stream(), event.seq())) {
        continue;
      }
      if (filter.holds(event.at(), facts)) {
        wanted.add(new Match(record, facts, position()));
      } else if (!facts.complete() && filter.holdsAt(event.at())) {
        incomplete++;
      }
    }
    return wanted;
  }

  private RecordFacts facts(LoggedRecord record) {
    StreamId stream = record.event().stream();
    if (pages.isByStream() && !stream.equals(last)) {
      contexts.clear();
    }
    last = stream;
    lastSeq = record.event().seq();
    return contexts.computeIfAbsent(stream, TaskContext::new).facts(record);
  }

  /// Returns all records of the last page, also those that are not wanted.
  public List<LoggedRecord> page() {
    return page;
  }

  /// Returns how many records were looked at.
  public long looked() {
    return looked;
  }

  /// Returns how many were not wanted although it is not known what they are about, because their
  /// task's first record was not there.
  public long incomplete() {
    return incomplete;
  }

  /// Returns how many had nothing left but their place.
  public long removed() {
    return removed;
  }

  /// Returns how far it has got in a ledger: behind the last record that was looked at; null before
  /// the first, and of an export.
  public @Nullable Position position() {
    return last != null && pages instanceof LedgerPages ledger
        ? new Position(ledger.section(), last, lastSeq)
        : null;
  }
}
