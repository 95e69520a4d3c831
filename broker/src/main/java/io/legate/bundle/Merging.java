package io.legate.bundle;

import io.legate.boundary.Reading;
import io.legate.json.Json;
import io.legate.yaml.YamlNode;
import io.legate.yaml.YamlNode.Items;
import io.legate.yaml.YamlNode.Members;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts the sections of several files together, and remembers where everything stood.
///
/// A section that is a mapping may be spread over files, each key once; one that is a list goes on
/// where the file before left off. Anything else is given once.
final class Merging {

  private final List<BundleProblem> problems;
  private final Map<String, Json> sections = new LinkedHashMap<>();
  private final Map<String, Place> places = new HashMap<>();

  /// Where something stands.
  private record Place(String file, int line) {}

  Merging(List<BundleProblem> problems) {
    this.problems = problems;
  }

  /// Adds the sections of a file.
  void add(String file, Members root) {
    root.members()
        .forEach(
            (section, node) -> {
              var place = new Place(file, root.keyLines().getOrDefault(section, node.line()));
              add(place, section, node);
            });
  }

  private void add(Place place, String section, YamlNode node) {
    String at = Reading.child("", section);
    Json known = sections.get(section);
    if (known == null) {
      places.put(at, place);
      remember(place.file, node, at, 0);
      sections.put(section, node.toJson());
    } else if (known instanceof Json.Obj(var before) && node instanceof Members more) {
      sections.put(section, merged(place.file, at, before, more));
    } else if (known instanceof Json.Arr(var before) && node instanceof Items more) {
      remember(place.file, more, at, before.size());
      var all = new ArrayList<>(before);
      all.addAll(((Json.Arr) more.toJson()).items());
      sections.put(section, new Json.Arr(all));
    } else {
      twice(place, at, section);
    }
  }

  private Json merged(String file, String at, Map<String, Json> before, Members more) {
    var all = new LinkedHashMap<>(before);
    more.members()
        .forEach(
            (name, value) -> {
              String pointer = Reading.child(at, name);
              var place = new Place(file, more.keyLines().getOrDefault(name, value.line()));
              if (all.containsKey(name)) {
                twice(place, pointer, name);
              } else {
                all.put(name, value.toJson());
                places.put(pointer, place);
                remember(file, value, pointer, 0);
              }
            });
    return new Json.Obj(all);
  }

  private void twice(Place place, String pointer, String name) {
    Place first = find(pointer);
    String where = first == null ? "" : ", first in " + first.file + ":" + first.line;
    problems.add(
        new BundleProblem(
            place.file, place.line, pointer, "`" + name + "` is given twice" + where));
  }

  /// @param offset how many items of the list there were before
  private void remember(String file, YamlNode node, String at, int offset) {
    switch (node) {
      case Members members ->
          members
              .members()
              .forEach(
                  (name, value) -> {
                    String pointer = Reading.child(at, name);
                    int line = members.keyLines().getOrDefault(name, value.line());
                    places.put(pointer, new Place(file, line));
                    remember(file, value, pointer, 0);
                  });
      case Items items -> {
        for (int i = 0; i < items.items().size(); i++) {
          YamlNode item = items.items().get(i);
          String pointer = Reading.child(at, offset + i);
          places.put(pointer, new Place(file, item.line()));
          remember(file, item, pointer, 0);
        }
      }
      case YamlNode.Text _, YamlNode.Numeral _, YamlNode.Flag _, YamlNode.Nothing _ -> {}
    }
  }

  /// Returns the whole bundle.
  Json.Obj bundle() {
    return new Json.Obj(sections);
  }

  /// Returns a problem of the bundle with the place it has in the files: that of what is there, or
  /// of what something is missing from.
  BundleProblem problem(String pointer, String message) {
    Place place = find(pointer);
    return place == null
        ? new BundleProblem("", 0, pointer, message)
        : new BundleProblem(place.file, place.line, pointer, message);
  }

  private @Nullable Place find(String pointer) {
    for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      Place place = places.get(at);
      if (place != null) {
        return place;
      }
    }
    return null;
  }
}
