package io.legate.boundary;

import io.legate.identity.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that a child permission admits and its parent does not. It asks the permissions what
/// they admit, and knows nothing of how they are compared.
final class Counterexample {

  private static final int ACTIONS_TRIED = 4;

  private Counterexample() {}

  /// Returns a counterexample in words, or null where none was found.
  static @Nullable String of(Permission parent, Permission child, Boundaries make) {
    for (int i = 0; i < ACTIONS_TRIED; i++) {
      ActionRequest request = make.request(child);
      Instant at = make.instant();
      var occasion = make.occasion(request, at);
      boolean admitted = child.refusals(request, occasion).isEmpty();
      if (admitted != child.admits(request, occasion)) {
        return "two answers about " + request + " under " + child;
      }
      if (admitted && !parent.refusals(request, occasion).isEmpty()) {
        return request + " at " + at + " under " + child + " but not under " + parent;
      }
    }
    ClientId client = make.client();
    String profile = make.profile();
    int depth = make.depth();
    return passes(child.delegation(), client, profile, depth)
            && !passes(parent.delegation(), client, profile, depth)
        ? client + " at depth " + depth + " under " + child + " but not under " + parent
        : null;
  }

  private static boolean passes(
      @Nullable Delegation delegation, ClientId client, @Nullable String profile, int depth) {
    return delegation != null
        && depth <= delegation.maxDepth()
        && delegation.admits(client, profile);
  }
}
