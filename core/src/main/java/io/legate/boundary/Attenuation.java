package io.legate.boundary;

import io.legate.boundary.Violation.Against;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The rule that authority only narrows as it is passed on.
///
/// Pure and total. Sound: where it finds no violation, every action that the child admits is one
/// that the parent admits. Not complete: what it cannot show to be contained it refuses (see
/// [Constraint#subsumes]).
public final class Attenuation {

  /// How many permissions of the parent a violation compares with in detail. A boundary of many
  /// permissions would otherwise be answered with more than anybody reads.
  public static final int CANDIDATES_TOLD_MAX = 8;

  private Attenuation() {}

  /// Returns every permission of `child` that is not contained in one permission of `parent`. Empty
  /// means attenuated; equal authority is.
  ///
  /// Compared are actions, locations, resources, arguments and delegation. Absent or unknown there
  /// means wider. Limits, conditions, labels, approval and obligations are NOT compared: those of
  /// the parent stay in force for the child whether it repeats them or not. Lifetime and the depth
  /// of the hop itself are NOT compared either; whoever makes the hop compares them.
  public static List<Violation> violations(Boundary parent, Boundary child) {
    return violations(parent.permissions(), child, true);
  }

  /// As [#violations], for a parent that the child's `from` does not speak of: what policy or a
  /// subject's consent admits at most. Delegation is compared here too: who may not pass on is not
  /// helped by a parent that may.
  public static List<Violation> beyond(Boundary ceiling, Boundary child) {
    return violations(ceiling.permissions(), child, false);
  }

  /// Returns, for each permission of `child` in order, the index of the parent permission that it
  /// is under: the one that `from` names, otherwise the first that contains it.
  ///
  /// @throws IllegalArgumentException if there are violations
  public static List<Integer> parents(Boundary parent, Boundary child) {
    return child.permissions().stream()
        .map(permission -> parentOf(parent.permissions(), permission, permission.from()))
        .toList();
  }

  private static Integer parentOf(
      List<Permission> parents, Permission child, @Nullable Integer from) {
    return IntStream.range(0, parents.size())
        .filter(index -> from == null || index == from)
        .filter(index -> contains(parents.get(index), child))
        .boxed()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the child is not contained"));
  }

  /// Returns whether `child` lies within `parent`: [#excesses] is empty.
  static boolean contains(Permission parent, Permission child) {
    return excesses(parent, child).isEmpty();
  }

  private static List<Violation> violations(
      List<Permission> parents, Boundary child, boolean heedFrom) {
    var found = new ArrayList<Violation>();
    for (int index = 0; index < child.permissions().size(); index++) {
      Permission permission = child.permissions().get(index);
      Integer from = heedFrom ? permission.from() : null;
      if (from != null && from >= parents.size()) {
        found.add(new Violation.NoSuchParent(index, from, parents.size()));
        continue;
      }
      var against = against(parents, permission, from);
      if (against != null) {
        found.add(new Violation.NotContained(index, nearest(against), against.size()));
      }
    }
    return List.copyOf(found);
  }

  /// Returns what stands against each candidate, or null where one contains the permission.
  private static @Nullable List<Against> against(
      List<Permission> parents, Permission child, @Nullable Integer from) {
    var against = new ArrayList<Against>();
    int first = from == null ? 0 : from;
    int last = from == null ? parents.size() - 1 : from;
    for (int candidate = first; candidate <= last; candidate++) {
      var excesses = excesses(parents.get(candidate), child);
      if (excesses.isEmpty()) {
        return null;
      }
      against.add(new Against(candidate, excesses));
    }
    return against;
  }

  private static List<Against> nearest(List<Against> against) {
    return against.stream()
        .sorted(Comparator.comparingInt(one -> one.excesses().size()))
        .limit(CANDIDATES_TOLD_MAX)
        .toList();
  }

  /// Returns every way in which `child` goes beyond `parent`.
  static List<Excess> excesses(Permission parent, Permission child) {
    var found = new ArrayList<Excess>();
    var actions = new HashSet<>(parent.actions());
    for (var action : child.actions()) {
      if (!actions.contains(action)
          && parent.actions().stream().noneMatch(held -> held.contains(action))) {
        found.add(new Excess.ActionNotHeld(action, parent.actions()));
      }
    }
    var locations = new HashSet<>(parent.locations());
    for (var location : child.locations()) {
      if (!locations.contains(location)) {
        found.add(new Excess.LocationNotHeld(location, parent.locations()));
      }
    }
    var resources = new HashSet<>(parent.resources());
    for (var resource : child.resources()) {
      if (!resources.contains(resource)
          && parent.resources().stream().noneMatch(held -> held.contains(resource))) {
        found.add(new Excess.ResourceNotHeld(resource, parent.resources()));
      }
    }
    addArgumentExcesses(parent.arguments(), child.arguments(), found);
    addDelegationExcesses(parent.delegation(), child.delegation(), found);
    return List.copyOf(found);
  }

  private static void addArgumentExcesses(Arguments parent, Arguments child, List<Excess> found) {
    switch (parent) {
      case Arguments.Unrestricted _ -> {
        // Whatever the child names is less than anything.
      }
      case Arguments.Named held -> {
        switch (child) {
          case Arguments.Unrestricted _ -> found.add(new Excess.AnyArgument(held));
          case Arguments.Named claimed -> addNamedExcesses(held, claimed.byName(), found);
        }
      }
    }
  }

  private static void addNamedExcesses(
      Arguments.Named held, Map<String, Argument> claimed, List<Excess> found) {
    claimed.forEach(
        (name, argument) -> {
          Argument parent = held.byName().get(name);
          if (parent == null) {
            found.add(new Excess.ArgumentNotNamed(name, argument, held));
          } else if (!parent.contains(argument)) {
            found.add(new Excess.ArgumentWider(name, argument, parent));
          }
        });
    held.byName()
        .forEach(
            (name, argument) -> {
              if (!argument.optional() && !claimed.containsKey(name)) {
                found.add(new Excess.ArgumentLeftOut(name, argument));
              }
            });
  }

  private static void addDelegationExcesses(
      @Nullable Delegation parent, @Nullable Delegation child, List<Excess> found) {
    if (child == null) {
      return;
    }
    if (parent == null) {
      found.add(new Excess.DelegationNotHeld(child));
      return;
    }
    if (child.maxDepth() > parent.maxDepth()) {
      found.add(new Excess.DepthOverParent(child.maxDepth(), parent.maxDepth()));
    }
    for (var delegate : child.allowedDelegates()) {
      if (parent.allowedDelegates().stream().noneMatch(held -> held.contains(delegate))) {
        found.add(new Excess.DelegateNotHeld(delegate, parent.allowedDelegates()));
      }
    }
  }
}
