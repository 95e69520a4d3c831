package io.legate.task;

import io.legate.identity.ClientId;
import io.legate.policy.Breaker;
import java.time.Instant;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// What circuit breakers have counted in a task, and which of them have tripped.
///
/// Counts what each agent has signed for and was denied. It does NOT know which breakers there are:
/// that is policy's, and may change while the task goes on.
///
/// @param denials by client, when it was denied: its last [Breaker#DENIALS_MAX], the oldest first
/// @param tripped what is in force until an operator resumes it
public record Breakers(PMap<ClientId, PVector<Instant>> denials, PSet<Tripped> tripped) {

  /// Nothing counted.
  public static final Breakers NONE = new Breakers(HashTreePMap.empty(), HashTreePSet.empty());

  /// A breaker that has tripped.
  ///
  /// @param client whose denials tripped it
  public record Tripped(String breaker, ClientId client, Breaker.Trip effect) {
    private boolean isOf(Breaker other, ClientId of) {
      return breaker.equals(other.id()) && client.equals(of);
    }
  }

  /// Returns whether `breaker` trips at `at`: the client was denied so often within the window
  /// (`at` − per, `at`], and it has not tripped before.
  public boolean trips(Breaker breaker, ClientId client, Instant at) {
    PVector<Instant> times = denials.get(client);
    if (times == null || times.size() < breaker.denials()) {
      return false;
    }
    Instant first = times.get(times.size() - breaker.denials());
    return first.isAfter(at.minus(breaker.per()))
        && tripped.stream().noneMatch(each -> each.isOf(breaker, client));
  }

  /// Returns whether a breaker has suspended the client in the task.
  public boolean suspends(ClientId client) {
    return !tripped.isEmpty()
        && tripped.stream()
            .anyMatch(
                each -> each.client.equals(client) && each.effect == Breaker.Trip.SUSPEND_AGENT);
  }

  /// Returns whether everything in the task needs a person's approval.
  public boolean escalatesEverything() {
    return !tripped.isEmpty()
        && tripped.stream().anyMatch(each -> each.effect == Breaker.Trip.ESCALATE_EVERYTHING);
  }

  /// Returns whether resuming `hop` would lift anything: for the root, whatever has tripped.
  public boolean stopsAt(Hop hop) {
    return tripped.stream()
        .anyMatch(each -> hop.parent() == null || each.client.equals(hop.client()));
  }

  Breakers denied(ClientId client, Instant at) {
    PVector<Instant> times = denials.getOrDefault(client, TreePVector.empty()).plus(at);
    return new Breakers(
        denials.plus(client, times.size() > Breaker.DENIALS_MAX ? times.minus(0) : times), tripped);
  }

  Breakers tripped(Tripped one) {
    return new Breakers(denials, tripped.plus(one));
  }

  /// An operator's resumption lifts what has tripped for the hop's client and counts from zero;
  /// that of the whole task does so for every client.
  Breakers resumed(Hop hop) {
    if (hop.parent() == null) {
      return NONE;
    }
    var rest = tripped;
    for (Tripped each : tripped) {
      if (each.client.equals(hop.client())) {
        rest = rest.minus(each);
      }
    }
    return new Breakers(denials.minus(hop.client()), rest);
  }
}
