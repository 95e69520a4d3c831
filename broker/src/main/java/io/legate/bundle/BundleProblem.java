package io.legate.bundle;

/// One thing that is wrong with a bundle's files.
///
/// @param file its name within the bundle; empty where it is about all of them
/// @param line where, counted from 1; 0 where it is about no line
/// @param path where in the whole bundle, as a JSON pointer; empty where it is about no value
/// @param message what is wrong, as a sentence without a full stop
public record BundleProblem(String file, int line, String path, String message) {

  /// Returns one line, such as `rules.yaml:12 /rules/3/when: is no expression`.
  @Override
  public String toString() {
    String place = line == 0 ? file : file + ":" + line;
    String where = place.isEmpty() || path.isEmpty() ? place + path : place + " " + path;
    return where.isEmpty() ? message : where + ": " + message;
  }
}
