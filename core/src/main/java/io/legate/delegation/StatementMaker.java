package io.legate.delegation;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Signer;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.Typ;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import io.legate.json.Json.Arr;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Signs statements for one delegator, with the key that its own token is bound to.
public final class StatementMaker {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Signer holder;
  private final ClientId delegator;
  private final String issuer;

  /// @param holder the key that the delegator's token is bound to
  /// @param issuer the broker's identifier
  public StatementMaker(Signer holder, ClientId delegator, String issuer) {
    this.holder = holder;
    this.delegator = delegator;
    this.issuer = issuer;
  }

  /// What is passed on.
  ///
  /// @param parHash signing-input hash of the delegator's own token instance
  /// @param delegateKey the delegate's key, or null for any that it registered
  /// @param authorizationDetails the boundary, no wider than the delegator's own
  /// @param hopExp when the hop is to end
  /// @param delMaxDepth the deepest hop below it, counted from the root, or null for the parent's
  public record Hop(
      ClientId delegate,
      TaskId task,
      String parHash,
      @Nullable Thumbprint delegateKey,
      Arr authorizationDetails,
      Instant hopExp,
      @Nullable Integer delMaxDepth) {}

  /// Returns a signed statement that can be redeemed until `redeemWithin` from now.
  ///
  /// @param redeemWithin more than nothing and at most [StatementVerifier#VALID_MAX]
  public String make(Hop hop, Duration redeemWithin, Instant now) {
    boolean tooLong = redeemWithin.compareTo(StatementVerifier.VALID_MAX) > 0;
    if (tooLong || redeemWithin.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("a statement is redeemed within 1 s to 5 min");
    }
    byte[] jti = new byte[16];
    RANDOM.nextBytes(jti);
    var claims =
        new StatementClaims(
            delegator,
            hop.delegate,
            issuer,
            hop.task,
            hop.parHash,
            hop.delegateKey,
            hop.authorizationDetails,
            hop.hopExp,
            hop.delMaxDepth,
            now,
            now.plus(redeemWithin),
            Base64Url.encode(jti));
    return SigningInput.of(holder.publicKey(), Typ.DELEGATION, claims.toJson()).signedBy(holder);
  }
}
