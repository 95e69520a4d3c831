package io.legate.exchange;

import io.legate.caller.Caller;
import io.legate.control.ControlState;
import io.legate.identity.ClientKind;
import io.legate.json.Json;
import io.legate.refusal.RefusedException;
import io.legate.stream.Tasks;
import io.legate.task.Instance;
import io.legate.task.Liveness;
import io.legate.task.TaskState;
import io.legate.token.ExpectedAudience;
import io.legate.token.TokenException;
import io.legate.token.TokenVerifier;
import io.legate.token.VerifiedApiToken;
import io.legate.token.VerifiedInstance;
import io.legate.token.VerifiedToken;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Says whether a token is active (RFC 7662): a token instance to its audience and to its holder,
/// an API token to its client.
///
/// To anyone else, and for anything that is neither, the answer is the same: not active, and
/// nothing more.
public final class Introspection {

  private final Tasks tasks;
  private final TokenVerifier tokens;
  private final Supplier<ControlState> control;
  private final Clock clock;

  public Introspection(
      Tasks tasks, TokenVerifier tokens, Supplier<ControlState> control, Clock clock) {
    this.tasks = tasks;
    this.tokens = tokens;
    this.control = control;
    this.clock = clock;
  }

  /// Returns the token's claims if it is active and the caller may know, else null.
  public Json.@Nullable Obj introspect(Caller caller, String text) throws RefusedException {
    Instant now = clock.instant();
    VerifiedToken token;
    try {
      token = tokens.verify(text, new ExpectedAudience.DecidedByCaller(), now);
    } catch (TokenException e) {
      return null;
    }
    // In this order: reading the task brings control up to date too.
    boolean told =
        switch (token) {
          case VerifiedInstance instance -> mayKnow(caller, instance) && isActive(instance, now);
          case VerifiedApiToken api -> api.claims().client().equals(caller.id()) && stands(api);
        };
    return told && caller.stands(control.get()) ? token.jws().claims() : null;
  }

  private boolean stands(VerifiedApiToken token) {
    ControlState now = control.get();
    return now.stands(token.claims().client(), token.holder(), token.issuedAt())
        && !now.nodeKeys().isWithdrawn(token.jws().jws().kid());
  }

  private static boolean mayKnow(Caller caller, VerifiedInstance token) {
    String audience = token.claims().audience();
    boolean addressed =
        caller.client().kind() == ClientKind.RESOURCE_SERVER
            && caller.scopes().contains("introspect")
            && audience.equals(caller.client().audience());
    return addressed || token.claims().client().equals(caller.id());
  }

  private boolean isActive(VerifiedInstance token, Instant now) throws RefusedException {
    TaskState state = tasks.read(token.claims().txn());
    Instance instance = state.instances().get(token.hash(), now);
    return instance != null
        && !instance.spent()
        && now.isBefore(instance.expiresAt())
        && !control.get().nodeKeys().isWithdrawn(instance.kid())
        && Liveness.faults(state, control.get(), instance.hop(), now).isEmpty();
  }
}
