package io.legate.policy;

import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.Fault;
import io.legate.boundary.NormalForm;
import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import java.util.HashSet;
import java.util.Set;

/// Reads a policy bundle, section by section, and reports everything that is wrong with it.
///
/// A member that is not known is a problem at every level: it may be a rule that somebody relies
/// on. Names are checked across sections, so that a rule about an action or a list that does not
/// exist is found here and not by what it fails to stop.
final class BundleReader {

  private static final Set<String> SECTIONS =
      Set.of(
          "version",
          "agents",
          "roles",
          "templates",
          "actions",
          "rules",
          "limits",
          "breakers",
          "trust",
          "retention",
          "lists",
          "escalation",
          "labels",
          "carry_labels");

  private static final String VERSION = "1";

  /// More would not be read by any person either.
  private static final int ENTRIES_MAX = 5_000;

  private static final int CHARS_MAX = 8_192;

  private BundleReader() {}

  /// Reads a bundle without its tests.
  ///
  /// @throws InvalidBundleException with everything that is wrong with it
  static Policy read(Json.Obj bundle, Conditions conditions, BoundaryLimits limits)
      throws InvalidBundleException {
    var reading = new Reading(sizes());
    reading.object(bundle, "", SECTIONS);
    if (requireVersion(reading, bundle)) {
      requireNormal(reading, bundle, "");
    }
    if (!reading.isClean()) {
      // Of another version, or not to be hashed: the rest would be told in the wrong words.
      throw new InvalidBundleException(reading.problems());
    }
    var sections = new Sections(reading, bundle);
    Set<String> lists = lists(sections);
    Catalogue catalogue = new CatalogueReader(sections).read();
    var expressions = new Expressions(reading, conditions, catalogue, lists);
    var entries = new BoundaryEntries(reading, limits, catalogue, expressions);
    var agents = new AgentsReader(sections, entries).read();
    var templates = new TemplatesReader(sections, entries, AgentsReader.attributes(agents)).read();
    AgentsReader.requireTemplates(sections, templates.keySet());
    var rules = new RulesReader(sections, expressions, catalogue).read();
    var bounds = new LimitsSection(sections);
    var parts =
        new BundlePolicy.Parts(
            agents,
            templates,
            catalogue,
            rules,
            bounds.lifetimes(),
            bounds.byRisk(),
            bounds.sizes(),
            lists,
            new ReactionsReader(sections).breakers(),
            new ReactionsReader(sections).trust(),
            new PeopleReader(sections).escalation(),
            new PeopleReader(sections).removers(),
            new CarryReader(sections).read());
    bounds.requireRetention();
    if (!reading.isClean()) {
      throw new InvalidBundleException(reading.problems());
    }
    return new BundlePolicy(Bundle.hash(bundle), parts);
  }

  private static boolean requireVersion(Reading reading, Json.Obj bundle) {
    Json version = bundle.get("version");
    if (version == null) {
      reading.missing("/version");
      return false;
    }
    if (!(version instanceof Json.Num(var text) && text.equals(VERSION))) {
      reading.report(
          "/version", Reason.INVALID_VALUE, "must be " + VERSION + ", the one this broker reads");
      return false;
    }
    return true;
  }

  /// What is hashed and recorded must be what was written.
  private static void requireNormal(Reading reading, Json value, String at) {
    switch (value) {
      case Json.Str(var text) -> requireText(reading, text, at);
      case Json.Num number -> {
        if (NormalForm.number(number) != null) {
          reading.report(
              at, Reason.NOT_NORMAL_FORM, "is not a plain number: write it as a text, in quotes");
        }
      }
      case Json.Bool _ -> {}
      case Json.Null _ -> reading.report(at, Reason.EMPTY, "has no value");
      case Json.Arr(var items) -> {
        for (int i = 0; i < items.size(); i++) {
          requireNormal(reading, items.get(i), Reading.child(at, i));
        }
      }
      case Json.Obj(var members) ->
          members.forEach(
              (name, member) -> {
                String pointer = Reading.child(at, name);
                requireText(reading, name, pointer);
                requireNormal(reading, member, pointer);
              });
    }
  }

  private static void requireText(Reading reading, String text, String at) {
    Fault fault = NormalForm.text(text);
    if (fault != null) {
      reading.report(at, Reason.NOT_NORMAL_FORM, fault.sentence());
    }
  }

  private static Set<String> lists(Sections sections) {
    var names = new HashSet<String>();
    sections.each(
        "lists",
        (name, json, at) -> {
          if (sections.isIdentifier(name, at)) {
            names.add(name);
          }
          sections.reading().text(json, at);
        });
    return names;
  }

  /// The bundle's own lists; boundaries within it have the limits of every other boundary.
  private static BoundaryLimits sizes() {
    var otherwise = BoundaryLimits.DEFAULT;
    return new BoundaryLimits(
        otherwise.permissionsMax(),
        otherwise.argumentsMax(),
        ENTRIES_MAX,
        CHARS_MAX,
        otherwise.valueCharsMax(),
        otherwise.valuesMax(),
        otherwise.constraintDepthMax(),
        otherwise.hopDepthMax());
  }
}
