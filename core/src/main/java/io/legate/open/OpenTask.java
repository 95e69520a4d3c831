package io.legate.open;

import io.legate.identity.RequestId;
import io.legate.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an orchestrator asks for, as it came off the wire: well-typed, otherwise unchecked.
///
/// @param subjectToken of a configured identity provider; null where the opener is its own subject
/// @param authority the boundary, or what makes it
/// @param audience of the root token; null for the issuer
/// @param scope informational; empty for none
public record OpenTask(
    RequestId request,
    @Nullable String subjectToken,
    String purpose,
    List<String> literals,
    Authority authority,
    Instant expiresAt,
    int maxDepth,
    @Nullable String audience,
    String scope) {
  public OpenTask {
    literals = List.copyOf(literals);
  }

  /// Where the task's boundary comes from.
  public sealed interface Authority {
    /// The opener states it.
    ///
    /// @param authorizationDetails the boundary
    record Stated(Json authorizationDetails) implements Authority {}

    /// Policy has a template for it.
    ///
    /// @param name of the template
    record FromTemplate(String name, Json.Obj parameters) implements Authority {}
  }
}
