package io.legate.boundary;

import io.legate.boundary.Delegation.Delegate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The meet of two permissions, dimension by dimension; see [Meet].
final class MeetOfPermissions {

  private MeetOfPermissions() {}

  /// Returns the part of `asked` that lies within `held`, or null where none can be expressed.
  static @Nullable Permission of(Permission asked, Permission held) {
    var actions = new LinkedHashSet<ActionPattern>();
    for (var one : asked.actions()) {
      for (var other : held.actions()) {
        if (other.contains(one)) {
          actions.add(one);
        } else if (one.contains(other)) {
          actions.add(other);
        }
      }
    }
    var locations = new LinkedHashSet<>(asked.locations());
    locations.retainAll(held.locations());
    var resources = new LinkedHashSet<ResourcePattern>();
    for (var one : asked.resources()) {
      for (var other : held.resources()) {
        if (other.contains(one)) {
          resources.add(one);
        } else if (one.contains(other)) {
          resources.add(other);
        }
      }
    }
    Arguments arguments = arguments(asked.arguments(), held.arguments());
    if (actions.isEmpty() || locations.isEmpty() || resources.isEmpty() || arguments == null) {
      return null;
    }
    return new Permission(
        List.copyOf(actions),
        List.copyOf(locations),
        List.copyOf(resources),
        arguments,
        asked.limits(),
        asked.conditions(),
        asked.labels(),
        asked.approval(),
        asked.obligations(),
        delegation(asked.delegation(), held.delegation()),
        asked.from());
  }

  private static @Nullable Arguments arguments(Arguments asked, Arguments held) {
    return switch (held) {
      case Arguments.Unrestricted _ -> asked;
      case Arguments.Named(var heldByName) ->
          switch (asked) {
            case Arguments.Unrestricted _ -> held;
            case Arguments.Named(var askedByName) -> named(askedByName, heldByName);
          };
    };
  }

  /// An argument that one side does not name it refuses, so the meet leaves it out; that is
  /// possible only where the other side admits its absence.
  private static @Nullable Arguments named(
      Map<String, Argument> asked, Map<String, Argument> held) {
    for (var entry : held.entrySet()) {
      if (!asked.containsKey(entry.getKey()) && !entry.getValue().optional()) {
        return null;
      }
    }
    var met = new LinkedHashMap<String, Argument>();
    for (var entry : asked.entrySet()) {
      Argument one = entry.getValue();
      Argument other = held.get(entry.getKey());
      if (other == null) {
        if (!one.optional()) {
          return null;
        }
        continue;
      }
      boolean optional = one.optional() && other.optional();
      if (other.constraint().subsumes(one.constraint())) {
        met.put(entry.getKey(), new Argument(one.constraint(), optional));
      } else if (one.constraint().subsumes(other.constraint())) {
        met.put(entry.getKey(), new Argument(other.constraint(), optional));
      } else {
        return null;
      }
    }
    return new Arguments.Named(met);
  }

  private static @Nullable Delegation delegation(
      @Nullable Delegation asked, @Nullable Delegation held) {
    if (asked == null || held == null) {
      return null;
    }
    var delegates = new LinkedHashSet<Delegate>();
    for (var one : asked.allowedDelegates()) {
      for (var other : held.allowedDelegates()) {
        Delegate both = one.meet(other);
        // In every other dimension a meet is no longer than both lists together; so here.
        if (both != null
            && delegates.size()
                < asked.allowedDelegates().size() + held.allowedDelegates().size()) {
          delegates.add(both);
        }
      }
    }
    return delegates.isEmpty()
        ? null
        : new Delegation(Math.min(asked.maxDepth(), held.maxDepth()), new ArrayList<>(delegates));
  }
}
