package io.legate.client.resource;

import io.legate.dpop.DpopProof;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// The proofs this process has seen, for as long as each could be accepted.
///
/// It refuses a replay early and nothing more: it forgets with the process, other processes have
/// their own, and when it is full it lets proofs by unremembered. The broker's record, which every
/// decision goes through, is the one that counts. Safe for use from many threads.
final class SeenProofs {

  /// About 30 MB.
  static final int PROOFS_MAX = 200_000;

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

  private final Map<String, Instant> acceptableUntil = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> sweepAt = new AtomicReference<>(Instant.MIN);

  /// Returns whether the proof is new here.
  boolean add(DpopProof proof, Instant now) {
    sweep(now);
    if (acceptableUntil.size() >= PROOFS_MAX) {
      return !acceptableUntil.containsKey(proof.replayKey());
    }
    return acceptableUntil.putIfAbsent(proof.replayKey(), proof.acceptableUntil()) == null;
  }

  /// One caller at a time clears what can no longer be accepted.
  private void sweep(Instant now) {
    Instant due = sweepAt.get();
    if (now.isBefore(due) || !sweepAt.compareAndSet(due, now.plus(SWEEP_EVERY))) {
      return;
    }
    Iterator<Instant> ends = acceptableUntil.values().iterator();
    while (ends.hasNext()) {
      if (!now.isBefore(ends.next())) {
        ends.remove();
      }
    }
  }
}
