package io.legate.ledger;

import io.legate.control.ControlState;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A ledger in memory, for tests: everything the contract asks but durability, and faults on
/// demand.
public class MemoryLedger implements Ledger {

  /// How far the writer's clock may be from the ledger's own.
  public static final Duration SKEW_MAX = ControlState.CLOCK_SKEW_MAX;

  private final int node;
  private final long term;
  private final @Nullable InstantSource clock;
  private final @Nullable Bug bug;
  final MemoryState state;
  private final boolean shared;
  private final Deque<Fault> faults = new ArrayDeque<>();
  private volatile Runnable before = () -> {};
  private long trials;

  /// An empty one that believes every clock.
  public MemoryLedger() {
    this(new MemoryState(), 1, null, null, false);
  }

  public MemoryLedger(InstantSource clock) {
    this(new MemoryState(), 1, clock, null, false);
  }

  public MemoryLedger(InstantSource clock, Bug bug) {
    this(new MemoryState(), 1, clock, bug, false);
  }

  /// Makes an empty ledger that several nodes may write to, and opens it as one of them.
  public static MemoryLedger shared(int node, InstantSource clock) {
    return new MemoryLedger(new MemoryState(), node, clock, null, true);
  }

  private MemoryLedger(
      MemoryState state,
      int node,
      @Nullable InstantSource clock,
      @Nullable Bug bug,
      boolean shared) {
    this.shared = shared;
    this.state = state;
    this.node = node;
    this.clock = clock;
    this.bug = bug;
    synchronized (state) {
      this.term = ++state.log(node).term;
    }
  }

  /// Opens the same data again, which fences this one off.
  public MemoryLedger reopen() {
    return new MemoryLedger(state, node, clock, bug, shared);
  }

  /// Opens the same data as another node of several.
  public MemoryLedger as(int other) {
    return new MemoryLedger(state, other, clock, bug, true);
  }

  /// Makes the next append, or the one after those already asked for, fail like this.
  public void fail(Fault fault) {
    synchronized (state) {
      faults.add(fault);
    }
  }

  /// Puts an event into a stream behind the writer's back, as another node would into its own log,
  /// so that a speculation on the stream loses.
  public void intrude(Entry entry) {
    state.intrude(entry);
  }

  @Override
  public AppendResult append(Batch batch)
      throws OutcomeUnknownException, LedgerUnavailableException {
    beforeAppend(batch);
    synchronized (state) {
      state.awaitTurn(node);
      Fault fault = faults.poll();
      if (check(batch) instanceof AppendResult.Already
          && (fault == Fault.NOT_WRITTEN || fault == Fault.CLOCK_SKEW)) {
        // No true ledger says of what it holds that it was not written.
        fault = null;
      }
      switch (fault) {
        case null -> {}
        case NOT_WRITTEN -> throw new LedgerUnavailableException(Reason.NOT_WRITTEN, "disk full");
        case UNKNOWN_BEFORE -> throw unknown();
        case UNKNOWN_AFTER -> {
          AppendResult hidden = check(batch);
          if (hidden instanceof AppendResult.Appended) {
            write(batch);
          }
          throw unknown();
        }
        case CLOCK_SKEW -> {
          return new AppendResult.ClockSkew();
        }
        case FENCED -> {
          return new AppendResult.Fenced("another has it");
        }
        case DIE -> throw new IllegalStateException("planted bug");
      }
      AppendResult result = check(batch);
      if (result instanceof AppendResult.Appended) {
        write(batch);
      }
      return result;
    }
  }

  void forgetLast(StreamId stream) {
    state.forgetLast(stream);
  }

  @Override
  public Precedence precede() {
    return state.precede(node);
  }

  /// For tests that hold an append up, or plant a bug.
  protected void beforeAppend(Batch batch) {
    before.run();
  }

  public void beforeEachAppend(Runnable action) {
    before = action;
  }

  public boolean isPreceding() {
    return state.isPreceding(node);
  }

  private AppendResult check(Batch batch) {
    if (batch.before().term() != log().term && !has(Bug.IGNORES_TERM)) {
      return new AppendResult.Fenced("term is " + log().term);
    }
    if (log().frontier.equals(batch.after()) && !has(Bug.FORGETS_LAST_BATCH)) {
      return new AppendResult.Already();
    }
    if (!log().frontier.equals(batch.before().frontier()) && !has(Bug.IGNORES_SIZE)) {
      return new AppendResult.Fenced("log has " + log().frontier.size().leaves() + " leaves");
    }
    if (isTooFarOff(batch.now()) && !has(Bug.IGNORES_CLOCK)) {
      return new AppendResult.ClockSkew();
    }
    if (!has(Bug.IGNORES_CONTROL) && state.controlSeq() != batch.control()) {
      return new AppendResult.ControlMoved(state.controlSeq());
    }
    var taken = state.taken(batch, bug);
    if (!taken.isEmpty()) {
      return new AppendResult.OnceTaken(taken);
    }
    if (has(Bug.ONCE_NOT_ATOMIC)) {
      batch.entries().forEach(this::claim);
    }
    var losers = state.losers(batch, bug);
    if (!losers.isEmpty() && has(Bug.KEEPS_WINNERS)) {
      batch.entries().stream().limit(losers.getFirst()).forEach(entry -> write(entry, 0));
    }
    return losers.isEmpty() ? new AppendResult.Appended() : new AppendResult.Conflict(losers);
  }

