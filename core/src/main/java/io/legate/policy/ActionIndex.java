package io.legate.policy;

import io.legate.boundary.ActionPattern;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Things that are about actions, found by action without looking at the others.
///
/// For each action and each family that is named anywhere, the whole answer is made once; any other
/// action falls to the longest family that it belongs to. So asking costs one look for each dot of
/// the action's name, however many things there are. Answers keep the order of the things.
final class ActionIndex<T> {

  private final Map<String, List<T>> exact;
  private final Map<String, List<T>> families;
  private final List<T> everywhere;

  private ActionIndex(
      Map<String, List<T>> exact, Map<String, List<T>> families, List<T> everywhere) {
    this.exact = Map.copyOf(exact);
    this.families = Map.copyOf(families);
    this.everywhere = everywhere;
  }

  /// Returns the index of `things`.
  ///
  /// @param patterns what a thing is about; empty for every action
  static <T> ActionIndex<T> of(List<T> things, Function<T, List<ActionPattern>> patterns) {
    var names = new HashSet<ActionPattern>();
    for (T thing : things) {
      names.addAll(patterns.apply(thing));
    }
    var exact = new HashMap<String, List<T>>();
    var families = new HashMap<String, List<T>>();
    for (ActionPattern name : names) {
      (name.family() ? families : exact)
          .put(name.name(), those(things, patterns, each -> each.contains(name)));
    }
    return new ActionIndex<>(exact, families, those(things, patterns, _ -> false));
  }

  private static <T> List<T> those(
      List<T> things, Function<T, List<ActionPattern>> patterns, Predicate<ActionPattern> isAbout) {
    return things.stream()
        .filter(
            thing -> {
              List<ActionPattern> about = patterns.apply(thing);
              return about.isEmpty() || about.stream().anyMatch(isAbout);
            })
        .toList();
  }

  /// Returns the things that are about `action`.
  List<T> about(String action) {
    List<T> found = exact.get(action);
    return found == null ? aboutFamilies(action) : found;
  }

  /// Returns the things that are about every action that `pattern` stands for.
  List<T> covering(ActionPattern pattern) {
    if (!pattern.family()) {
      return about(pattern.name());
    }
    List<T> found = families.get(pattern.name());
    return found == null ? aboutFamilies(pattern.name()) : found;
  }

  private List<T> aboutFamilies(String name) {
    for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      List<T> found = families.get(name.substring(0, dot));
      if (found != null) {
        return found;
      }
    }
    return everywhere;
  }

  /// Returns the names of the actions that something is about by name.
  Set<String> names() {
    return exact.keySet();
  }
}
