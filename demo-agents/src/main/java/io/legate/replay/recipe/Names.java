package io.legate.replay.recipe;

/// How a suite's tools are called at the broker. Short, because every token carries its boundary.
public final class Names {

  /// The audience of the resource server that has all tools.
  public static final String AUDIENCE = "https://tools.example";

  /// Its client id.
  public static final String RESOURCE_SERVER = "rs:tools";

  /// The template for a user's task.
  public static final String TEMPLATE = "instruction";

  static final String EVERYTHING = "tool://t/*";

  private Names() {}

  /// The action of a tool.
  public static String action(String tool) {
    return word(tool);
  }

  /// What a tool acts on.
  public static String resource(String tool) {
    return "tool://t/" + word(tool);
  }

  private static String word(String tool) {
    return tool.replaceAll("[^A-Za-z0-9_-]", "_");
  }
}
