package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.Limit;
import io.legate.identity.RequestId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a resource server asks, as it came off the wire.
///
/// @param token the agent's token instance
/// @param proof the agent's proof
/// @param method the method the resource server served
/// @param uri the address it served, from its configuration
/// @param asked one action, or the items of a batch in order
/// @param semantic how far the batch goes on; null for a single question. A batch of one is another
///   method than a single question: its `request_id` and its `adg` are a batch's
/// @param dryRun whether nothing is reserved
/// @param explain whether the answer names what took part in it
public record AuthorizeCommand(
    RequestId request,
    String token,
    String proof,
    String method,
    String uri,
    List<Asked> asked,
    @Nullable Semantic semantic,
    boolean dryRun,
    boolean explain) {

  /// A question that needs no explanation.
  public AuthorizeCommand(
      RequestId request,
      String token,
      String proof,
      String method,
      String uri,
      List<Asked> asked,
      @Nullable Semantic semantic,
      boolean dryRun) {
    this(request, token, proof, method, uri, asked, semantic, dryRun, false);
  }

  public AuthorizeCommand {
    asked = List.copyOf(asked);
    if (asked.isEmpty() || (semantic == null && asked.size() > 1)) {
      throw new IllegalArgumentException("a question has one action, and a batch at least one");
    }
  }

  /// Whether it is a batch, of however many.
  public boolean isBatch() {
    return semantic != null;
  }

  /// One action that is asked about.
  ///
  /// @param rowsWanted the most rows that will be returned, 1 to [Limit#TOTAL_MAX]; null for as
  ///   many as may be
  public record Asked(ActionRequest action, @Nullable Long rowsWanted) {
    public Asked {
      if (rowsWanted != null && (rowsWanted < 1 || rowsWanted > Limit.TOTAL_MAX)) {
        throw new IllegalArgumentException("rows that are wanted are at least one");
      }
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
