package io.legate.policy;

import io.legate.boundary.Boundary;
import io.legate.identity.ClientId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is allowed at all, whatever a task's boundary says: a ceiling, asked at issuance and again
/// at every decision.
///
/// Pure and immutable: one value is one version of the policy, named by its hash. A client that the
/// policy does not know is entitled to nothing.
public interface Policy {

  /// `sha-256:` and the hash of everything this policy says.
  String hash();

  /// What the client may itself do; no permissions for one that is not known.
  Boundary mayAct(ClientId client);

  /// What the client may pass on.
  Boundary mayDelegate(ClientId client);

  /// Whether the client may open tasks.
  boolean mayOpen(ClientId client);

  /// Whether the client may open a task for itself, without a subject's token.
  boolean selfSubject(ClientId client);

  /// Whether `delegator` may exchange its own instance for a hop of `delegate`'s.
  boolean mayPush(ClientId delegator, ClientId delegate);

  /// Whether `delegator` may have an instance addressed to `delegate`.
  boolean mayAddress(ClientId delegator, ClientId delegate);

  /// How long things may live.
  Lifetimes lifetimes();

  /// The client's roles; none for one that is not known.
  List<String> roles(ClientId client);

  /// What each action is.
  Catalogue catalogue();

  /// The rules that are about an action, in the order of the policy. Found without looking at the
  /// others.
  List<Rule> rules(String action);

  /// The circuit breakers.
  List<Breaker> breakers();

  /// How outcomes move trust scores; null where agents have none.
  @Nullable Trust trust();

  /// How long things may live at most, and how deep a chain may go.
  ///
  /// @param task from OpenTask to the task's end
  /// @param hop from issuance to the hop's end
  /// @param instance of one token instance
  /// @param executeWithin from an ALLOW to the beginning of its execution
  /// @param depth the deepest hop; the root is 0
  record Lifetimes(
      Duration task, Duration hop, Duration instance, Duration executeWithin, int depth) {

    /// A day for a task and a hop, five minutes for an instance, five seconds to begin, 16 hops.
    public static final Lifetimes DEFAULT =
        new Lifetimes(
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            16);
  }
}
