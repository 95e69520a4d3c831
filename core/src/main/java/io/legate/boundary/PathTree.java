package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.List;

/// `path`: the path of a file at `root` or below it, compared by whole segments.
///
/// An absolute root admits absolute paths only, a relative one relative paths only. Links in the
/// file system are NOT followed: only whoever opens the file can see them.
public record PathTree(String root) implements Constraint {

  static final String TYPE = "path";

  public PathTree {
    Fault fault = NormalForm.path(root);
    if (fault != null) {
      throw new IllegalArgumentException(fault.sentence());
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    if (!(value instanceof Json.Str(var path))) {
      return Mismatch.of(Why.WRONG_TYPE, this, value);
    }
    if (NormalForm.path(path) != null) {
      return Mismatch.of(Why.NOT_NORMAL_FORM, this, value);
    }
    return Mismatch.unless(holds(root, path), Why.OUTSIDE_TREE, this, value);
  }

  /// Returns whether `path` is `root` or below it; both are in normal form.
  static boolean holds(String root, String path) {
    if (root.equals("/")) {
      return path.startsWith("/");
    }
    return path.startsWith(root)
        && (path.length() == root.length() || path.charAt(root.length()) == '/');
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("root", root).build();
  }
}
