package io.legate.assembly;

import io.legate.task.SightingBounds;

/// How much of anything the use cases make or remember.
///
/// @param tokenCharsMax the longest token that is made, or taken: what proxies and other verifiers
///   take too
/// @param requestsPerClient the most request ids that one task remembers of one client
/// @param newKeysPerHour how many keys that it did not register a client may show for the first
///   time within an hour
/// @param taskBytesMax how much idle tasks may take in memory, by estimate
/// @param sightings of the values that a task has met
public record Bounds(
    int tokenCharsMax,
    int requestsPerClient,
    int newKeysPerHour,
    long taskBytesMax,
    SightingBounds sightings) {
  public Bounds {
    if (tokenCharsMax < 1 || requestsPerClient < 1 || newKeysPerHour < 1 || taskBytesMax < 1) {
      throw new IllegalArgumentException("bounds are positive");
    }
  }

  /// Returns bounds with the usual ones of the values that a task has met.
  public Bounds(int tokenCharsMax, int requestsPerClient, int newKeysPerHour, long taskBytesMax) {
    this(tokenCharsMax, requestsPerClient, newKeysPerHour, taskBytesMax, SightingBounds.DEFAULT);
  }
}
