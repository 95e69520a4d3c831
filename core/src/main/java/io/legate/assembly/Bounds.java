package io.legate.assembly;

/// How much of anything the use cases make or remember.
///
/// @param tokenCharsMax the longest token that is made, or taken: what proxies and other verifiers
///   take too
/// @param requestsPerClient the most request ids that one task remembers of one client
/// @param newKeysPerHour how many keys that it did not register a client may show for the first
///   time within an hour
/// @param taskBytesMax how much idle tasks may take in memory, by estimate
public record Bounds(
    int tokenCharsMax, int requestsPerClient, int newKeysPerHour, long taskBytesMax) {
  public Bounds {
    if (tokenCharsMax < 1 || requestsPerClient < 1 || newKeysPerHour < 1 || taskBytesMax < 1) {
      throw new IllegalArgumentException("bounds are positive");
    }
  }
}
