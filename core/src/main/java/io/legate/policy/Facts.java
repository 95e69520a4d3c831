package io.legate.policy;

import io.legate.boundary.ActionRequest;
import io.legate.identity.ClientId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything an expression can read of one question: the state before it is decided.
///
/// An implementation remembers which lists and signals were read, so that a record can say what a
/// decision rested on.
public interface Facts {

  /// The action, its resource and arguments.
  ActionRequest action();

  /// The instant of the decision.
  Instant now();

  /// The task's subject.
  Subject subject();

  /// The holder first, the opener last.
  List<Actor> chain();

  /// The task itself.
  Work task();

  /// What the task has done so far.
  Session session();

  /// Returns the members of a list, or null where there is no such list.
  @Nullable Set<String> list(String name);

  /// Returns a signal that has not expired, or null where there is none.
  ///
  /// @param about what it is said of, such as a client id
  @Nullable BigDecimal signal(String name, String about);

  /// Whom the task is for.
  ///
  /// @param id `user:<provider>:<sub>`, or the opener's client id
  /// @param roles as the identity provider named them when the task was opened
  /// @param scopes likewise
  record Subject(String id, List<String> roles, List<String> scopes) {
    public Subject {
      roles = List.copyOf(roles);
      scopes = List.copyOf(scopes);
    }
  }

  /// One agent of the chain.
  record Actor(ClientId client, String profile, List<String> roles, int depth) {
    public Actor {
      roles = List.copyOf(roles);
    }
  }

  /// The task, apart from what it did.
  record Work(String id, String purpose, Instant openedAt, Instant expiresAt) {}

  /// What the task has done: allowed decisions that were not released since.
  interface Session {

    /// Labels that the task has taken on.
    Set<String> labels();

    /// How often an action was allowed in the whole task.
    ///
    /// @param per within the last so long; null for ever
    long count(String action, @Nullable Duration per);

    /// Likewise, by the holder's hop alone.
    long countByHop(String action, @Nullable Duration per);

    /// The sum of an argument over an action's allowed uses in the whole task.
    BigDecimal sum(String action, String argument);

    /// The number of different values of an argument over an action's allowed uses.
    long distinct(String action, String argument);

    /// Whether an action was allowed for this key, which the catalogue makes of its arguments.
    boolean done(String action, String key);

    /// How many of the holder's questions were denied in the task within the last so long.
    long denials(Duration per);
  }
}
