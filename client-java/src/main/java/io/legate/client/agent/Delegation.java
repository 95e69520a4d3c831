package io.legate.client.agent;

import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientId;
import io.legate.json.Json.Arr;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a holder consents to: one hop, for one other agent.
///
/// @param delegate the client that may redeem it
/// @param delegateKey the key its tokens will be bound to; null for any that it has registered
/// @param boundary what it may do, within the delegator's own. Nothing is inherited by leaving it
///   out, except what only ever adds: limits, conditions, labels, approvals, obligations
/// @param hopEndsAt when the hop ends, not past the delegator's own; no renewal moves it
/// @param maxDepth the deepest hop below it, absolute; null for what the boundary allows
/// @param redeemWithin how long the statement may be redeemed, at most [#REDEEM_WITHIN_MAX]
public record Delegation(
    ClientId delegate,
    @Nullable Thumbprint delegateKey,
    Arr boundary,
    Instant hopEndsAt,
    @Nullable Integer maxDepth,
    Duration redeemWithin) {

  /// The longest the broker lets a statement wait to be redeemed.
  public static final Duration REDEEM_WITHIN_MAX = Duration.ofMinutes(5);

  public Delegation {
    if (redeemWithin.isNegative()
        || redeemWithin.isZero()
        || redeemWithin.compareTo(REDEEM_WITHIN_MAX) > 0) {
      throw new IllegalArgumentException("a statement is redeemed within five minutes");
    }
  }

  /// Returns a delegation to any registered key of `delegate`, to be redeemed within two minutes.
  public static Delegation to(String delegate, Arr boundary, Instant hopEndsAt) {
    return new Delegation(
        new ClientId(delegate), null, boundary, hopEndsAt, null, Duration.ofMinutes(2));
  }

  /// Returns the same delegation to one key.
  public Delegation withDelegateKey(Thumbprint delegateKey) {
    return new Delegation(delegate, delegateKey, boundary, hopEndsAt, maxDepth, redeemWithin);
  }

  /// Returns the same delegation with a bound on how deep it may be passed on.
  public Delegation withMaxDepth(int maxDepth) {
    return new Delegation(delegate, delegateKey, boundary, hopEndsAt, maxDepth, redeemWithin);
  }
}
