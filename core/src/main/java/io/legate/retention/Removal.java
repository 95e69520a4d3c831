package io.legate.retention;

import io.legate.control.ControlState;
import io.legate.ledger.Bodies;
import io.legate.ledger.Bodies.RecordId;
import io.legate.ledger.Bodies.Rest;
import io.legate.ledger.Draft;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Notes;
import io.legate.ledger.OnceKey;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.RemovedBodies;
import io.legate.ledger.RemovedBodies.Cause;
import io.legate.ledger.RemovedBodies.Part;
import io.legate.ledger.StreamId;
import io.legate.refusal.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Removes bodies, a few at a time, each few after it is on record that they go.
///
/// What ends in between is taken up where it ended: what was said to go and is still there is said
/// to go once more. Only under [Bodies.Alone]. Not safe for use from many threads.
final class Removal {

  private final Bodies bodies;
  private final Notes<ControlState> notes;
  private final Terms terms;

  private final List<Part> parts = new ArrayList<>();
  private final List<RecordId> ids = new ArrayList<>();
  private List<OnceKey> once;
  private long removed;

  /// Under what it is done.
  ///
  /// @param operation the request that asks for it, null for none
  /// @param once what that request spends
  /// @param permit asked under the control state that each statement is recorded under
  record Terms(Cause cause, byte @Nullable [] operation, List<OnceKey> once, Permit permit) {}

  /// Whether it may still be done.
  @FunctionalInterface
  interface Permit {
    void require(ControlState now) throws RefusedException;
  }

  Removal(Bodies bodies, Notes<ControlState> notes, Terms terms) {
    this.bodies = bodies;
    this.notes = notes;
    this.terms = terms;
    this.once = terms.once;
  }

  /// Returns what the request has yet to spend.
  List<OnceKey> unspent() {
    return once;
  }

  /// Returns how many records have lost their bodies.
  long removed() {
    return removed;
  }

  /// Removes the bodies of a stream's records that are wanted, now or with those that come next.
  void add(StreamId stream, Predicate<Rest> wanted)
      throws RefusedException, LedgerUnavailableException, OnceTakenException {
    List<Rest> records = bodies.records(stream);
    List<Rest> going = records.stream().filter(Rest::kept).filter(wanted).toList();
    for (int from = 0; from < going.size(); from += Bodies.REMOVED_MAX) {
      if (from > 0) {
        // One statement says of a stream what is gone once it has been carried out.
        flush();
      }
      int to = Math.min(going.size(), from + Bodies.REMOVED_MAX);
      add(records, going.subList(0, to), going.subList(from, to));
    }
  }

  private void add(List<Rest> records, List<Rest> gone, List<Rest> now)
      throws RefusedException, LedgerUnavailableException, OnceTakenException {
    List<Part> more = parts(records, new HashSet<>(gone));
    if (ids.size() + now.size() > Bodies.REMOVED_MAX
        || parts.size() + more.size() > RemovedBodies.PARTS_MAX) {
      flush();
    }
    parts.addAll(more);
    now.forEach(record -> ids.add(record.id()));
  }

  /// Returns what is said of each log that the stream stands in. Its records stand in one log in
  /// the order that they have in the stream.
  private static List<Part> parts(List<Rest> records, Set<Rest> going) {
    StreamId stream = records.getFirst().id().stream();
    var parts = new TreeMap<Integer, Part>();
    for (Rest record : records) {
      if (!record.kept() || going.contains(record)) {
        parts.compute(
            record.node(),
            (node, before) ->
                new Part(
                    stream,
                    node,
                    before == null ? 1 : before.records() + 1,
                    RemovedBodies.digest(
                        before == null ? RemovedBodies.digest() : before.digest(), record.hash())));
      }
    }
    return List.copyOf(parts.values());
  }

  /// Carries out what has gathered.
  void flush() throws RefusedException, LedgerUnavailableException, OnceTakenException {
    if (ids.isEmpty()) {
      return;
    }
    var statement = new RemovedBodies(terms.cause, parts);
    List<OnceKey> spends = once;
    notes.<RefusedException>note(
        (control, _) -> {
          terms.permit.require(control.state());
          return new Draft(RemovedBodies.KIND, terms.operation, statement.toJson().build(), spends);
        });
    once = List.of();
    bodies.remove(List.copyOf(ids));
    removed += ids.size();
    parts.clear();
    ids.clear();
  }
}
