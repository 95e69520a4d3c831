package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.identity.RequestId;
import java.util.List;

/// What a resource server asks, as it came off the wire.
///
/// @param token the agent's token instance
/// @param proof the agent's proof
/// @param method the method the resource server served
/// @param uri the address it served, from its configuration
/// @param actions one, or the items of a batch in order
public record AuthorizeCommand(
    RequestId request,
    String token,
    String proof,
    String method,
    String uri,
    List<ActionRequest> actions,
    Semantic semantic,
    boolean dryRun) {
  public AuthorizeCommand {
    actions = List.copyOf(actions);
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("there is at least one action");
    }
  }

  /// How far a batch goes on (AuthZEN 1.0 section 7.1).
  public enum Semantic {
    /// To its end.
    EXECUTE_ALL,
    /// To the first answer that is not ALLOW.
    DENY_ON_FIRST_DENY,
    /// To the first ALLOW.
    PERMIT_ON_FIRST_PERMIT
  }
}
