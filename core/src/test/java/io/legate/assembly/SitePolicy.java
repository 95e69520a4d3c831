package io.legate.assembly;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.util.List;

/// The policy of a site that has none of its own: everyone but `other` may do all of it.
public final class SitePolicy {

  private SitePolicy() {}

  /// Returns it, and `more` that it says.
  public static Json.Obj with(Json.Obj more) throws Exception {
    Json all = JsonReader.read(Site.ALL);
    var agents = new Json.Builder();
    for (String agent : List.of("orchestrator", "research", "analysis", "action", "filing")) {
      var entry =
          Json.Obj.with("acts", all)
              .with("delegates", all)
              .with("opens", new Json.Bool(true))
              .with("self_subject", new Json.Bool(true));
      if (agent.equals("research")) {
        entry
            .with("push", Json.Arr.ofStrings(List.of("analysis")))
            .with("addressed", Json.Arr.ofStrings(List.of("analysis")));
      }
      agents.with(agent, entry.build());
    }
    var bundle = Json.Obj.with("version", 1).with("agents", agents.build());
    more.members().forEach(bundle::with);
    return bundle.build();
  }
}
