package io.legate.caller;

import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.ledger.Draft;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Notes;
import io.legate.ledger.OnceTakenException;
import io.legate.refusal.Code;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Counts calls that were refused because nobody was authenticated by them, and records how many:
/// one event for each client and minute. Safe for use from many threads.
///
/// Such a refusal is no decision, so that nobody waits for its record, and a flood of them costs
/// the ledger no more than a handful. What was counted within the last minute is lost with the
/// process; what could not be recorded is counted on.
public final class RefusedCalls implements AutoCloseable {

  /// The number of the event's kind in the ledger.
  public static final int COUNTED = 53;

  private static final Duration PERIOD = Duration.ofMinutes(1);

  /// Calls that named nobody who is registered.
  private static final String NOBODY = "";

  private final Notes<?> notes;
  private final Clock clock;
  private final Thread thread = Thread.ofVirtual().name("refused-calls").unstarted(this::run);
  private volatile Consumer<Exception> onFailure = _ -> {};
  private volatile boolean closed;
  private Period counting;

  public RefusedCalls(Notes<?> notes, Clock clock) {
    this.notes = notes;
    this.clock = clock;
    this.counting = new Period(clock.instant());
  }

  /// Counts a call of whoever it was that named this client, or nobody.
  ///
  /// @param client null where no registered one was named
  public synchronized void countClaimed(@Nullable ClientId client, Code code) {
    counting.of(client == null ? NOBODY : client.value()).claimed.merge(code, 1L, Long::sum);
  }

  /// Counts a call with which this client's own token came.
  public synchronized void countShown(ClientId client, Code code) {
    counting.of(client.value()).shown.merge(code, 1L, Long::sum);
  }

  /// Starts recording them, once.
  ///
  /// @param failed told what went wrong, each time
  public void start(Consumer<Exception> failed) {
    onFailure = failed;
    thread.start();
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(PERIOD.toNanos());
      if (!closed) {
        record();
      }
    }
  }

  /// Records what was counted since it did so last. Blocks. By one thread at a time.
  public void record() {
    Instant until = clock.instant();
    Period ended;
    synchronized (this) {
      ended = counting;
      counting = new Period(until);
    }
    ended.byClient.forEach(
        (client, counts) -> {
          if (!isRecorded(data(client, counts, ended.from, until))) {
            countOn(client, counts, ended.from);
          }
        });
  }

  private static Json.Obj data(String client, Counts counts, Instant from, Instant until) {
    var data =
        Json.Obj.with("from", from.getEpochSecond())
            .with("until", until.getEpochSecond())
            .withOptional("client", client.equals(NOBODY) ? null : client);
    put(data, "claimed", counts.claimed);
    put(data, "shown", counts.shown);
    return data.build();
  }

  private static void put(Json.Builder data, String how, Map<Code, Long> counts) {
    if (!counts.isEmpty()) {
      var codes = new Json.Builder();
      counts.forEach((code, count) -> codes.with(code.label(), count));
      data.with(how, codes.build());
    }
  }

  private boolean isRecorded(Json.Obj data) {
    try {
      notes.note(Draft.of(COUNTED, data));
      return true;
    } catch (OnceTakenException e) {
      throw new IllegalStateException("a count claims no key", e);
    } catch (LedgerUnavailableException e) {
      onFailure.accept(e);
      return false;
    }
  }

  private synchronized void countOn(String client, Counts counts, Instant from) {
    counting.from = counting.from.isAfter(from) ? from : counting.from;
    var again = counting.of(client);
    counts.claimed.forEach((code, count) -> again.claimed.merge(code, count, Long::sum));
    counts.shown.forEach((code, count) -> again.shown.merge(code, count, Long::sum));
  }

  /// Records what was counted, and ends.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    record();
  }

  /// What is counted from one recording to the next.
  private static final class Period {
    private final Map<String, Counts> byClient = new TreeMap<>();
    private Instant from;

    Period(Instant from) {
      this.from = from;
    }

    Counts of(String client) {
      return byClient.computeIfAbsent(client, _ -> new Counts());
    }
  }

  /// @param claimed of calls that named the client
  /// @param shown of calls with which its token came
  private record Counts(Map<Code, Long> claimed, Map<Code, Long> shown) {
    Counts() {
      this(new TreeMap<>(), new TreeMap<>());
    }
  }
}
