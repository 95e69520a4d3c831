package io.legate.bundle;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.ExactDecimal;
import io.legate.boundary.InvalidActionException;
import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.bundle.Case.Authority;
import io.legate.bundle.Case.Expected;
import io.legate.bundle.Case.Past;
import io.legate.bundle.Case.Signal;
import io.legate.bundle.Case.Subject;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.policy.Catalogue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `tests`, a bundle's own table of cases.
final class CaseReader {

  private static final Set<String> CASE = Set.of("name", "given", "when", "then");
  private static final Set<String> GIVEN =
      Set.of(
          "chain",
          "subject",
          "template",
          "parameters",
          "boundary",
          "at",
          "labels",
          "history",
          "met",
          "lists",
          "signals");
  private static final Set<String> SUBJECT = Set.of("id", "roles", "scopes");
  private static final Set<String> ACTION = Set.of("action", "resource", "location", "arguments");
  private static final Set<String> PAST =
      Set.of("action", "resource", "location", "arguments", "times", "ago");
  private static final Set<String> SIGNAL = Set.of("name", "about", "value");
  private static final Set<String> THEN = Set.of("decision", "reason");
  private static final Set<String> DECISIONS = Set.of("allow", "deny", "escalate", "rate_limited");

  /// A Wednesday at noon, so that a case without a time is neither at night nor at a weekend.
  private static final Instant AT = Instant.parse("2026-01-07T12:00:00Z");

  private static final int TIMES_MAX = 1_000;

  private final Reading reading = new Reading(BoundaryLimits.DEFAULT);
  private final Catalogue catalogue;

