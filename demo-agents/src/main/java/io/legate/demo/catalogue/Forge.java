package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.json.Json;

/// What can be done at the forge: code and models.
public final class Forge {

  private Forge() {}

  /// What can be done with a model.
  public enum Deed {
    PREDICT("ai.prediction.run", "predictions"),
    SHOW_TRAINING("ai.training.read", "training"),
    DEPLOY("ai.deploy.manage", "deployments");

    private final String action;
    private final String path;

    Deed(String action, String path) {
      this.action = action;
      this.path = path;
    }

    /// Its path below the model's.
    public String path() {
      return path;
    }
  }

  /// Shows a file.
  public static Call file(String repository, String path) {
    var arguments = Json.Obj.with("path", path).build();
    return Call.of(
        Party.FORGE,
        "POST",
        "repositories/" + repository + "/files",
        new AgentAction("code.read", "code://forge/" + repository + "/" + path, arguments),
        arguments);
  }

  /// Does something with a model.
  public static Call model(Deed deed, String model) {
    return Call.of(
        Party.FORGE,
        "POST",
        "models/" + model + "/" + deed.path,
        new AgentAction(deed.action, "model://forge/" + model, Json.Obj.EMPTY),
        null);
  }
}
