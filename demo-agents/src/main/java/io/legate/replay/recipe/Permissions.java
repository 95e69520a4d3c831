package io.legate.replay.recipe;

import static io.legate.replay.recipe.Source.IDS;
import static io.legate.replay.recipe.Source.LINKS;
import static io.legate.replay.recipe.Source.LISTED;
import static io.legate.replay.recipe.Source.OWN;
import static io.legate.replay.recipe.Source.POINTED_LISTED;
import static io.legate.replay.recipe.Source.POINTED_LISTED_IDS;
import static io.legate.replay.recipe.Source.POINTED_OWN;
import static io.legate.replay.recipe.Source.POINTED_OWN_IDS;
import static io.legate.replay.recipe.Source.POINTED_SAID;
import static io.legate.replay.recipe.Source.SAID;

import io.legate.json.Json;
import io.legate.replay.suite.Tool;
import io.legate.replay.suite.Tool.Effect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The boundary of a user's task: what may be done unasked, and everything else with a person's
/// approval.
final class Permissions {

  /// Mistakes that nobody can take back.
  private static final Set<String> FINAL = Set.of("destructive", "account", "commit");

  private static final String PROMPT = "prompt";

  private final Collection<Tool> tools;
  private final Switches switches;

  /// The sources that some tool fills; no other may be named.
  private final Set<Source> filled = EnumSet.noneOf(Source.class);

  Permissions(Collection<Tool> tools, Switches switches) {
    this.tools = tools;
    this.switches = switches;
    tools.forEach(tool -> filled.addAll(Source.of(tool)));
  }

  /// Returns the start of an entry for some actions.
  static Json.Builder entry(List<String> actions) {
    return Json.Obj.with("type", "agent_action")
        .with("actions", Json.Arr.ofStrings(actions))
        .with("locations", Json.Arr.ofStrings(List.of(Names.AUDIENCE)))
        .with("resources", Json.Arr.ofStrings(List.of(Names.EVERYTHING)));
  }

  Json.Arr boundary() {
    var reads = new ArrayList<String>();
    var acts = new ArrayList<String>();
    for (Tool tool : tools) {
      (tool.effect().hasSideEffect() ? acts : reads).add(Names.action(tool.name()));
    }
    var entries = new ArrayList<Json>();
    if (!reads.isEmpty()) {
      entries.add(entry(reads).with("delegation", delegation()).build());
    }
    if (switches.seen()) {
      for (Tool tool : tools) {
        if (tool.effect().hasSideEffect()) {
          addUnasked(tool, entries);
        }
      }
      entries.add(
          entry(acts).with("approval", approval(true)).with("delegation", delegation()).build());
    } else {
      entries.add(unlimited(acts));
    }
    return new Json.Arr(entries);
  }

  /// Everything, as long as nothing an outsider wrote has been read.
  private Json unlimited(List<String> actions) {
    var entry = entry(actions);
    if (switches.labels()) {
      entry.with("labels", escalates()).with("approval", approval(false));
    }
    return entry.with("delegation", delegation()).build();
  }

  /// A call goes unasked where all that it names is known to the task: what can be undone, from
  /// anywhere it may be known from; what cannot, from the instruction and what the instruction
  /// points at, and from elsewhere only before any outsider's words were read; what destroys
  /// something, only where the instruction has a verb for it; and where the instruction names the
  /// first, the rest also from the outside page or file that the instruction points at.
  private void addUnasked(Tool tool, List<Json> entries) {
    if (tool.effect() == Effect.FETCH) {
      entries.add(unasked(tool, shown(), shown(), List.of(IDS), false));
      return;
    }
    if (tool.flags().stream().anyMatch(FINAL::contains)) {
      var pointed = List.of(POINTED_OWN, POINTED_LISTED);
      entries.add(
          unasked(tool, pointed, pointed, List.of(POINTED_OWN_IDS, POINTED_LISTED_IDS), false));
      entries.add(unasked(tool, known(), known(), List.of(IDS), switches.labels()));
    } else {
      entries.add(unasked(tool, known(), known(), List.of(IDS), false));
    }
    if (named(tool).size() >= 2) {
      var rest = new ArrayList<>(known());
      rest.add(POINTED_SAID);
      entries.add(
          unasked(tool, List.of(), rest, List.of(POINTED_OWN_IDS, POINTED_LISTED_IDS), false));
    }
  }

