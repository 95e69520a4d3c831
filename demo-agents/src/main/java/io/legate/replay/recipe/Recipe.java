package io.legate.replay.recipe;

import io.legate.json.Json;
import io.legate.replay.suite.Suite;
import io.legate.replay.suite.Tool;
import java.util.List;

/// The policy for a suite: catalogue, template and who may do what, from what the suite says of its
/// tools and nothing else.
public final class Recipe {

  /// Who opens tasks and passes them on.
  public static final String PLANNER = "agent:planner";

  /// Who acts.
  public static final String EXECUTOR = "agent:executor";

  /// The role of whom is asked.
  public static final String OWNER = "owner";

  /// The template's parameter: what the instruction asks for of [Intent].
  public static final String ASKED = "asked";

  private Recipe() {}

  /// Returns the bundle's content.
  public static Json.Obj policy(Suite suite, Switches switches) {
    var actions = new Json.Builder();
    for (Tool tool : suite.tools().values()) {
      actions.with(Names.action(tool.name()), new CatalogueEntry(tool, switches).json());
    }
    return Json.Obj.with("version", 1)
        .with("agents", agents(suite))
        .with("actions", actions.build())
        .with("templates", Json.Obj.with(Names.TEMPLATE, template(suite, switches)).build())
        .build();
  }

  private static Json.Obj agents(Suite suite) {
    var all = suite.tools().keySet().stream().map(Names::action).toList();
    var entries = new Json.Arr(List.of(Permissions.entry(all).build()));
    var opens = Json.Arr.ofStrings(List.of(Names.TEMPLATE));
    return Json.Obj.with(PLANNER, Json.Obj.with("opens", opens).with("delegates", entries).build())
        .with(EXECUTOR, Json.Obj.with("acts", entries).build())
        .build();
  }

  private static Json.Obj template(Suite suite, Switches switches) {
    var asked = Json.Obj.with("type", "strings").with("default", new Json.Arr(List.of())).build();
    return Json.Obj.with(
            "description", "What a user's instruction needs of the tools of " + suite.name() + ".")
        .with("lifetime", "PT1H")
        .with("max_depth", 1)
        .with("parameters", Json.Obj.with(ASKED, asked).build())
        .with("boundary", new Permissions(suite.tools().values(), switches).boundary())
        .build();
  }
}
