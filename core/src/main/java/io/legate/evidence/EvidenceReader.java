package io.legate.evidence;

import io.legate.authorize.TasklessAuthorization;
import io.legate.evidence.TaskAccount.Act;
import io.legate.identity.TaskId;
import io.legate.inquiry.Inquiry;
import io.legate.inquiry.LoggedRecord;
import io.legate.inquiry.RecordFilter;
import io.legate.inquiry.RecordPages;
import io.legate.json.Json;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.StreamId;
import io.legate.task.EventKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Gathers the tasks that a question is about, each whole, with the acts that are wanted.
///
/// Of a ledger, a task without such an act is forgotten once the next one begins; of an export,
/// when all is read.
public final class EvidenceReader {

  private final RecordPages pages;
  private final RecordFilter filter;
  private final Map<StreamId, Gathering> gathering = new LinkedHashMap<>();
  private final List<Act> alone = new ArrayList<>();
  private @Nullable StreamId last;

  private EvidenceReader(RecordPages pages, RecordFilter filter) {
    this.pages = pages;
    this.filter = filter;
  }

  /// What was gathered.
  ///
  /// @param alone decisions outside of any task
  public record Gathered(List<TaskAccount> tasks, List<Act> alone) {
    public Gathered {
      tasks = List.copyOf(tasks);
      alone = List.copyOf(alone);
    }
  }

  private static final class Gathering {
    private final AccountReader reader;
    private final Set<Long> wanted = new HashSet<>();

    Gathering(StreamId stream) {
      this.reader = new AccountReader(new TaskId(stream.value()));
    }
  }

  /// Reads them.
  ///
  /// @param looked told now and then how many records were looked at
  /// @throws LedgerUnavailableException if they cannot be read
  public static Gathered read(RecordPages pages, RecordFilter filter, LongConsumer looked)
      throws LedgerUnavailableException {
    var reader = new EvidenceReader(pages, filter);
    var inquiry = new Inquiry(pages, filter, null);
    List<Inquiry.Match> matches;
    while ((matches = inquiry.next()) != null) {
      for (LoggedRecord record : inquiry.page()) {
        reader.take(record);
      }
      matches.forEach(reader::want);
      looked.accept(inquiry.looked());
    }
    return reader.gathered();
  }

  private void take(LoggedRecord record) {
    int kind = record.event().kind();
    if (kind > EventKind.APPROVAL_SPENT.number()) {
      return;
    }
    StreamId stream = record.event().stream();
    if (pages.isByStream() && last != null && !stream.equals(last)) {
      forget(last);
    }
    last = stream;
    gathering.computeIfAbsent(stream, Gathering::new).reader.take(record);
  }

  private void forget(StreamId stream) {
    Gathering done = gathering.get(stream);
    if (done != null && done.wanted.isEmpty() && filter.tasks().isEmpty()) {
      gathering.remove(stream);
    }
  }

  private void want(Inquiry.Match match) {
    LoggedRecord record = match.record();
    int kind = record.event().kind();
    if (kind == TasklessAuthorization.DECIDED) {
      Json.Obj data = record.data() == null ? Json.Obj.EMPTY : record.data();
      String id = record.event().stream() + "." + record.event().seq();
      alone.add(new Act(record, id, null, Fields.text(data, "subject"), data, null, null));
    } else if (kind == EventKind.DECIDED.number()) {
      Gathering task = gathering.get(record.event().stream());
      if (task != null) {
        task.wanted.add(record.event().seq());
      }
    }
  }

  private Gathered gathered() {
    if (last != null) {
      forget(last);
    }
    var tasks = new ArrayList<TaskAccount>();
    for (Gathering each : gathering.values()) {
      if (!each.wanted.isEmpty() || !filter.tasks().isEmpty()) {
        tasks.add(each.reader.account().withActs(each.wanted));
      }
    }
    return new Gathered(tasks, alone);
  }
}
