package io.legate.audit;

import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.control.ControlEventJson;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.ledger.RemovedBodies;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Examines a log record by record, in the order of its leaves: every hash, every stream's chain,
/// the tree at every size that a checkpoint names.
///
/// Memory does not grow with the log. This does NOT check signatures, which [Verdict] does, nor the
/// evidence inside records, nor that what was recorded was right. Not safe for use from many
/// threads.
public final class LogExamination {

  private static final int PAGE = 512;

  /// The kind of event that announces keys.
  private static final int ANNOUNCEMENT =
      ControlEventJson.kind(new LogKeysAnnounced(1, "", List.of(), null, null));

  private final int node;
  private final Absences absences;
  private final SortedMap<Long, Hash> roots = new TreeMap<>();
  private final List<Long> sizes;
  private final List<Hash> page = new ArrayList<>(PAGE);
  private final List<Announced> announced = new ArrayList<>();
  private Frontier frontier = Frontier.empty();
  private long next;
  private long control;
  private long elsewhere;
  private @Nullable Finding first;

  /// @param node whose log it is
  /// @param sizes at which the root is wanted beside that of the end
  public LogExamination(int node, Collection<TreeSize> sizes) {
    this(node, sizes, new Absences());
  }

  /// @param absences shared by the logs of one ledger: what is gone from one may be spoken of in
  ///   another
  public LogExamination(int node, Collection<TreeSize> sizes, Absences absences) {
    this.node = node;
    this.absences = absences;
    this.sizes = new ArrayList<>(sizes.stream().map(TreeSize::leaves).sorted().distinct().toList());
    rootsUpTo(0);
  }

  /// Returns whose log it is.
  public int node() {
    return node;
  }

  /// Returns the leaf index of the record to add next.
  public long next() {
    return next;
  }

  /// Takes a record as a database keeps it.
  public void row(StoredEvent row, @Nullable Before before) {
    gap(row.leaf().value());
    byte[] body = row.body();
    if (body == null) {
      absences.gone(node, row.stream(), next, row.hash());
      grow(row.hash());
      return;
    }
    RecordPlace place = RecordPlace.read(body);
    if (!Rfc6962.leaf(body).equals(row.hash())) {
      found(Finding.at(next, Lie.CHANGED, "it is not the record that was hashed"));
    } else if (place == null || !place.isThatOf(row)) {
      found(Finding.at(next, Lie.CHANGED, "what stands beside it is not what it says"));
    } else {
      place(place);
      follow(place, before);
      said(body, place);
    }
    grow(row.hash());
  }

  /// Takes the place of a record that cannot be read.
  public void unreadable(long leaf) {
    gap(leaf);
    found(Finding.at(next, Lie.CHANGED, "it cannot be read"));
    grow(Rfc6962.emptyRoot());
  }

  /// Takes note of a record behind where the log says to end.
  public void beyond(long leaf) {
    found(Finding.at(leaf, Lie.INSERTED, "the log says to end before it"));
  }

  /// Takes a record by its hash, where the bytes have been compared with that already.
  void hashed(Hash hash, byte[] body, StreamTips tips) {
    RecordPlace place = RecordPlace.read(body);
    if (place == null) {
      found(Finding.at(next, Lie.CHANGED, "it is no record"));
    } else {
      place(place);
      follow(place, hash, tips);
      said(body, place);
    }
    grow(hash);
  }

  /// Takes a record of which only the hash is left, and where it is said to have stood.
  void removed(Hash hash, StreamId stream, long seq, StreamTips tips) {
    absences.gone(node, stream, next, hash);
    StreamTips.Tip tip = tips.get(stream);
    if (tip == null || seq > tip.seq()) {
      tips.put(stream, seq, next, hash);
    }
    grow(hash);
  }

  /// Takes hashes alone, where nothing is known of the records.
  public void hashes(List<Hash> hashes) {
    hashes.forEach(this::grow);
  }

  /// Takes a hash of which the record was found to be wrong.
  void hash(Hash hash) {
    grow(hash);
  }

  /// What stands before a record in its stream, of what this log has shown.
  private void follow(RecordPlace place, Hash hash, StreamTips tips) {
    StreamTips.Tip tip = tips.get(place.stream());
    if (tip != null && place.seq() <= tip.seq()) {
      found(Finding.at(next, Lie.INSERTED, "its stream has one of its number already"));
      return;
    }
    Hash prev = place.prev();
    if (tip == null || place.seq() > tip.seq() + 1) {
      elsewhere += prev == null ? 0 : 1;
    } else if (prev != null && !tip.isHash(prev)) {
      found(successorNamesAnother(tip.leaf()));
    }
    tips.put(place.stream(), place.seq(), next, hash);
  }

  private void gap(long leaf) {
    if (leaf > next) {
      found(Finding.at(next, Lie.DROPPED, "it is missing"));
    } else if (leaf < next) {
      found(Finding.at(leaf, Lie.INSERTED, "there is another one of its number"));
    }
    next = leaf;
  }

