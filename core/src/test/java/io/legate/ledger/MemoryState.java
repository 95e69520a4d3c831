package io.legate.ledger;

import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What outlives an opening of a [MemoryLedger]. Its monitor guards it and the faults.
final class MemoryState {
  final Map<StreamId, List<StoredEvent>> streams = new LinkedHashMap<>();
  final MemoryOnce once = new MemoryOnce();
  final Map<StreamId, Snapshot> snapshots = new HashMap<>();
  private final SortedMap<Integer, Log> logs = new TreeMap<>();

  /// Whether somebody has the right to remove.
  boolean removing;

  /// The node that alone may append, 0 for none.
  private int preceding;

  /// Whether no look is answered.
  volatile boolean headsFail;

  /// Waits until a node may append. Whoever calls holds the monitor.
  void awaitTurn(int node) {
    while (preceding != 0 && preceding != node) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  synchronized boolean isPreceding(int node) {
    return preceding == node;
  }

  synchronized Ledger.Precedence precede(int node) {
    awaitTurn(0);
    preceding = node;
    return () -> {
      synchronized (this) {
        preceding = 0;
        notifyAll();
      }
    };
  }

  /// One node's log.
  static final class Log {
    final List<StoredEvent> events = new ArrayList<>();
    Frontier frontier = Frontier.empty();
    long term;
    @Nullable String checkpoint;
    final java.util.Map<String, String> cosigned = new java.util.TreeMap<>();
  }

  Log log(int node) {
    return logs.computeIfAbsent(node, _ -> new Log());
  }

  synchronized @Nullable String checkpoint(int node) {
    return log(node).checkpoint;
  }

  synchronized void putCheckpoint(int node, String note) {
    log(node).checkpoint = note;
  }

  synchronized void putSnapshot(Snapshot snapshot) {
    new MemoryBodies(this).put(snapshot);
  }

  synchronized LogHead logHead(int node, long term) {
    return new LogHead(node, term, log(node).frontier);
  }

  synchronized List<String> cosigned(int node) {
    return List.copyOf(log(node).cosigned.values());
  }

  synchronized void putCosigned(int node, String witness, String note) {
    log(node).cosigned.put(witness, note);
  }

  synchronized List<StoredEvent> stream(StreamId stream, long after, int max) {
    return streams.getOrDefault(stream, List.of()).stream()
        .filter(event -> event.seq() > after)
        .limit(max)
        .toList();
  }

  synchronized Heads heads(StreamId stream, int node) throws LedgerUnavailableException {
    if (headsFail) {
      throw new LedgerUnavailableException(Reason.NOT_WRITTEN, "connection lost");
    }
    var last = last(stream);
    StreamHead control = head(StreamId.CONTROL);
    return new Heads(
        head(stream),
        last == null ? 0 : last.node(),
        controlSeq(),
        control == null ? null : control.hash(),
        log(node).term,
        log(node).frontier.size().leaves());
  }

  /// Loses the last event of a stream, as a database that went back does.
  synchronized void forgetLast(StreamId stream) {
    var events = streams.getOrDefault(stream, new ArrayList<>());
    events.removeLast();
    if (events.isEmpty()) {
      streams.remove(stream);
    }
  }

  synchronized List<LogHead> logHeads() {
    return logs.entrySet().stream()
        .map(one -> new LogHead(one.getKey(), one.getValue().term, one.getValue().frontier))
        .toList();
  }

  void add(StoredEvent event) {
    log(event.node()).events.add(event);
    streams.computeIfAbsent(event.stream(), _ -> new ArrayList<>()).add(event);
  }

  /// Puts an event into a stream that no log of these has.
  synchronized void intrude(Entry entry) {
    var elsewhere = new LeafIndex(0);
    streams
        .computeIfAbsent(entry.stream(), _ -> new ArrayList<>())
        .add(
            new StoredEvent(
                entry.stream(),
                entry.seq(),
                9,
                elsewhere,
                entry.stream().isControl() ? entry.seq() - 1 : controlSeq(),
                entry.at(),
                entry.kind(),
                entry.op(),
                entry.hash(),
                entry.body(),
                entry.secret()));
  }

  synchronized List<StoredEvent> listed(@Nullable EventPlace before, int max) {
    return all()
        .filter(event -> event.kind() == Logs.LISTED_KIND)
        .filter(event -> before == null || EventPlace.of(event).compareTo(before) < 0)
        .sorted(Comparator.comparing(EventPlace::of).reversed())
        .limit(max)
        .toList();
  }

  private Stream<StoredEvent> all() {
    return logs.values().stream().flatMap(log -> log.events.stream());
  }

  synchronized Removals removals(LogSizes after, int max) {
    var found = new ArrayList<StoredEvent>();
    var upTo = new TreeMap<Integer, Long>();
    var heads = new TreeMap<Integer, Long>();
    logs.forEach(
        (node, log) -> {
          long size = log.events.size();
          var some =
              log.events.stream()
                  .skip(after.of(node).leaves())
                  .filter(event -> Logs.isRemoval(event.kind()))
                  .limit(max)
                  .toList();
          found.addAll(some);
          heads.put(node, size);
          upTo.put(node, some.size() < max ? size : some.getLast().leaf().value() + 1);
        });
    return new Removals(found, LogSizes.of(upTo), LogSizes.of(heads));
  }

  synchronized List<StoredEvent> log(int node, LeafIndex from, int max) {
    var log = logs.get(node);
    return log == null ? List.of() : log.events.stream().skip(from.value()).limit(max).toList();
  }

  void replaceAll(StreamId stream, java.util.function.UnaryOperator<StoredEvent> change) {
    logs.values()
        .forEach(
            log ->
                log.events.replaceAll(
                    event -> event.stream().equals(stream) ? change.apply(event) : event));
    streams.computeIfPresent(
        stream, (_, events) -> new ArrayList<>(events.stream().map(change).toList()));
  }

  @Nullable StoredEvent last(StreamId stream) {
    var events = streams.get(stream);
    return events == null ? null : events.getLast();
  }

  synchronized @Nullable StreamHead head(StreamId stream) {
    var last = last(stream);
    return last == null ? null : new StreamHead(last.seq(), last.hash(), last.at());
  }

  synchronized long controlSeq() {
    return streams.getOrDefault(StreamId.CONTROL, List.of()).size();
  }

  List<AppendResult.Taken> taken(Batch batch, MemoryLedger.@Nullable Bug bug) {
    var taken = new ArrayList<AppendResult.Taken>();
    var claimed = new HashMap<MemoryOnce.Key, Ledger.Claim>();
    for (int i = 0; i < batch.entries().size(); i++) {
      for (OnceKey key : batch.entries().get(i).once()) {
        OnceKey lost = once.taken(key, claimed, bug);
        if (lost != null) {
          taken.add(new AppendResult.Taken(i, lost));
          break;
        }
      }
    }
    return taken;
  }

  List<Integer> losers(Batch batch, MemoryLedger.@Nullable Bug bug) {
    var losers = new ArrayList<Integer>();
    var tips = new HashMap<StreamId, StreamHead>();
    for (int i = 0; i < batch.entries().size(); i++) {
      Entry entry = batch.entries().get(i);
      StreamHead tip = tips.computeIfAbsent(entry.stream(), this::head);
      long seq = tip == null ? 0 : tip.seq();
      Hash hash = tip == null ? null : tip.hash();
      boolean follows = seq + 1 == entry.seq() && java.util.Objects.equals(hash, entry.prev());
      if (!follows && bug != MemoryLedger.Bug.IGNORES_PREDECESSORS) {
        losers.add(i);
      } else {
        tips.put(entry.stream(), new StreamHead(entry.seq(), entry.hash(), entry.at()));
      }
    }
    return losers;
  }

  /// The event without body and without what stands beside it.
  static StoredEvent withoutBody(StoredEvent event) {
    return new StoredEvent(
        event.stream(),
        event.seq(),
        event.node(),
        event.leaf(),
        event.control(),
        event.at(),
        event.kind(),
        null,
        event.hash(),
        null,
        null);
  }

  /// The event without what may be erased.
  static StoredEvent bare(StoredEvent event) {
    return new StoredEvent(
        event.stream(),
        event.seq(),
        event.node(),
        event.leaf(),
        event.control(),
        event.at(),
        event.kind(),
        event.op(),
        event.hash(),
        event.body(),
        null);
  }
}
