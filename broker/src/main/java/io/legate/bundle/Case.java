package io.legate.bundle;

import io.legate.boundary.ActionRequest;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.provenance.Disclosed;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One of a bundle's own cases: a situation, an action, and what is to be decided.
///
/// @param pointer where it stands in the bundle
/// @param chain the opener first, the holder last
/// @param authority the boundary, or a template and its parameters
/// @param at when the action is asked for
/// @param history what was allowed before, the oldest first
/// @param met records that the task has met
/// @param lists members by list
record Case(
    String name,
    String pointer,
    List<ClientId> chain,
    Subject subject,
    Authority authority,
    Instant at,
    List<String> labels,
    List<Past> history,
    List<Disclosed> met,
    Map<String, Set<String>> lists,
    List<Signal> signals,
    ActionRequest when,
    Expected then) {

  /// Whom the task is for.
  ///
  /// @param id null where the opener is its own subject
  record Subject(@Nullable String id, List<String> roles, List<String> scopes) {}

  /// Where the boundary comes from.
  sealed interface Authority {
    record Stated(Json boundary) implements Authority {}

    record ByTemplate(String name, Json.Obj parameters) implements Authority {}
  }

  /// What was done before.
  ///
  /// @param ago how long before the action
  record Past(ActionRequest action, int times, Duration ago) {}

  record Signal(String name, String about, BigDecimal value) {}

  /// What is to be decided.
  ///
  /// @param decision such as `deny`
  /// @param reason a code that is among the reasons; null for whichever
  record Expected(String decision, @Nullable String reason) {
    @Override
    public String toString() {
      return reason == null ? decision : decision + " (" + reason + ")";
    }
  }
}
