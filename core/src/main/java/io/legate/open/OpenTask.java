package io.legate.open;

import io.legate.identity.RequestId;
import io.legate.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an orchestrator asks for, as it came off the wire: well-typed, otherwise unchecked.
///
/// @param subjectToken of a configured identity provider; null where the opener is its own subject
/// @param authorizationDetails the boundary
/// @param audience of the root token; null for the issuer
/// @param scope informational; empty for none
public record OpenTask(
    RequestId request,
    @Nullable String subjectToken,
    String purpose,
    List<String> literals,
    Json authorizationDetails,
    Instant expiresAt,
    int maxDepth,
    @Nullable String audience,
    String scope) {
  public OpenTask {
    literals = List.copyOf(literals);
  }
}