  private CaseReader(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /// Reads the cases.
  ///
  /// @throws InvalidFilesException with everything that is wrong with them
  static List<Case> read(YamlBundles.Read bundle) throws InvalidFilesException {
    var reader = new CaseReader(bundle.bundle().policy().catalogue());
    var cases = reader.cases(bundle.tests());
    if (!reader.reading.isClean()) {
      throw new InvalidFilesException(
          reader.reading.problems().stream()
              .map(problem -> bundle.locator().problem(problem.pointer(), problem.sentence()))
              .toList());
    }
    return cases;
  }

  private List<Case> cases(Json tests) {
    var cases = new ArrayList<Case>();
    if (!(tests instanceof Json.Arr(var items))) {
      reading.report("/tests", Reason.WRONG_TYPE, "must be a list");
      return cases;
    }
    for (int i = 0; i < items.size(); i++) {
      Case read = one(items.get(i), Reading.child("/tests", i));
      if (read != null) {
        cases.add(read);
      }
    }
    return cases;
  }

  private @Nullable Case one(Json json, String at) {
    Json.Obj object = reading.object(json, at, CASE);
    if (object == null) {
      return null;
    }
    String name = reading.text(object.get("name"), at + "/name");
    Json.Obj given = reading.object(object.get("given"), at + "/given", GIVEN);
    ActionRequest when = when(object.get("when"), at + "/when");
    Expected then = then(object.get("then"), at + "/then");
    if (given == null) {
      return null;
    }
    String inside = at + "/given";
    var chain = reading.list(given.get("chain"), inside + "/chain", this::client);
    Authority authority = authority(given, inside);
    Subject subject = subject(given.get("subject"), inside + "/subject");
    Instant time = time(given.get("at"), inside + "/at");
    var labels = reading.optionalList(given, "labels", inside, reading::text);
    var history = history(given, inside);
    var met = new MetReader(reading, catalogue).read(given.get("met"), inside + "/met");
    var lists = lists(given.get("lists"), inside + "/lists");
    var signals = reading.optionalList(given, "signals", inside, this::signal);
    return name == null || when == null || then == null || chain == null || authority == null
        ? null
        : new Case(
            name, at, chain, subject, authority, time, labels, history, met, lists, signals, when,
            then);
  }

  private @Nullable ClientId client(Json json, String at) {
    String text = reading.text(json, at);
    if (text != null && !ClientId.isWellFormed(text)) {
      reading.report(at, Reason.INVALID_VALUE, "must be the id of a client");
      return null;
    }
    return text == null ? null : new ClientId(text);
  }

  private @Nullable Authority authority(Json.Obj given, String at) {
    Json boundary = given.get("boundary");
    Json template = given.get("template");
    if ((boundary == null) == (template == null)) {
      reading.report(at, Reason.CONFLICT, "must have `boundary` or `template`, one of them");
      return null;
    }
    if (boundary != null) {
      return new Authority.Stated(boundary);
    }
    String name = reading.text(template, at + "/template");
    Json parameters = given.get("parameters");
    Json.Obj values =
        parameters == null ? Json.Obj.EMPTY : reading.anyObject(parameters, at + "/parameters");
    return name == null || values == null ? null : new Authority.ByTemplate(name, values);
  }

  private Subject subject(@Nullable Json json, String at) {
    Json.Obj object = json == null ? null : reading.object(json, at, SUBJECT);
    if (object == null) {
      return new Subject(null, List.of(), List.of());
    }
    return new Subject(
        reading.text(object.get("id"), at + "/id"),
        reading.optionalList(object, "roles", at, reading::text),
        reading.optionalList(object, "scopes", at, reading::text));
  }

  private Instant time(@Nullable Json json, String at) {
    String text = json == null ? null : reading.text(json, at);
    if (text == null) {
      return AT;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      reading.report(
          at, Reason.INVALID_VALUE, "must be a timestamp such as `2026-01-31T09:00:00Z`");
      return AT;
    }
  }

  private List<Past> history(Json.Obj given, String at) {
    var past = new ArrayList<Past>();
    Json json = given.get("history");
    if (json == null) {
      return past;
    }
    if (!(json instanceof Json.Arr(var items))) {
      reading.report(at + "/history", Reason.WRONG_TYPE, "must be a list");
      return past;
    }
    for (int i = 0; i < items.size(); i++) {
      String pointer = Reading.child(at + "/history", i);
      Json.Obj object = reading.object(items.get(i), pointer, PAST);
      ActionRequest action = object == null ? null : action(object, pointer);
      if (object == null || action == null) {
        continue;
      }
      Json times = object.get("times");
      Integer count =
          times == null
              ? Integer.valueOf(1)
              : reading.integer(times, pointer + "/times", 1, TIMES_MAX);
      past.add(new Past(action, count == null ? 1 : count, ago(object, pointer)));
    }
    return past;
  }

  private Duration ago(Json.Obj past, String at) {
    Json json = past.get("ago");
    String text = json == null ? null : reading.text(json, at + "/ago");
    if (text == null) {
      return Duration.ofMinutes(1);
    }
    try {
      var ago = Duration.parse(text);
      if (!ago.isNegative() && ago.compareTo(Duration.ofDays(300)) <= 0) {
        return ago;
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    reading.report(at + "/ago", Reason.INVALID_VALUE, "must be a duration such as `PT10M`");
    return Duration.ZERO;
  }

  private Map<String, Set<String>> lists(@Nullable Json json, String at) {
    var lists = new HashMap<String, Set<String>>();
    Json.Obj object = json == null ? null : reading.anyObject(json, at);
    if (object != null) {
      for (String name : object.members().keySet()) {
        lists.put(name, new HashSet<>(reading.optionalList(object, name, at, reading::text)));
      }
    }
    return lists;
  }

  private @Nullable Signal signal(Json json, String at) {
    Json.Obj object = reading.object(json, at, SIGNAL);
    if (object == null) {
      return null;
    }
    String name = reading.text(object.get("name"), at + "/name");
    String about = reading.text(object.get("about"), at + "/about");
    Json given = object.get("value");
    BigDecimal value = given == null ? null : ExactDecimal.parse(given);
    if (value == null) {
      reading.report(at + "/value", Reason.WRONG_TYPE, "must be an exact number");
    }
    return name == null || about == null || value == null ? null : new Signal(name, about, value);
  }

  private @Nullable ActionRequest when(@Nullable Json json, String at) {
    Json.Obj object = reading.object(json, at, ACTION);
    return object == null ? null : action(object, at);
  }

  /// Asked for at the server that owns the action, unless the case says where.
  private @Nullable ActionRequest action(Json.Obj object, String at) {
    String action = reading.text(object.get("action"), at + "/action");
    String resource = reading.text(object.get("resource"), at + "/resource");
    Catalogue.Entry entry = action == null ? null : catalogue.get(action);
    String owner = entry == null ? null : entry.owner();
    Json stated = object.get("location");
    String location =
        stated == null && owner != null ? owner : reading.text(stated, at + "/location");
    Json arguments = object.get("arguments");
    if (action == null || resource == null || location == null) {
      return null;
    }
    try {
      return ActionRequest.parse(
          action,
          location,
          resource,
          arguments == null ? Json.Obj.EMPTY : arguments,
          BoundaryLimits.DEFAULT);
    } catch (InvalidActionException e) {
      e.problems()
          .forEach(
              problem ->
                  reading.report(at + problem.pointer(), problem.reason(), problem.sentence()));
      return null;
    }
  }

  private @Nullable Expected then(@Nullable Json json, String at) {
    Json.Obj object = reading.object(json, at, THEN);
    if (object == null) {
      return null;
    }
    String decision = reading.text(object.get("decision"), at + "/decision");
    if (decision != null && !DECISIONS.contains(decision)) {
      reading.report(
          at + "/decision",
          Reason.INVALID_VALUE,
          "must be one of `allow`, `deny`, `escalate`, `rate_limited`");
    }
    Json reason = object.get("reason");
    String code = reason == null ? null : reading.text(reason, at + "/reason");
    return decision == null ? null : new Expected(decision, code);
  }
}
