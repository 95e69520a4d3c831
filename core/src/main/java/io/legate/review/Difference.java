package io.legate.review;

import io.legate.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A member that is recorded otherwise than it comes out.
///
/// @param pointer JSON Pointer (RFC 6901) to it
/// @param recorded null where it is not on record
/// @param remade null where it does not come out
public record Difference(String pointer, @Nullable Json recorded, @Nullable Json remade) {

  /// The most that are told of one decision.
  static final int TOLD_MAX = 32;

  /// Returns the differences between two values, down to the members that differ; empty where both
  /// have the same canonical form (RFC 8785).
  static List<Difference> between(String pointer, @Nullable Json recorded, @Nullable Json remade) {
    var found = new ArrayList<Difference>();
    add(pointer, recorded, remade, found);
    return found;
  }

  private static void add(
      String pointer, @Nullable Json recorded, @Nullable Json remade, List<Difference> found) {
    if (found.size() >= TOLD_MAX || (recorded == null ? remade == null : recorded.equals(remade))) {
      return;
    }
    if (recorded instanceof Json.Obj one && remade instanceof Json.Obj other) {
      var names = new LinkedHashSet<>(one.members().keySet());
      names.addAll(other.members().keySet());
      for (String name : names) {
        add(pointer + "/" + escaped(name), one.get(name), other.get(name), found);
      }
    } else if (recorded instanceof Json.Arr(var ones)
        && remade instanceof Json.Arr(var others)
        && ones.size() == others.size()) {
      for (int i = 0; i < ones.size(); i++) {
        add(pointer + "/" + i, ones.get(i), others.get(i), found);
      }
    } else {
      found.add(new Difference(pointer, recorded, remade));
    }
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
