package io.legate.replay.recipe;

import java.util.Locale;

/// How a suite's things are called at the broker.
///
/// @param suite its name there
public record Names(String suite) {

  /// Returns the names for a suite.
  public static Names of(String suite) {
    return new Names(suite.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"));
  }

  /// The client id of its resource server.
  public String resourceServer() {
    return "rs:" + suite;
  }

  /// The audience of its resource server.
  public String audience() {
    return "https://" + suite.replace('_', '-') + ".example";
  }

  /// The action of a tool.
  public String action(String tool) {
    return suite + "." + word(tool);
  }

  /// What a tool acts on.
  public String resource(String tool) {
    return "tool://" + suite.replace('_', '-') + "/" + word(tool);
  }

  String allResources() {
    return "tool://" + suite.replace('_', '-') + "/*";
  }

  /// The template for a user's task.
  public String template() {
    return suite;
  }

  String source(Source source) {
    return suite + "." + source.name().toLowerCase(Locale.ROOT);
  }

  private static String word(String tool) {
    return tool.replaceAll("[^A-Za-z0-9_-]", "_");
  }
}
