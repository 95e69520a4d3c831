package io.legate.edge;

/// How many calls that authenticate nobody are looked into, in a second; ten times as many at once.
/// What is over is refused before any signature is checked.
///
/// @param perClient that come from one address and name one client, or show its token
/// @param perAddress that come from one address and show no token that is known
/// @param inAll that show no token that is known, wherever they come from
public record FailureLimits(int perClient, int perAddress, int inAll) {

  /// What holds unless the configuration says otherwise.
  public static final FailureLimits DEFAULT = new FailureLimits(50, 200, 2_000);

  /// The most that can be said.
  public static final int MAX = 1_000_000;

  public FailureLimits {
    if (perClient < 1
        || perAddress < 1
        || inAll < 1
        || Math.max(perClient, perAddress) > MAX
        || inAll > MAX) {
      throw new IllegalArgumentException("limits on failures are from 1 to " + MAX);
    }
  }
}
