package io.legate.revoke;

import io.legate.caller.Caller;
import io.legate.identity.RequestId;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.TaskSteering.Order;
import io.legate.token.ExpectedAudience;
import io.legate.token.TokenException;
import io.legate.token.TokenVerifier;
import io.legate.token.VerifiedInstance;
import java.time.Clock;

/// Revokes by token (RFC 7009): the hop of the token, and everything below it.
///
/// A token that is unknown, expired, or not the caller's to revoke is no error, and does nothing
/// (section 2.2).
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
  /// @throws RefusedException if the ledger cannot be reached, or the caller may not call at all
  public void revoke(Caller caller, RequestId request, String text) throws RefusedException {
    VerifiedInstance token;
    try {
      token = tokens.verifyInstance(text, new ExpectedAudience.DecidedByCaller(), clock.instant());
    } catch (TokenException e) {
      return;
    }
    var claims = token.claims();
    try {
      steering.revoke(new Order(caller, request, claims.txn(), claims.hop(), "token revoked"));
    } catch (RefusedException e) {
      if (e.code() != Code.NOT_FOUND && e.code() != Code.TASK_CLOSED) {
        throw e;
      }
    }
  }
}
