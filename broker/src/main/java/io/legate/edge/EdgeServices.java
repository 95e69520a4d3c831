package io.legate.edge;

import io.legate.authorize.Authorization;
import io.legate.authorize.Settlement;
import io.legate.caller.CallerAuthentication;
import io.legate.control.ControlState;
import io.legate.dpop.Nonces;
import io.legate.exchange.ApiTokens;
import io.legate.exchange.Introspection;
import io.legate.exchange.TokenExchange;
import io.legate.identity.Client;
import io.legate.open.TaskOpening;
import io.legate.revoke.ControlChanges;
import io.legate.revoke.TaskSteering;
import io.legate.revoke.TokenRevocation;
import io.legate.stream.Tasks;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Everything the edges lead to. Made by `app`, which also makes what stands behind it.
///
/// @param ready whether this node can answer; asked by health checks, so it must not block
public record EdgeServices(
    Door door,
    OfTasks tasks,
    OfTokens tokens,
    OfDecisions decisions,
    OfControl control,
    EdgeLimits limits,
    BooleanSupplier ready) {

  /// Who may come in, and under which address.
  ///
  /// @param issuer the issuer identifier: an `https` origin without a path, the base of every `htu`
  /// @param nonces the ones that `callers` accepts
  public record Door(String issuer, CallerAuthentication callers, Nonces nonces, Clock clock) {

    /// Returns a nonce to hand out now.
    public String nonce() {
      return nonces.issue(clock.instant());
    }
  }

  /// The life of tasks.
  public record OfTasks(Tasks reading, TaskOpening opening, TaskSteering steering) {}

  /// The life of tokens.
  public record OfTokens(
      ApiTokens api,
      TokenExchange exchange,
      Introspection introspection,
      TokenRevocation revocation) {}

  /// Decisions and what came of them.
  public record OfDecisions(Authorization authorization, Settlement settlement) {}

  /// What removes and restores authority for everyone.
  ///
  /// @param clients every registered client, ordered by id
  public record OfControl(
      Supplier<ControlState> state, ControlChanges changes, List<Client> clients) {
    public OfControl {
      clients = List.copyOf(clients);
    }
  }
}
