package io.legate.replay.recipe;

import io.legate.json.Json;
import io.legate.replay.suite.Tool;
import io.legate.replay.suite.Tool.Effect;
import io.legate.replay.suite.Tool.Untrusted;
import java.util.List;

/// What the action catalogue says of one tool.
record CatalogueEntry(Tool tool, Switches switches) {

  /// The label of a task that has read what outsiders may have written.
  static final String UNTRUSTED = "untrusted_content";

  Json.Obj json() {
    var arguments = new Json.Builder();
    tool.parameters().members().keySet().forEach(name -> arguments.with(name, "any"));
    var entry =
        Json.Obj.with(
                "description", tool.description().isBlank() ? tool.name() : tool.description())
            .with("owner", Names.AUDIENCE)
            .with("kind", tool.effect() == Effect.WRITE ? "write" : "read")
            .with("risk", tool.effect() == Effect.WRITE ? "high" : "low")
            .with("arguments", arguments.build());
    if (tool.untrusted() != Untrusted.NO && switches.labels()) {
      entry.with("labels", Json.Arr.ofStrings(List.of(UNTRUSTED)));
    }
    if (switches.seen() && tool.effect() != Effect.WRITE) {
      entry.with("observes", Source.declarations(Source.of(tool)));
    }
    return entry.build();
  }
}
