package io.legate.exchange;

import io.legate.caller.Caller;
import io.legate.caller.Spending;
import io.legate.control.ControlState;
import io.legate.crypto.Base64Url;
import io.legate.crypto.Signer;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.issue.NodeSigning;
import io.legate.json.Json;
import io.legate.ledger.Draft;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Notes;
import io.legate.ledger.OnceTakenException;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.token.ApiTokenClaims;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Issues API tokens (`client_credentials`): they authenticate a caller at the broker, bound to the
/// key it has just proven, and are good for nothing else.
public final class ApiTokens {

  /// The number of the event's kind in the ledger.
  public static final int ISSUED = 50;

  /// How long an API token lasts.
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Notes<ControlState> notes;
  private final String issuer;
  private final NodeSigning signing;
  private final Clock clock;

  public ApiTokens(Notes<ControlState> notes, String issuer, NodeSigning signing, Clock clock) {
    this.notes = notes;
    this.issuer = issuer;
    this.signing = signing;
    this.clock = clock;
  }

  /// An issued API token.
  ///
  /// @param scope space-separated
  public record Issued(String token, Duration expiresIn, String scope) {}

  /// Issues one, after its event is committed.
  ///
  /// @param caller authenticated by a client assertion
  /// @param scope what is asked for; null for everything the client is registered for
  public Issued issue(Caller caller, @Nullable String scope) throws RefusedException {
    Set<String> scopes = scopes(caller, scope);
    Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Signer signer = signing.signer();
    byte[] jti = new byte[16];
    RANDOM.nextBytes(jti);
    var claims =
        new ApiTokenClaims(
            issuer,
            caller.id(),
            scopes,
            at,
            at,
            at.plus(LIFETIME),
            Base64Url.encode(jti),
            caller.key().thumbprint());
    SigningInput input = SigningInput.of(signer.publicKey(), Typ.ACCESS_TOKEN, claims.toJson());
    record(caller, claims, input, signer);
    return new Issued(input.signedBy(signer), LIFETIME, String.join(" ", scopes));
  }

  private void record(Caller caller, ApiTokenClaims claims, SigningInput input, Signer signer)
      throws RefusedException {
    var data =
        Json.Obj.with("client", caller.id().value())
            .with("jkt", claims.holder().value())
            .with("jti", claims.jti())
            .with("hash", input.hash())
            .with("scope", String.join(" ", claims.scopes()))
            .with("exp", claims.exp().toEpochMilli())
            .with("proof", caller.proof().compact())
            .build();
    try {
      notes.<RefusedException>note(
          (control, _) -> {
            if (!caller.stands(control.state())) {
              throw new RefusedException(Code.INVALID_CLIENT, "client or key was revoked");
            }
            signing.requireGood(signer, control.state());
            return new Draft(ISSUED, null, data, caller.once());
          });
    } catch (OnceTakenException e) {
      throw Spending.refusal(e.key(), caller);
    } catch (LedgerUnavailableException e) {
      throw new RefusedException(
          Code.TEMPORARILY_UNAVAILABLE, "the ledger did not answer; ask again");
    }
  }

  private static Set<String> scopes(Caller caller, @Nullable String scope) throws RefusedException {
    if (scope == null) {
      return new TreeSet<>(caller.scopes());
    }
    var wanted = new TreeSet<>(List.of(scope.split(" ")));
    if (!caller.scopes().containsAll(wanted)) {
      throw new RefusedException(
          Code.INVALID_SCOPE, "`scope` goes beyond what the client is registered for");
    }
    return wanted;
  }
}
