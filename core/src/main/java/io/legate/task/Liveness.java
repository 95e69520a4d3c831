package io.legate.task;

import io.legate.control.ControlState;
import io.legate.identity.HopId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether a hop may go on: its task, itself, and every ancestor.
public final class Liveness {

  private Liveness() {}

  /// Why a hop may not go on.
  public enum Fault {
    TASK_UNKNOWN("there is no such task"),
    TASK_COMPLETED("the task is completed"),
    TASK_REVOKED("the task was revoked"),
    TASK_EXPIRED("the task has expired"),
    TASK_SUSPENDED("the task is suspended"),
    HOP_UNKNOWN("there is no such hop"),
    HOP_REVOKED("the hop, or one above it, was revoked"),
    HOP_ENDED("the hop, or one above it, has ended"),
    HOP_SUSPENDED("the hop, or one above it, is suspended"),
    BREAKER_TRIPPED(
        "a circuit breaker has suspended the holder of the hop, or of one above it, in this task"),
    HOP_UNCONFIRMED("the hop, or one above it, was not yet renewed by its own holder"),
    HOLDER_REVOKED("the holder of the hop, or of one above it, or its key, was revoked"),
    HOLDER_SUSPENDED("the holder of the hop, or of one above it, is suspended");

    private final String sentence;

    Fault(String sentence) {
      this.sentence = sentence;
    }

    /// The stable code, such as `hop_revoked`.
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// One sentence for people.
    public String sentence() {
      return sentence;
    }
  }

  /// Returns everything that stands against the hop; empty means that it is live.
  ///
  /// It does NOT look at any token, nor at what the hop may do.
  public static List<Fault> faults(TaskState state, ControlState control, HopId hop, Instant at) {
    var found = new ArrayList<Fault>();
    addTaskFaults(state, at, found);
    List<Hop> chain = state.chain(hop);
    if (chain.isEmpty()) {
      found.add(state.header() == null ? Fault.TASK_UNKNOWN : Fault.HOP_UNKNOWN);
    }
    for (Hop each : chain) {
      addHopFaults(each, control, at, found);
      if (state.breakers().suspends(each.client())) {
        found.add(Fault.BREAKER_TRIPPED);
      }
    }
    return found.stream().distinct().toList();
  }

  private static void addTaskFaults(TaskState state, Instant at, List<Fault> found) {
    switch (state.status()) {
      case NONE -> found.add(Fault.TASK_UNKNOWN);
      case COMPLETED -> found.add(Fault.TASK_COMPLETED);
      case REVOKED -> found.add(Fault.TASK_REVOKED);
      case OPEN -> {
        if (!at.isBefore(state.requireHeader().expiresAt())) {
          found.add(Fault.TASK_EXPIRED);
        }
      }
    }
  }

  private static void addHopFaults(Hop hop, ControlState control, Instant at, List<Fault> found) {
    if (hop.revoked()) {
      found.add(Fault.HOP_REVOKED);
    }
    if (!at.isBefore(hop.endsAt())) {
      found.add(Fault.HOP_ENDED);
    }
    if (!hop.suspendedBy().isEmpty()) {
      found.add(hop.parent() == null ? Fault.TASK_SUSPENDED : Fault.HOP_SUSPENDED);
    }
    if (!hop.confirmed()) {
      found.add(Fault.HOP_UNCONFIRMED);
    }
    if (control.isRevoked(hop.client(), hop.key().thumbprint(), hop.issuedAt())) {
      found.add(Fault.HOLDER_REVOKED);
    }
    if (control.isSuspended(hop.client())) {
      found.add(Fault.HOLDER_SUSPENDED);
    }
  }
}
