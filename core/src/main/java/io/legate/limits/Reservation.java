package io.legate.limits;

import io.legate.json.Json;
import java.time.Instant;
import java.util.List;

/// What one ALLOW holds until the resource server that asked settles it. Settled once; whoever
/// keeps it forgets it then, because settling twice would release what others have charged.
///
/// @param decision the decision's id
/// @param charges what was charged
/// @param at when, in whole milliseconds
public record Reservation(String decision, List<Charge> charges, Instant at) {
  public Reservation {
    charges = List.copyOf(charges);
    at = Instant.ofEpochMilli(at.toEpochMilli());
  }

  /// Returns the reservation as it stands in a snapshot.
  public Json.Obj toJson() {
    return Stored.write(this);
  }

  /// Reads what [#toJson] wrote.
  ///
  /// @throws IllegalArgumentException if it did not
  public static Reservation fromJson(Json json) {
    return Stored.reservation(json);
  }

  /// Returns roughly how many bytes of memory this takes.
  public long weight() {
    return 128 + 160L * charges.size();
  }
}
