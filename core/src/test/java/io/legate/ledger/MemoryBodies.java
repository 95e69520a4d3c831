package io.legate.ledger;

import io.legate.merkle.LeafIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bodies of a [MemoryLedger].
final class MemoryBodies implements Bodies {

  private final MemoryState state;

  MemoryBodies(MemoryState state) {
    this.state = state;
  }

  @Override
  public List<Mention> mentions(byte[] text, int node, LeafIndex from, int leaves) {
    return state.log(node, from, leaves).stream()
        .filter(event -> event.body() != null && holds(event.body(), text))
        .map(
            event ->
                new Mention(new RecordId(event.stream(), event.seq()), event.leaf(), event.kind()))
        .toList();
  }

  private static boolean holds(byte[] body, byte[] text) {
    for (int at = 0; at + text.length <= body.length; at++) {
      if (java.util.Arrays.equals(body, at, at + text.length, text, 0, text.length)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Rest> records(StreamId stream) {
    synchronized (state) {
      return state.streams.getOrDefault(stream, List.of()).stream()
          .map(
              event ->
                  new Rest(
                      new RecordId(stream, event.seq()),
                      event.node(),
                      event.leaf(),
                      event.at(),
                      event.kind(),
                      event.hash(),
                      event.body() != null))
          .toList();
    }
  }

  @Override
  public List<Oldest> oldest(@Nullable StreamId after, int max) {
    var found = new ArrayList<Oldest>();
    synchronized (state) {
      state.streams.forEach(
          (stream, events) -> {
            StoredEvent first = events.getFirst();
            if (!stream.isControl()
                && first.body() != null
                && first.kind() != RemovedBodies.KIND
                && (after == null || stream.compareTo(after) > 0)) {
              found.add(new Oldest(stream, first.kind(), first.at()));
            }
          });
    }
    found.sort(Comparator.comparing(Oldest::stream));
    return List.copyOf(found.subList(0, Math.min(max, found.size())));
  }

  @Override
  public void remove(List<RecordId> records) {
    synchronized (state) {
      for (RecordId record : records) {
        state.replaceAll(
            record.stream(),
            event -> event.seq() == record.seq() ? MemoryState.withoutBody(event) : event);
        state.snapshots.remove(record.stream());
      }
    }
  }

  /// Keeps a snapshot, unless what it was made from has been removed.
  void put(Snapshot snapshot) {
    boolean wanted =
        records(snapshot.stream()).stream()
            .noneMatch(
                record ->
                    snapshot.stream().isControl()
                        ? record.kind() == SUBJECT_ERASED_KIND && record.id().seq() > snapshot.seq()
                        : record.id().seq() == snapshot.seq() && !record.kept());
    if (wanted) {
      state.snapshots.put(snapshot.stream(), snapshot);
    }
  }

  @Override
  public boolean scrub() {
    return true;
  }

  @Override
  public @Nullable Alone tryAlone() {
    synchronized (state) {
      if (state.removing) {
        return null;
      }
      state.removing = true;
    }
    return () -> {
      synchronized (state) {
        state.removing = false;
      }
    };
  }
}
