package io.legate.task;

import io.legate.limits.ValueHash;
import io.legate.provenance.Form;
import io.legate.provenance.SourceName;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskEvent.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/// The values that a task has met, in which records of which sources, for every hop of it.
///
/// Immutable, and as small as it can be: 20 bytes for each value and record, shared with the state
/// before it. It is not written into snapshots: the events that changed it name one another from
/// the last to the first, and are read again.
///
/// How much there may be is NOT checked here: events say what was taken.
public final class Sightings {

  /// Nothing, and no key.
  public static final Sightings NONE =
      new Sightings(
          null,
          new Kept(Runs.NONE, Runs.NONE, Runs.NONE, HashTreePMap.empty()),
          new Closed(HashTreePSet.empty(), HashTreePSet.empty()),
          0,
          0);

  private final @Nullable TaskKey key;
  private final Kept kept;
  private final Closed closed;
  private final int records;
  private final long last;

  /// @param trusted what a constraint may rest on
  /// @param untrusted what only explains
  /// @param written to sources by the task itself; every record is 0
  /// @param places by name, such as `erp.vendors.iban`
  record Kept(Runs trusted, Runs untrusted, Runs written, PMap<String, Place> places) {}

  /// Sources that took no more.
  ///
  /// @param full because a report had more than there was room for
  /// @param written because the task wrote so much to them that it is not told apart any more
  private record Closed(PSet<String> full, PSet<String> written) {}

  /// A field of a source of which there is a value.
  ///
  /// @param trusted forms of what a constraint may rest on, as bits
  /// @param untrusted forms of the rest
  /// @param count of trusted values
  @SuppressWarnings("EnumOrdinal") // bits in memory, which are never written down
  record Place(String name, String source, int trusted, int untrusted, int count) {

    static int bit(Form form) {
      return 1 << form.ordinal();
    }

    static boolean has(int forms, Form form) {
      return (forms & bit(form)) != 0;
    }

    private Place with(Form form, boolean isTrusted) {
      int bit = bit(form);
      return isTrusted
          ? new Place(name, source, trusted | bit, untrusted, count + 1)
          : new Place(name, source, trusted, untrusted | bit, count);
    }
  }

  private Sightings(@Nullable TaskKey key, Kept kept, Closed closed, int records, long last) {
    this.key = key;
    this.kept = kept;
    this.closed = closed;
    this.records = records;
    this.last = last;
  }

  /// Returns the task's key; null where it was erased, or the task has not begun: then no value
  /// counts as met and none is taken.
  public @Nullable TaskKey key() {
    return key;
  }

  /// Returns the number of the last event that changed this; 0 for none.
  public long last() {
    return last;
  }

  /// Returns how many values a constraint may rest on, without those of the instruction.
  public int count() {
    return kept.trusted.size() - count(SourceName.PROMPT) - count(SourceName.AGENT);
  }

  /// Returns how many values of one place a constraint may rest on.
  public int count(String place) {
    Place known = kept.places.get(place);
    return known == null ? 0 : known.count;
  }

  /// Returns how many values are kept that no constraint may rest on.
  public int untrustedCount() {
    return kept.untrusted.size();
  }

  /// Returns how many written values are remembered.
  public int writtenCount() {
    return kept.written.size();
  }

  /// Returns whether a report of this source was refused for want of room.
  public boolean isFull(String source) {
    return closed.full.contains(source);
  }

  /// Returns whether so much was written to a source that no reading of it counts any more.
  public boolean isClosed(String source) {
    return closed.written.contains(source);
  }

  /// Returns whether the task itself wrote this value.
  ///
  /// @param written as [TaskKey.Hasher#written] makes it
  public boolean isWritten(ValueHash written) {
    return kept.written.contains(written);
  }

  /// Returns whether one record is known that holds all of these values, so that to meet them again
  /// is nothing new.
  public boolean isKnown(Sighting sighting) {
    Runs runs = sighting.trusted() ? kept.trusted : kept.untrusted;
    int[] common = null;
    for (Sighting.Item item : sighting.items()) {
      int[] holding = runs.records(item.hash());
      common = common == null ? holding : Runs.common(common, holding);
      if (common.length == 0) {
        return false;
      }
    }
    return true;
  }

  /// Returns what answers constraints, for one decision. Not safe for concurrent use.
  public Recall recall() {
    return new Recall(key, kept);
  }

  /// Returns these under the key that stands beside the task's first event.
  public Sightings withKey(@Nullable TaskKey key) {
    return new Sightings(key, kept, closed, records, last);
  }

  /// Returns the sightings after an event: the same object where it changes nothing.
  public Sightings after(TaskEvent event, long seq) {
    if (event instanceof Opened opened) {
      return with(opened.prompt() == null ? List.of() : List.of(opened.prompt()), List.of(), seq);
    }
    if (event instanceof Settled(_, _, _, var learned) && learned != null && learned.changes()) {
      return with(learned.records(), learned.full(), seq);
    }
    if (event instanceof Decided(var decision) && decision.written() != null) {
      return with(decision.written(), seq);
    }
    return this;
  }

  /// Returns the number of the event before `event` that changed what the task has met; 0 where
  /// there is none.
  public static long before(TaskEvent event) {
    if (event instanceof Settled(_, _, _, var learned) && learned != null) {
      return learned.after();
    }
    return event instanceof Decided(var decision) && decision.written() != null
        ? decision.written().after()
        : 0;
  }

  private Sightings with(List<Sighting> met, List<String> full, long seq) {
    var trusted = new ArrayList<Run.Pair>();
    var untrusted = new ArrayList<Run.Pair>();
    var places = kept.places;
    int record = records;
    for (Sighting sighting : met) {
      record++;
      for (Sighting.Item item : sighting.items()) {
        (sighting.trusted() ? trusted : untrusted).add(new Run.Pair(item.hash(), record));
        String name = Sighting.place(sighting.source(), item.field());
        Place place = places.getOrDefault(name, new Place(name, sighting.source(), 0, 0, 0));
        places = places.plus(name, place.with(item.form(), sighting.trusted()));
      }
    }
    var more =
        new Kept(kept.trusted.plus(trusted), kept.untrusted.plus(untrusted), kept.written, places);
    var fuller = new Closed(closed.full.plusAll(full), closed.written);
    return new Sightings(key, more, fuller, record, seq);
  }

  private Sightings with(Written written, long seq) {
    var pairs = written.values().stream().map(value -> new Run.Pair(value, 0)).toList();
    var more = new Kept(kept.trusted, kept.untrusted, kept.written.plus(pairs), kept.places);
    var fuller = new Closed(closed.full, closed.written.plusAll(written.closed()));
    return new Sightings(key, more, fuller, records, seq);
  }

  /// Roughly how many bytes of memory it takes.
  public long weight() {
    return 256
        + kept.trusted.weight()
        + kept.untrusted.weight()
        + kept.written.weight()
        + 192L * kept.places.size();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sightings same
        && Objects.equals(key, same.key)
        && kept.equals(same.kept)
        && closed.equals(same.closed)
        && records == same.records
        && last == same.last;
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, kept, closed, records, last);
  }

  /// Says how much there is and nothing of what.
  @Override
  public String toString() {
    return kept.trusted.size() + " values in " + records + " records";
  }
}
