package io.legate.review;

import io.legate.boundary.ActionPattern;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What was used of one template of a bundle.
///
/// A task does not say which entry of its template a permission came of. It is told by action and
/// resource, with anything in the place of a parameter; where several entries fit, all count.
final class TemplateUse {

  private static final Pattern PLACE = Pattern.compile("\\{\\{[^}]*}}");

  private final List<Entry> entries = new ArrayList<>();
  private long tasks;

  TemplateUse(Json template) {
    if (template instanceof Json.Obj object
        && object.get("boundary") instanceof Json.Arr(var items)) {
      items.forEach(item -> entries.add(Entry.of(item)));
    }
  }

  /// One entry of the boundary.
  ///
  /// @param resources as patterns, with anything in a parameter's place
  /// @param used actions that were let through
  record Entry(List<String> actions, List<Pattern> resources, Set<String> used) {

    static Entry of(Json item) {
      var resources = new ArrayList<Pattern>();
      for (String resource : BundleEntries.texts(item, "resources")) {
        resources.add(pattern(resource));
      }
      return new Entry(BundleEntries.texts(item, "actions"), resources, new TreeSet<>());
    }

    private boolean isAbout(String action, String resource) {
      return actions.stream().anyMatch(pattern -> admits(pattern, action))
          && resources.stream().anyMatch(pattern -> pattern.matcher(resource).matches());
    }
  }

  /// Whether an action of a template's entry stands for `action`; one with a parameter may.
  static boolean admits(String pattern, String action) {
    var parsed = ActionPattern.parse(pattern);
    return parsed == null ? pattern(pattern).matcher(action).matches() : parsed.admits(action);
  }

  private static Pattern pattern(String text) {
    boolean below = text.endsWith("/*");
    String name = below ? text.substring(0, text.length() - 2) : text;
    var regex = new StringBuilder();
    int from = 0;
    for (var places = PLACE.matcher(name); places.find(); from = places.end()) {
      regex.append(Pattern.quote(name.substring(from, places.start()))).append("[^/]+");
    }
    regex.append(Pattern.quote(name.substring(from)));
    return Pattern.compile(regex + (below ? "/.+" : ""));
  }

  void opened() {
    tasks++;
  }

  void used(String action, String resource) {
    for (Entry entry : entries) {
      if (entry.isAbout(action, resource)) {
        entry.used.add(action);
      }
    }
  }

  long tasks() {
    return tasks;
  }

  List<Entry> entries() {
    return entries;
  }
}