  private static List<Source> known() {
    return List.of(OWN, LINKS, LISTED);
  }

  private static List<Source> shown() {
    return List.of(OWN, LINKS, LISTED, SAID);
  }

  /// Parameters that say whom or what, by name.
  private static List<String> named(Tool tool) {
    return tool.critical().stream()
        .filter(name -> !Arguments.isQuantity(tool, name) && !Arguments.isId(name))
        .filter(name -> Arguments.choices(tool, name) == null)
        .toList();
  }

  /// @param first where the first of the named parameters may come from, beside the instruction
  /// @param others where the others may
  /// @param ids where records' numbers may
  /// @param asksUnderLabel whether a person is asked once an outsider's words were read
  private Json unasked(
      Tool tool,
      List<Source> first,
      List<Source> others,
      List<Source> ids,
      boolean asksUnderLabel) {
    var named = named(tool);
    var constraints = new Json.Builder();
    for (String name : parameters(tool)) {
      Json.Arr choices = Arguments.choices(tool, name);
      Json.Builder constraint;
      if (tool.content().contains(name)) {
        constraint = type("mentions").with("in", in(shown()));
      } else if (!tool.critical().contains(name) || Arguments.isQuantity(tool, name)) {
        constraint = type("wildcard");
      } else if (choices != null) {
        constraint = type("one_of").with("values", choices);
      } else if (Arguments.isId(name)) {
        constraint = type("seen").with("in", in(ids));
      } else {
        boolean isFirst = !named.isEmpty() && named.getFirst().equals(name);
        constraint = type("seen").with("in", in(isFirst ? first : others));
      }
      constraints.with(name, constraint.with("optional", new Json.Bool(true)).build());
    }
    var entry = entry(List.of(Names.action(tool.name()))).with("arguments", constraints.build());
    if (Intent.destroys(tool)) {
      entry.with("conditions", Json.Arr.ofStrings(List.of("action in {{" + Recipe.ASKED + "}}")));
    }
    if (asksUnderLabel) {
      entry.with("labels", escalates()).with("approval", approval(false));
    }
    return entry.with("delegation", delegation()).build();
  }

  private static Set<String> parameters(Tool tool) {
    var parameters = new LinkedHashSet<>(tool.parameters().members().keySet());
    parameters.addAll(tool.critical());
    parameters.addAll(tool.content());
    return parameters;
  }

  private static Json.Builder type(String type) {
    return Json.Obj.with("constraint_type", type);
  }

  private Json.Arr in(List<Source> sources) {
    var fields = new ArrayList<String>(List.of(PROMPT));
    sources.stream().filter(filled::contains).map(Source::path).forEach(fields::add);
    return Json.Arr.ofStrings(fields);
  }

  private static Json.Obj escalates() {
    return Json.Obj.with("escalates", Json.Arr.ofStrings(List.of(CatalogueEntry.UNTRUSTED)))
        .build();
  }

  /// @param always whether a person is asked by itself, and not only where a label asks
  private static Json.Obj approval(boolean always) {
    var approval = new Json.Builder();
    if (!always) {
      approval.with("when", "false");
    }
    return approval
        .with("approvers", Json.Arr.ofStrings(List.of("role:" + Recipe.OWNER)))
        .with("quorum", 1)
        .with("answer_within", "PT30M")
        .build();
  }

  private static Json.Obj delegation() {
    var executor = Json.Obj.with("sub", Recipe.EXECUTOR).build();
    return Json.Obj.with("max_depth", 1)
        .with("allowed_delegates", new Json.Arr(List.of(executor)))
        .build();
  }
}
