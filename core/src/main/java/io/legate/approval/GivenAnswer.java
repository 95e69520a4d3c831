package io.legate.approval;

import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one person answered.
///
/// @param roles that the person had then
/// @param key it was signed with
/// @param bound what is approved beyond the one action; null for the one action only
/// @param lifts labels that are to be taken off the task, each of which policy lets this person
///   remove
/// @param comment in the person's own words; empty where there is none
public record GivenAnswer(
    ClientId by,
    List<String> roles,
    Thumbprint key,
    boolean approves,
    @Nullable Bound bound,
    List<String> lifts,
    String comment,
    Instant at) {

  public GivenAnswer {
    roles = List.copyOf(roles);
    lifts = List.copyOf(lifts);
    if (!approves && (bound != null || !lifts.isEmpty())) {
      throw new IllegalArgumentException("a denial gives nothing");
    }
  }
}
