package io.legate.revoke;

import io.legate.caller.Caller;
import io.legate.identity.RequestId;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.TaskSteering.Order;
import io.legate.token.ExpectedAudience;
import io.legate.token.InstanceClaims;
import io.legate.token.TokenException;
import io.legate.token.TokenVerifier;
import io.legate.token.VerifiedApiToken;
import io.legate.token.VerifiedInstance;
import io.legate.token.VerifiedToken;
import java.time.Clock;

/// Revokes by token (RFC 7009): the hop of the token, and everything below it.
///
/// A token that is unknown, expired, or not the caller's to revoke is no error, and does nothing
/// (section 2.2). The caller's own API token is refused: it lives for minutes and ends before that
/// only with its key or client, which operators revoke, so that to answer that it was revoked would
/// be untrue (section 2.2.1).
public final class TokenRevocation {

  private final TaskSteering steering;
  private final TokenVerifier tokens;
  private final Clock clock;

  public TokenRevocation(TaskSteering steering, TokenVerifier tokens, Clock clock) {
    this.steering = steering;
    this.tokens = tokens;
    this.clock = clock;
  }

  /// Revokes the hop of `text`, if it is the caller's or below a hop of the caller's.
  ///
  /// @throws RefusedException with [Code#UNSUPPORTED_TOKEN_TYPE] for the caller's own API token; if
  ///   the ledger cannot be reached, or the caller may not call at all
  public void revoke(Caller caller, RequestId request, String text) throws RefusedException {
    VerifiedToken token;
    try {
      token = tokens.verify(text, new ExpectedAudience.DecidedByCaller(), clock.instant());
    } catch (TokenException e) {
      return;
    }
    switch (token) {
      case VerifiedInstance instance -> revoke(caller, request, instance.claims());
      case VerifiedApiToken api -> {
        if (api.claims().client().equals(caller.id())) {
          throw new RefusedException(
              Code.UNSUPPORTED_TOKEN_TYPE, "an API token is not revoked by itself; it expires");
        }
      }
    }
  }

  private void revoke(Caller caller, RequestId request, InstanceClaims claims)
      throws RefusedException {
    try {
      steering.revoke(new Order(caller, request, claims.txn(), claims.hop(), "token revoked"));
    } catch (RefusedException e) {
      if (e.code() != Code.NOT_FOUND && e.code() != Code.TASK_CLOSED) {
        throw e;
      }
    }
  }
}
