package io.legate.audit;

import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.tlog.SignedNote;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Looks twice a second at the checkpoints that the other nodes keep, cosigns those that are new
/// and keeps them beside; and has outside witnesses cosign this node's own.
///
/// What goes wrong is told once until it goes well again or otherwise. A log that a witness refuses
/// is looked at again and again: it is for people to find out what was done to it.
public final class Cosigning implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofMillis(500);

  private final WitnessedLogs logs;
  private final Witness witness;
  private final List<OutsideWitness> outside;
  private final Consumer<Exception> onFailure;
  private final Map<String, String> done = new HashMap<>();
  private final Map<String, String> failing = new HashMap<>();
  private final Thread thread = Thread.ofVirtual().name("cosigning").unstarted(this::run);
  private volatile boolean closed;

  /// @param outside asked for this node's own checkpoints
  /// @param onFailure told what went wrong: a [RefusedCosignature] is a reason to wake somebody
  public Cosigning(
      WitnessedLogs logs,
      Witness witness,
      List<OutsideWitness> outside,
      Consumer<Exception> onFailure) {
    this.logs = logs;
    this.witness = witness;
    this.outside = List.copyOf(outside);
    this.onFailure = onFailure;
  }

  /// Starts it, once.
  public void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      look();
      LockSupport.parkNanos(PERIOD.toNanos());
    }
  }

  /// Looks once at every log.
  void look() {
    for (LogKeysAnnounced announced : logs.announced()) {
      int node = announced.node();
      if (node != logs.node()) {
        attempt("node " + node, node, note -> cosigned(note, announced));
      }
    }
    for (OutsideWitness other : outside) {
      attempt("witness " + other.name(), logs.node(), note -> asked(note, other));
    }
  }

  /// Something that is done with a checkpoint that is new.
  private interface Doing {
    void with(SignedNote note) throws RefusedCosignature, LedgerUnavailableException, IOException;
  }

  private void attempt(String what, int node, Doing doing) {
    try {
      SignedNote note = logs.kept(node);
      if (note != null && !note.text().equals(done.get(what))) {
        doing.with(note);
        done.put(what, note.text());
      }
      failing.remove(what);
    } catch (RefusedCosignature | LedgerUnavailableException | IOException | RuntimeException e) {
      if (!Objects.equals(failing.put(what, String.valueOf(e.getMessage())), e.getMessage())) {
        onFailure.accept(e);
      }
    }
  }

  private void cosigned(SignedNote note, LogKeysAnnounced announced)
      throws RefusedCosignature, LedgerUnavailableException, IOException {
    int node = announced.node();
    SignedNote cosigned =
        witness.cosign(
            node, note, announced, (older, newer) -> logs.consistency(node, older, newer));
    logs.keep(node, witness.name(), cosigned);
  }

  private void asked(SignedNote note, OutsideWitness other)
      throws LedgerUnavailableException, IOException {
    SignedNote cosigned =
        other.cosign(note, (older, newer) -> logs.consistency(logs.node(), older, newer));
    logs.keep(logs.node(), other.name(), cosigned);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