  private void place(RecordPlace place) {
    if (place.node() != node) {
      found(Finding.at(next, Lie.INSERTED, "it is a record of node " + place.node()));
    }
    if (place.control() < control) {
      found(Finding.at(next, Lie.REORDERED, "it was decided under an older control sequence"));
    }
    control = Math.max(control, place.control());
  }

  /// What stands before a record in its stream, wherever on the database.
  private void follow(RecordPlace place, @Nullable Before before) {
    if (before == null) {
      if (place.seq() != 1) {
        found(Finding.at(next, Lie.DROPPED, "the record before it in its stream is missing"));
      }
    } else if (before.node() == node && before.leaf() > next) {
      found(Finding.at(next, Lie.REORDERED, "it stands before its predecessor"));
    } else if (!Objects.equals(before.hash(), place.prev())) {
      found(
          before.node() == node
              ? successorNamesAnother(before.leaf())
              : Finding.at(next, Lie.CHANGED, "it names another record of node " + before.node()));
    } else if (before.at().isAfter(place.instant())) {
      found(Finding.at(next, Lie.CHANGED, "it is older than the record before it in its stream"));
    }
  }

  private Finding successorNamesAnother(long leaf) {
    return Finding.at(
        leaf, Lie.CHANGED, "record " + next + ", which follows it in its stream, names another");
  }

  /// What a record says of this log itself.
  private void said(byte[] body, RecordPlace place) {
    if (place.kind() == ANNOUNCEMENT && place.stream().isControl()) {
      keys(body);
    } else if (place.kind() == RemovedBodies.KIND && place.seq() == 1) {
      removal(body);
    }
  }

  private void removal(byte[] body) {
    RemovedBodies statement = null;
    try {
      if (JsonReader.readObject(body).get("data") instanceof Json.Obj data) {
        statement = RemovedBodies.read(data);
      }
    } catch (MalformedJsonException e) {
      // It says nothing then.
    }
    if (statement == null) {
      found(Finding.at(next, Lie.CHANGED, "it does not say what was removed"));
    } else {
      absences.stated(statement);
    }
  }

  private void keys(byte[] body) {
    try {
      if (JsonReader.readObject(body).get("data") instanceof Json.Obj data
          && ControlEventJson.read(ANNOUNCEMENT, data) instanceof LogKeysAnnounced keys
          && keys.node() == node) {
        announced.add(new Announced(next, keys));
      }
    } catch (MalformedJsonException | RuntimeException e) {
      found(Finding.at(next, Lie.CHANGED, "it announces no keys"));
    }
  }

  private void grow(Hash hash) {
    page.add(hash);
    next++;
    if (page.size() == PAGE || (!sizes.isEmpty() && sizes.getFirst() == next)) {
      rootsUpTo(next);
    }
  }

  private void rootsUpTo(long size) {
    flush();
    while (!sizes.isEmpty() && sizes.getFirst() <= size) {
      roots.put(sizes.removeFirst(), frontier.root());
    }
  }

  private void flush() {
    frontier = frontier.plus(page);
    page.clear();
  }

  /// Remembers what is wrong; of several the one with the first record.
  void found(Finding finding) {
    Finding before = first;
    if (before == null
        || (finding.leaf().isPresent()
            && (before.leaf().isEmpty()
                || finding.leaf().getAsLong() < before.leaf().getAsLong()))) {
      first = finding;
    }
  }

  /// Returns what is wrong with the records; null if nothing was found.
  public @Nullable Finding finding() {
    return first;
  }

  /// Returns the first record that was dropped without a word, or null where none was. Once every
  /// log that shares the absences has been read.
  @Nullable Finding dropped() {
    return absences.dropped(node);
  }

  /// Returns how many records have no body.
  public long removed() {
    return absences.count(node);
  }

  /// Takes back what was found, where something better is known.
  void instead(Finding finding) {
    first = finding;
  }

  /// Returns the tree of everything added.
  Frontier frontier() {
    flush();
    return frontier;
  }

  /// Returns the root of everything added.
  public Hash root() {
    return frontier().root();
  }

  /// Returns the root of the first `size` records, or null where it was not asked for or there are
  /// not so many.
  @Nullable Hash root(TreeSize size) {
    return size.leaves() == next ? root() : roots.get(size.leaves());
  }

  /// Keys that a node has announced for its log.
  ///
  /// @param leaf where: they sign every tree that is larger
  public record Announced(long leaf, LogKeysAnnounced keys) {}

  /// Returns the keys that this node has announced for its log, the oldest first.
  public List<Announced> announced() {
    return List.copyOf(announced);
  }

  /// Returns how many records follow one in a log that was not looked at.
  public long elsewhere() {
    return elsewhere;
  }
}
