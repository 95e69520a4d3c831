package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.task.Recall;
import io.legate.task.Sightings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which values a decision asked the task's memory for, and where they were met: for the record,
/// and of that only whether they were met for whoever asked.
final class Origins {

  /// Refused values of which the record says where else they stand.
  private static final int EXPLAINED_MAX = 16;

  private final Recall recall;
  private final ActionRequest action;

  Origins(Recall recall, ActionRequest action) {
    this.recall = recall;
    this.action = action;
  }

  /// Adds what was asked.
  void write(Json.Builder into) {
    var asked = new ArrayList<Json.Obj>();
    int explained = 0;
    for (var question : recall.told().entrySet()) {
      var of = question.getKey();
      String place = question.getValue().place();
      var part =
          Json.Obj.with("argument", argument(of.value()))
              .with("in", Json.Arr.ofStrings(of.sources()))
              .with("with", new Json.Bool(!of.with().isEmpty()))
              .with("met", new Json.Bool(place != null));
      if (place != null) {
        part.with("origins", Json.Arr.ofStrings(List.of(place)));
      } else if (explained < EXPLAINED_MAX) {
        explained++;
        part.with("origins", Json.Arr.ofStrings(List.copyOf(recall.origins(of.value()))));
      }
      asked.add(part.build());
    }
    // Arguments are asked in no order, and a record is the same for the same decision.
    asked.sort(Comparator.comparing(Jcs::text));
    if (!asked.isEmpty()) {
      into.with("seen", new Json.Arr(List.copyOf(asked)));
    }
  }

  /// Returns the name of the argument that has the value: as it is, in a list, or in its text.
  private String argument(Json value) {
    String within = "";
    for (var argument : action.arguments().members().entrySet()) {
      Json given = argument.getValue();
      if (given.equals(value) || (given instanceof Json.Arr(var items) && items.contains(value))) {
        return argument.getKey();
      }
      if (given instanceof Json.Str(var text)
          && value instanceof Json.Str(var part)
          && text.contains(part)) {
        within = argument.getKey();
      }
    }
    return within;
  }

  /// Returns the sources, of those that a value was looked for in and not found, that had more to
  /// tell than there was room for.
  Set<String> full(Sightings sightings) {
    var full = new LinkedHashSet<String>();
    for (var question : recall.told().entrySet()) {
      if (!question.getValue().met()) {
        for (String place : question.getKey().sources()) {
          int dot = place.lastIndexOf('.');
          String source = dot < 0 ? place : place.substring(0, dot);
          if (sightings.isFull(source) || sightings.isClosed(source)) {
            full.add(source);
          }
        }
      }
    }
    return full;
  }
}
