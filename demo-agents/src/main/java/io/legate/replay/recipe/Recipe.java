package io.legate.replay.recipe;

import io.legate.json.Json;
import io.legate.replay.suite.Suite;
import io.legate.replay.suite.Tool;
import java.util.Collection;
import java.util.List;

/// The policy for some suites: catalogue, template and who may do what, from what the suites say of
/// their tools and nothing else.
public final class Recipe {

  /// Who opens tasks and passes them on.
  public static final String PLANNER = "agent:planner";

  /// Who acts.
  public static final String EXECUTOR = "agent:executor";

  /// The role of whom is asked.
  public static final String OWNER = "owner";

  private Recipe() {}

  /// Returns the bundle's content.
  public static Json.Obj policy(Collection<Suite> suites, Switches switches) {
    var actions = new Json.Builder();
    var templates = new Json.Builder();
    for (Suite suite : suites) {
      Names names = Names.of(suite.name());
      for (Tool tool : suite.tools().values()) {
        actions.with(names.action(tool.name()), new CatalogueEntry(names, tool, switches).json());
      }
      templates.with(names.template(), template(suite, names, switches));
    }
    return Json.Obj.with("version", 1)
        .with("agents", agents(suites))
        .with("actions", actions.build())
        .with("templates", templates.build())
        .build();
  }

  private static Json.Obj agents(Collection<Suite> suites) {
    var entries = new Json.Arr(suites.stream().map(Recipe::everything).toList());
    var opens = Json.Arr.ofStrings(suites.stream().map(each -> Names.of(each.name()).template()).toList());
    return Json.Obj.with(PLANNER, Json.Obj.with("opens", opens).with("delegates", entries).build())
        .with(EXECUTOR, Json.Obj.with("acts", entries).build())
        .build();
  }

  private static Json everything(Suite suite) {
    Names names = Names.of(suite.name());
    return Permissions.entry(names, List.of(names.suite() + ".*")).build();
  }

  private static Json.Obj template(Suite suite, Names names, Switches switches) {
    return Json.Obj.with("description", "What a user's instruction needs of the tools of " + suite.name() + ".")
        .with("lifetime", "PT1H")
        .with("max_depth", 1)
        .with("boundary", new Permissions(names, switches).of(suite.tools().values()))
        .build();
  }
}
