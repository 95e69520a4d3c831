package io.legate.audit;

import io.legate.ledger.RemovedBodies;
import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The records whose bodies are gone, held against what the logs say was removed: what no record
/// speaks of was dropped.
///
/// A statement may stand in another log than what it is about, so that several logs of one ledger
/// share one of these. It takes about two hundred bytes for each stream that has lost bodies. Not
/// safe for use from many threads.
public final class Absences {

  private final Map<Place, Tally> tallies = new HashMap<>();
  private final Map<Place, List<RemovedBodies.Part>> open = new HashMap<>();

  /// A stream in a log.
  private record Place(int node, StreamId stream) {}

  /// What is gone of a stream in a log.
  private static final class Tally {
    private long records;
    private Hash digest = RemovedBodies.digest();
    private long stated;
    private long firstUnstated;

    void add(long leaf, Hash hash) {
      if (stated == records) {
        firstUnstated = leaf;
      }
      records++;
      digest = RemovedBodies.digest(digest, hash);
    }

    boolean is(RemovedBodies.Part part) {
      return part.records() == records && part.digest().equals(digest);
    }
  }

  /// Takes a record without a body; in the order of leaves.
  void gone(int node, StreamId stream, long leaf, Hash hash) {
    tallies.computeIfAbsent(new Place(node, stream), _ -> new Tally()).add(leaf, hash);
  }

  /// Takes what a record says was removed.
  void stated(RemovedBodies statement) {
    for (RemovedBodies.Part part : statement.parts()) {
      var place = new Place(part.node(), part.stream());
      Tally tally = tallies.get(place);
      if (tally != null && tally.is(part)) {
        tally.stated = tally.records;
      } else {
        open.computeIfAbsent(place, _ -> new ArrayList<>(1)).add(part);
      }
    }
  }

  /// Returns the first record of a log that was dropped, or null where none was. To be asked once
  /// every log has been read.
  @Nullable Finding dropped(int node) {
    long first = Long.MAX_VALUE;
    for (Map.Entry<Place, Tally> each : tallies.entrySet()) {
      Tally tally = each.getValue();
      if (each.getKey().node() == node && tally.stated < tally.records) {
        var parts = open.getOrDefault(each.getKey(), List.of());
        if (parts.stream().noneMatch(tally::is)) {
          first = Math.min(first, tally.firstUnstated);
        }
      }
    }
    return first == Long.MAX_VALUE
        ? null
        : Finding.at(
            first, Lie.DROPPED, "its body is gone, and no record says that it was removed");
  }

  /// Returns how many records of a log have no body.
  long count(int node) {
    return tallies.entrySet().stream()
        .filter(each -> each.getKey().node() == node)
        .mapToLong(each -> each.getValue().records)
        .sum();
  }
}
