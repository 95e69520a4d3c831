package io.legate.inquiry;

import io.legate.authorize.TasklessAuthorization;
import io.legate.caller.LoneAssertions;
import io.legate.exchange.ApiTokens;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamHead;
import io.legate.ledger.StreamId;
import io.legate.task.EventKind;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records of a ledger that a question may be about, stream by stream: control, then tasks in
/// the order of their making, then what stands alone.
///
/// Of named tasks only their own records are read, by the ledger's primary key. Otherwise every
/// task is read that was made before the end of the wanted time and has a record after its
/// beginning, each from its first record on: what an action's record does not say of its agent and
/// subject, those before it do.
public final class LedgerPages implements RecordPages {

  private static final int PAGE = 256;

  /// Streams that begin with these kinds are looked for, in this order. Zero stands for control.
  private static final List<Integer> SECTIONS =
      List.of(
          0,
          EventKind.OPENED.number(),
          ApiTokens.ISSUED,
          LoneAssertions.SPENT,
          TasklessAuthorization.DECIDED);

  private final Records records;
  private final RecordFilter filter;
  private final Deque<StreamId> waiting = new ArrayDeque<>();
  private int section;
  private @Nullable StreamId listed;
  private boolean sectionDone;
  private @Nullable StreamId current;
  private long seq;

  /// @param after where the question has got to; its stream is read again from the beginning
  public LedgerPages(Records records, RecordFilter filter, @Nullable Position after) {
    this.records = records;
    this.filter = filter;
    if (!filter.tasks().isEmpty()) {
      section = 1;
      sectionDone = true;
      boolean reached = false;
      for (var task : filter.tasks()) {
        var stream = new StreamId(task.value());
        reached = reached || after == null || stream.equals(after.stream());
        if (reached) {
          waiting.add(stream);
        }
      }
    } else if (after != null && after.section() < SECTIONS.size()) {
      section = after.section();
      listed = after.stream();
      waiting.add(after.stream());
      sectionDone = section == 0;
    } else {
      section = -1;
      sectionDone = true;
    }
  }

  @Override
  public List<LoggedRecord> next() throws LedgerUnavailableException {
    while (true) {
      StreamId stream = current == null ? nextStream() : current;
      if (stream == null) {
        return List.of();
      }
      List<StoredEvent> page = records.stream(stream, seq, PAGE);
      current = page.size() == PAGE ? stream : null;
      seq = page.isEmpty() ? seq : page.getLast().seq();
      if (!page.isEmpty()) {
        var read = new ArrayList<LoggedRecord>(page.size());
        for (StoredEvent event : page) {
          read.add(LoggedRecord.of(event));
        }
        return read;
      }
    }
  }

  @Override
  public boolean isByStream() {
    return true;
  }

  /// Returns which sort of streams is being read.
  int section() {
    return section;
  }

  private @Nullable StreamId nextStream() throws LedgerUnavailableException {
    seq = 0;
    while (true) {
      StreamId stream = waiting.poll();
      if (stream != null) {
        if (mayHold(stream)) {
          return stream;
        }
      } else if (!sectionDone) {
        var more = records.streams(SECTIONS.get(section), listed, PAGE);
        waiting.addAll(more);
        listed = more.isEmpty() ? listed : more.getLast();
        sectionDone = more.size() < PAGE || isPast(more.getLast());
      } else if (!filter.tasks().isEmpty() || !nextSection()) {
        return null;
      }
    }
  }

  private boolean nextSection() {
    section++;
    listed = null;
    if (section >= SECTIONS.size()) {
      return false;
    }
    if (section == 0) {
      sectionDone = true;
      if (filter.reachesControl()) {
        waiting.add(StreamId.CONTROL);
      }
    } else {
      sectionDone = section > 1 && !filter.reachesLone();
    }
    return true;
  }

  private boolean mayHold(StreamId stream) throws LedgerUnavailableException {
    if (stream.equals(StreamId.CONTROL)) {
      return true;
    }
    if (isPast(stream)) {
      return false;
    }
    Instant since = filter.since();
    if (since == null) {
      return true;
    }
    StreamHead head = records.head(stream);
    return head != null && !head.at().isBefore(since);
  }

  /// Streams are named by the time at which they were asked for.
  private boolean isPast(StreamId stream) {
    Instant until = filter.until();
    return until != null
        && !Uuid7.instant(stream.value()).minus(RequestId.AHEAD_MAX).isBefore(until);
  }
}
