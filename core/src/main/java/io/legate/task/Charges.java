package io.legate.task;

import io.legate.fold.HashTrie;
import io.legate.fold.Remembered;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.limits.Counters;
import io.legate.limits.Reservation;
import io.legate.limits.Settled.Overrun;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.Settled;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;

/// What a task has spent: its counters, and the reservations that nobody has settled yet.
///
/// A reservation that took something stays until it is settled, however long that is. One that took
/// nothing is only remembered so that it can be settled at all.
///
/// @param counters of all hops' limits
/// @param open reservations that took something, by the decision's sequence number
/// @param free decisions that took nothing
/// @param settled what was reported, so that a second report is told from a repeated one
public record Charges(
    Counters counters,
    PMap<Long, Open> open,
    Remembered<Long, Open> free,
    Remembered<Long, Reported> settled) {

  /// Nothing spent.
  public static final Charges NONE =
      new Charges(Counters.NONE, HashTrie.empty(), Remembered.empty(), Remembered.empty());

  /// How long a decision that reserved nothing can be settled, and a settlement is remembered.
  public static final Duration KEPT = Duration.ofHours(1);

  /// The most reservations that may wait for their settlement at once. Beyond it nothing more is
  /// allowed until some are settled: a resource server that never settles must not grow the state.
  public static final int OPEN_MAX = 10_000;

  /// A reservation and who may settle it.
  ///
  /// @param hop whose holder acts
  /// @param attested whether the holder signed for the act itself
  /// @param pointedAt whether the instruction names what the action reads
  /// @param deed what it added to the task's history
  public record Open(
      ClientId pep,
      HopId hop,
      boolean attested,
      boolean pointedAt,
      Deed deed,
      Reservation reservation) {}

  /// A report that was taken.
  ///
  /// @param digest of it, as [TaskState#digest(Settled)] makes it
  /// @param dropped sources of which it disclosed what was not taken, with the reason
  public record Reported(ClientId by, String digest, SortedMap<String, Learned.Dropped> dropped) {
    public Reported {
      dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
    }

    static Reported of(Settled report) {
      Learned learned = report.learned();
      return new Reported(
          report.by(),
          TaskState.digest(report),
          learned == null ? Collections.emptySortedMap() : learned.dropped());
    }
  }

  /// The charges after a settlement.
  record After(Charges charges, List<Overrun> overruns) {}

  /// Returns the reservation of a decision that is not settled, or null where there is none.
  public @Nullable Open unsettled(long decision, Instant at) {
    Open waiting = open.get(decision);
    return waiting == null ? free.get(decision, at) : waiting;
  }

  Charges reserve(long seq, Decision decision, Instant at) {
    var reservation = new Reservation(Long.toString(seq), decision.charges(), at);
    var entry =
        new Open(
            decision.pep(),
            decision.hop(),
            decision.attested(),
            decision.pointedAt(),
            decision.use(),
            reservation);
    return decision.charges().isEmpty()
        ? new Charges(counters, open, free.with(seq, entry, at.plus(KEPT), at), settled)
        : new Charges(counters.apply(decision.charges(), at), open.plus(seq, entry), free, settled);
  }

  After settle(Settled report, Instant at) {
    Open entry = unsettled(report.decision(), at);
    var reports = settled.with(report.decision(), Reported.of(report), at.plus(KEPT), at);
    if (entry == null || report.actual() == null) {
      return new After(
          new Charges(counters, open.minus(report.decision()), free, reports), List.of());
    }
    var result = counters.settle(entry.reservation(), report.actual(), at);
    return new After(
        new Charges(
            result.counters(),
            open.minus(report.decision()),
            free.without(report.decision()),
            reports),
        result.overruns());
  }
}