  private boolean isTooFarOff(Instant now) {
    return clock != null && Duration.between(clock.instant(), now).abs().compareTo(SKEW_MAX) > 0;
  }

  private MemoryState.Log log() {
    return state.log(node);
  }

  private boolean has(Bug asked) {
    return bug == asked;
  }

  private void write(Batch batch) {
    batch.entries().forEach(entry -> write(entry, batch.control()));
    log().frontier = batch.after();
  }

  private void write(Entry entry, long control) {
    claim(entry);
    var stored =
        new StoredEvent(
            entry.stream(),
            entry.seq(),
            node,
            new LeafIndex(log().events.size()),
            control,
            entry.at(),
            entry.kind(),
            entry.op(),
            entry.hash(),
            entry.body(),
            entry.secret());
    state.add(stored);
  }

  private void claim(Entry entry) {
    entry.once().forEach(state.once::claim);
  }

  private static OutcomeUnknownException unknown() {
    return new OutcomeUnknownException("connection lost", new IllegalStateException("planted"));
  }

  @Override
  public List<StoredEvent> stream(StreamId stream, long after, int max) {
    return state.stream(stream, after, max);
  }

  @Override
  public @Nullable StoredEvent event(StreamId stream, long seq) {
    var found = stream(stream, seq - 1, 1);
    return found.isEmpty() || found.getFirst().seq() != seq ? null : found.getFirst();
  }

  @Override
  public @Nullable StreamHead head(StreamId stream) {
    return state.head(stream);
  }

  @Override
  public List<StoredEvent> log(LeafIndex from, int max) {
    return log(node, from, max);
  }

  @Override
  public List<StoredEvent> log(int of, LeafIndex from, int max) {
    return state.log(of, from, max);
  }

  @Override
  public List<Hash> leafHashes(int of, LeafIndex from, int max) {
    return log(of, from, max).stream().map(StoredEvent::hash).toList();
  }

  @Override
  public @Nullable String checkpoint(int of) {
    return state.checkpoint(of);
  }

  @Override
  public void putCheckpoint(String note) {
    state.putCheckpoint(node, note);
  }

  @Override
  public List<String> cosigned(int of) {
    return state.cosigned(of);
  }

  @Override
  public void putCosigned(int of, String witness, String note) {
    state.putCosigned(of, witness, note);
  }

  @Override
  public List<LogHead> logHeads() {
    return state.logHeads();
  }

  @Override
  public List<StoredEvent> listed(@Nullable EventPlace before, int max) {
    return state.listed(before, max);
  }

  @Override
  public Removals removals(LogSizes after, int max) {
    return state.removals(after, max);
  }

  @Override
  public boolean isShared() {
    return shared;
  }

  @Override
  public Heads heads(StreamId stream) throws LedgerUnavailableException {
    return state.heads(stream, node);
  }

  long trials() {
    synchronized (state) {
      return trials;
    }
  }

  @Override
  public Trial tryAppend(Instant now) throws LedgerUnavailableException {
    synchronized (state) {
      trials++;
      if (faults.peek() == Fault.NOT_WRITTEN) {
        throw new LedgerUnavailableException(Reason.NOT_WRITTEN, "disk full");
      }
      if (log().term != term) {
        return Trial.FENCED;
      }
      return isTooFarOff(now) ? Trial.CLOCK_SKEW : Trial.TAKEN;
    }
  }

  @Override
  public LogHead logHead() {
    return state.logHead(node, term);
  }

  @Override
  public long controlSeq() {
    return state.controlSeq();
  }

  @Override
  public @Nullable Claim claim(int bucket, byte[] key) {
    synchronized (state) {
      return state.once.get(bucket, key);
    }
  }

  @Override
  public void dropOnceBefore(int bucket) {
    synchronized (state) {
      state.once.dropBefore(
          clock == null ? bucket : Math.min(bucket, OnceKey.floorAt(clock.instant())));
    }
  }

  @Override
  public void putSnapshot(Snapshot snapshot) {
    state.putSnapshot(snapshot);
  }

  @Override
  public void eraseSecrets(StreamId stream) {
    synchronized (state) {
      state.replaceAll(stream, MemoryState::bare);
    }
  }

  @Override
  public Bodies bodies() {
    return new MemoryBodies(state);
  }

  @Override
  public @Nullable Snapshot snapshot(StreamId stream) {
    synchronized (state) {
      return state.snapshots.get(stream);
    }
  }

  /// What goes wrong with an append.
  public enum Fault {
    /// Refused, and nothing is written.
    NOT_WRITTEN,
    /// The answer is lost, and nothing is written.
    UNKNOWN_BEFORE,
    /// The answer is lost, and everything is written.
    UNKNOWN_AFTER,
    /// The ledger's clock disagrees.
    CLOCK_SKEW,
    /// Another has the log.
    FENCED,
    /// The adapter has a bug.
    DIE
  }

  /// A bug planted on purpose, to see the contract catch it.
  public enum Bug {
    IGNORES_TERM,
    IGNORES_SIZE,
    FORGETS_LAST_BATCH,
    IGNORES_CONTROL,
    IGNORES_PREDECESSORS,
    ONCE_BLIND_WITHIN_BATCH,
    ONCE_NOT_ATOMIC,
    KEEPS_WINNERS,
    REOPENS_BUCKETS,
    IGNORES_OWNER,
    IGNORES_PLACES,
    IGNORES_CLOCK
  }
}
