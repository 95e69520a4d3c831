package io.legate.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What each action is: the resource server that owns it and what its arguments mean.
///
/// @param actions by name; empty where policy has no catalogue, and then every action is taken as
///   the boundaries name it
public record Catalogue(Map<String, Entry> actions) {

  /// No catalogue.
  public static final Catalogue NONE = new Catalogue(Map.of());

  public Catalogue {
    actions = Map.copyOf(actions);
  }

  /// Returns the action's entry, null where there is none.
  public @Nullable Entry get(String action) {
    return actions.get(action);
  }

  /// Returns whether policy names the actions there are; then any other is refused.
  public boolean isClosed() {
    return !actions.isEmpty();
  }

  /// One action.
  ///
  /// @param owner audience of the only resource server that may ask about it
  /// @param kind whether it changes anything
  /// @param arguments types by name; an argument that is not named is refused
  /// @param key arguments that together say that two uses are the same deed, in order; empty where
  ///   no use is
  /// @param labels added to the task by an ALLOW
  /// @param digestRequired whether the agent's proof must carry `adg`
  /// @param description for people: purpose and affected systems
  public record Entry(
      String name,
      String owner,
      Kind kind,
      Risk risk,
      Map<String, ArgumentType> arguments,
      List<String> key,
      Set<String> labels,
      boolean digestRequired,
      String description) {
    public Entry {
      arguments = Map.copyOf(arguments);
      key = List.copyOf(key);
      labels = Set.copyOf(labels);
    }
  }

  /// Whether an action changes anything.
  public enum Kind {
    READ,
    WRITE
  }

  /// How much can go wrong.
  public enum Risk {
    LOW,
    MEDIUM,
    HIGH
  }

  /// What an argument is.
  public enum ArgumentType {
    STRING,
    /// An exact decimal, as a JSON string or number.
    DECIMAL,
    INTEGER,
    BOOLEAN,
    /// An RFC 3339 timestamp.
    TIMESTAMP,
    STRINGS,
    /// Anything; an expression can only ask whether it is there.
    ANY
  }
}
