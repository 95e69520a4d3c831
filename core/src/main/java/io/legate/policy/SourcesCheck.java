package io.legate.policy;

import io.legate.boundary.AllOf;
import io.legate.boundary.AnyOf;
import io.legate.boundary.Arguments;
import io.legate.boundary.Boundary;
import io.legate.boundary.Constraint;
import io.legate.boundary.Mentions;
import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.boundary.Seen;
import io.legate.policy.Catalogue.Entry;
import io.legate.policy.Catalogue.Kind;
import io.legate.policy.Catalogue.Source;
import io.legate.provenance.Integrity;
import io.legate.provenance.Observation;
import io.legate.provenance.SourceName;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Whether the sources of a catalogue go together, and whether what a boundary names is one.
///
/// @param catalogue with its sources as its first declaration of each has them
record SourcesCheck(Reading reading, Catalogue catalogue) {

  /// Reports what is declared in two ways, and what is written and never observed.
  ///
  /// @param entries those of the catalogue, in the order of the bundle
  void requireOneMeaningEach(Collection<Entry> entries) {
    for (Entry entry : entries) {
      String at = Reading.child("/actions", entry.name());
      for (int i = 0; i < entry.observes().size(); i++) {
        requireAlike(entry, entry.observes().get(i), Reading.child(at + "/observes", i));
      }
      for (int i = 0; i < entry.writes().size(); i++) {
        String source = entry.writes().get(i).source();
        if (!catalogue.sources().containsKey(source)) {
          report(Reading.child(at + "/writes", i) + "/source", source, "no action observes");
        }
      }
      if (entry.kind() == Kind.READ && !entry.writes().isEmpty()) {
        reading.report(at + "/writes", Reason.CONFLICT, "does not go with `kind: read`");
      }
    }
  }

  private void requireAlike(Entry entry, Observation observation, String at) {
    Source source = catalogue.source(observation.source());
    if (source == null) {
      return;
    }
    if (!source.owner().equals(entry.owner())) {
      report(at + "/source", source.name(), "another owner's action observes");
    }
    if (source.integrity() != observation.integrity()) {
      reading.report(
          at + "/integrity",
          Reason.CONFLICT,
          "is `%s` of another action".formatted(source.integrity().code()));
    }
    observation
        .fields()
        .forEach(
            (name, field) -> {
              var form = source.fields().get(name);
              if (form != null && form != field.form()) {
                reading.report(
                    Reading.child(at + "/fields", name) + "/form",
                    Reason.CONFLICT,
                    "is `%s` of another action".formatted(form.code()));
              }
            });
  }

  /// Reports every source that a permission names and that nothing observes, or that is not to be
  /// relied on: such a permission would never admit anything.
  void requireKnown(Boundary boundary, String at) {
    for (int i = 0; i < boundary.permissions().size(); i++) {
      if (boundary.permissions().get(i).arguments() instanceof Arguments.Named(var byName)) {
        String pointer = Reading.child(at, i) + "/arguments";
        byName.forEach(
            (name, argument) -> requireKnown(argument.constraint(), Reading.child(pointer, name)));
      }
    }
  }

  private void requireKnown(Constraint constraint, String at) {
    switch (constraint) {
      case Seen(var in, _) -> requireKnown(in, at + "/in");
      case Mentions(var in) -> requireKnown(in, at + "/in");
      case AllOf(var clauses) -> requireEach(clauses, at + "/constraints");
      case AnyOf(var clauses) -> requireEach(clauses, at + "/constraints");
      case Constraint _ -> {
        // The value alone is looked at.
      }
    }
  }

  private void requireEach(List<Constraint> clauses, String at) {
    for (int i = 0; i < clauses.size(); i++) {
      requireKnown(clauses.get(i), Reading.child(at, i));
    }
  }

  private void requireKnown(List<String> names, String at) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.equals(SourceName.PROMPT) || name.equals(SourceName.AGENT)) {
        continue;
      }
      int dot = name.lastIndexOf('.');
      Source source = catalogue.source(name.substring(0, dot));
      Map<String, ?> fields = source == null ? Map.of() : source.fields();
      if (!fields.containsKey(name.substring(dot + 1))) {
        report(Reading.child(at, i), name, "no action observes");
      } else if (source != null && source.integrity() == Integrity.UNTRUSTED) {
        report(Reading.child(at, i), name, "is of no use here: its source is `untrusted`");
      }
    }
  }

  private void report(String at, String name, String why) {
    reading.report(at, Reason.INVALID_VALUE, "is `" + name + "`, which " + why);
  }
}
