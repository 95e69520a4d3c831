package io.legate.policy;

import io.legate.boundary.ExactDecimal;
import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import io.legate.policy.Breaker.Trip;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what policy does about an agent's deeds: `breakers` and `trust`.
record ReactionsReader(Sections sections) {

  private static final Set<String> BREAKER = Set.of("id", "description", "denials", "per", "then");
  private static final Set<String> TRUST =
      Set.of("start", "per_denial", "per_overrun", "per_execution", "floor", "ceiling");
  private static final BigDecimal SCORE_MAX = BigDecimal.valueOf(1_000_000);
  private static final Duration PER_MAX = Duration.ofDays(1);

  List<Breaker> breakers() {
    var breakers = new ArrayList<Breaker>();
    var ids = new HashSet<String>();
    var items = sections.list("breakers");
    for (int i = 0; i < items.size(); i++) {
      String at = Reading.child("/breakers", i);
      Breaker breaker = breaker(items.get(i), at);
      if (breaker != null) {
        breakers.add(breaker);
        if (!ids.add(breaker.id())) {
          sections.reading().report(at + "/id", Reason.DUPLICATE, "is another breaker's too");
        }
      }
    }
    return breakers;
  }

  private @Nullable Breaker breaker(Json json, String at) {
    Reading reading = sections.reading();
    Json.Obj object = reading.object(json, at, BREAKER);
    if (object == null) {
      return null;
    }
    String id = sections.id(object, at);
    sections.prose(object, "description", at);
    Integer denials =
        reading.integer(object.get("denials"), at + "/denials", 1, Breaker.DENIALS_MAX);
    Duration per = sections.duration(object, "per", at, PER_MAX);
    if (object.get("per") == null) {
      reading.missing(at + "/per");
    }
    Trip trip = CatalogueReader.word(reading, object.get("then"), at + "/then", Trip.values());
    return id == null || denials == null || per == null || trip == null
        ? null
        : new Breaker(id, denials, per, trip);
  }

  /// Null where the bundle has no such section.
  @Nullable Trust trust() {
    Json.Obj object = sections.object("trust", TRUST);
    if (object == null) {
      return null;
    }
    BigDecimal start = score(object, "start");
    BigDecimal perDenial = score(object, "per_denial");
    BigDecimal perOverrun = score(object, "per_overrun");
    BigDecimal perExecution = score(object, "per_execution");
    BigDecimal floor = score(object, "floor");
    BigDecimal ceiling = score(object, "ceiling");
    if (start == null
        || perDenial == null
        || perOverrun == null
        || perExecution == null
        || floor == null
        || ceiling == null) {
      return null;
    }
    if (start.compareTo(floor) < 0 || start.compareTo(ceiling) > 0) {
      sections
          .reading()
          .report("/trust/start", Reason.CONFLICT, "must lie between `floor` and `ceiling`");
      return null;
    }
    return new Trust(start, perDenial, perOverrun, perExecution, floor, ceiling);
  }

  private @Nullable BigDecimal score(Json.Obj trust, String name) {
    Reading reading = sections.reading();
    String at = "/trust/" + name;
    Json json = trust.get(name);
    if (json == null) {
      reading.missing(at);
      return null;
    }
    BigDecimal score = ExactDecimal.parse(json);
    if (score == null || score.abs().compareTo(SCORE_MAX) > 0) {
      reading.report(
          at,
          Reason.INVALID_VALUE,
          "must be an exact number from -" + SCORE_MAX + " to " + SCORE_MAX);
      return null;
    }
    return score;
  }
}
