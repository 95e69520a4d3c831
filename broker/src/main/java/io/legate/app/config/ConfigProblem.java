package io.legate.app.config;

/// One thing that is wrong with a configuration.
///
/// @param line where, counted from 1; 0 where it is about no line
/// @param path the key, such as `clients[2].kind`; empty where it is about no key
/// @param message what is wrong, as a sentence without a full stop
public record ConfigProblem(int line, String path, String message) {

  @Override
  public String toString() {
    return (line == 0 ? "" : "line " + line + ": ") + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
