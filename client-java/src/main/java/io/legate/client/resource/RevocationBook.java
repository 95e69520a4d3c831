package io.legate.client.resource;

import io.legate.v1.Matter;
import io.legate.v1.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What was told, by what it is about. One thread writes; any thread reads.
final class RevocationBook {

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

  private final Map<Matter, Map<String, Entry>> entries = new EnumMap<>(Matter.class);
  private Instant sweepAt = Instant.MIN;

  RevocationBook() {
    for (Matter matter : Matter.values()) {
      if (matter != Matter.MATTER_UNSPECIFIED && matter != Matter.UNRECOGNIZED) {
        entries.put(matter, new ConcurrentHashMap<>());
      }
    }
  }

  /// How one thing stands.
  ///
  /// @param cutoff of tokens issued up to then
  private record Entry(Standing standing, Instant cutoff, Instant forgetAt) {}

  /// Takes in how some things stand. Returns false where it is not understood.
  boolean add(Revocation told) {
    Map<String, Entry> of = entries.get(told.getMatter());
    if (of == null) {
      return false;
    }
    Instant cutoff = told.hasCutoff() ? RevocationView.instant(told.getCutoff()) : Instant.MAX;
    Instant forgetAt = RevocationView.instant(told.getForgetAt());
    switch (told.getStanding()) {
      case STANDING_ENDED -> put(of, told, new Entry(Standing.ENDED, cutoff, forgetAt));
      case STANDING_HELD -> put(of, told, new Entry(Standing.HELD, cutoff, forgetAt));
      case STANDING_RELEASED -> told.getIdsList().forEach(of::remove);
      case STANDING_UNSPECIFIED, UNRECOGNIZED -> {
        return false;
      }
    }
    return true;
  }

  private static void put(Map<String, Entry> of, Revocation told, Entry entry) {
    told.getIdsList().forEach(id -> of.put(id, entry));
  }

  /// Returns how something stands for tokens issued at `issuedAt`, which is told in whole seconds.
  Standing standing(Matter matter, String id, Instant issuedAt) {
    Entry entry = entries.getOrDefault(matter, Map.of()).get(id);
    return entry == null || issuedAt.isAfter(entry.cutoff)
        ? Standing.NOT_KNOWN_REVOKED
        : entry.standing;
  }

  /// Takes out what can be of no concern any more, now and then.
  void sweep(Instant now) {
    if (now.isBefore(sweepAt)) {
      return;
    }
    sweepAt = now.plus(SWEEP_EVERY);
    for (Map<String, Entry> each : entries.values()) {
      each.values().removeIf(entry -> !now.isBefore(entry.forgetAt));
    }
  }

  int size() {
    return entries.values().stream().mapToInt(Map::size).sum();
  }
}
