package io.legate.policy;

import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.Reading;
import io.legate.json.Json;
import io.legate.policy.Catalogue.Risk;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `limits` and `retention`.
final class LimitsSection {

  private static final Set<String> MEMBERS =
      Set.of(
          "task",
          "hop",
          "instance",
          "execute_within",
          "depth",
          "permissions",
          "arguments",
          "by_risk");
  private static final Set<String> BY_RISK = Set.of("instance", "execute_within");

  private static final Duration TASK_MAX = Duration.ofDays(90);
  private static final Duration EXECUTE_WITHIN_MAX = Duration.ofMinutes(1);

  /// Classes of records, and what holds for those that are not named.
  private static final Set<String> CLASSES = Set.of("records", "tasks", "approvals", "questions");

  private static final Duration RETENTION_MAX = Duration.ofDays(36_500);
  private static final int SIZE_MAX = 2_000;
  private static final String AT = "/limits";

  private final Sections sections;
  private final Reading reading;
  private final Json.Obj object;

  LimitsSection(Sections sections) {
    this.sections = sections;
    this.reading = sections.reading();
    Json.Obj given = sections.object("limits", MEMBERS);
    this.object = given == null ? Json.Obj.EMPTY : given;
  }

  Lifetimes lifetimes() {
    var otherwise = Lifetimes.DEFAULT;
    return new Lifetimes(
        or(sections.duration(object, "task", AT, TASK_MAX), otherwise.task()),
        or(sections.duration(object, "hop", AT, TASK_MAX), otherwise.hop()),
        or(sections.duration(object, "instance", AT, Lifetimes.INSTANCE_MAX), otherwise.instance()),
        or(
            sections.duration(object, "execute_within", AT, EXECUTE_WITHIN_MAX),
            otherwise.executeWithin()),
        count("depth", BoundaryLimits.DEFAULT.hopDepthMax(), otherwise.depth()));
  }

  /// What is shorter for actions of a risk; nothing for a risk that is not named.
  Map<Risk, Shorter> byRisk() {
    var byRisk = new EnumMap<Risk, Shorter>(Risk.class);
    Json json = object.get("by_risk");
    Json.Obj named = json == null ? null : reading.anyObject(json, AT + "/by_risk");
    if (named == null) {
      return byRisk;
    }
    sections.each(
        named,
        AT + "/by_risk",
        (name, member, at) -> {
          Risk risk = CatalogueReader.word(reading, new Json.Str(name), at, Risk.values());
          Json.Obj bounds = reading.object(member, at, BY_RISK);
          if (risk != null && bounds != null) {
            byRisk.put(
                risk,
                new Shorter(
                    or(
                        sections.duration(bounds, "instance", at, Lifetimes.INSTANCE_MAX),
                        Lifetimes.INSTANCE_MAX),
                    or(
                        sections.duration(bounds, "execute_within", at, EXECUTE_WITHIN_MAX),
                        EXECUTE_WITHIN_MAX)));
          }
        });
    return byRisk;
  }

  /// The most that holds for actions of one risk.
  record Shorter(Duration instance, Duration executeWithin) {}

  Sizes sizes() {
    return new Sizes(
        count("permissions", SIZE_MAX, SIZE_MAX), count("arguments", SIZE_MAX, SIZE_MAX));
  }

  /// How long bodies of records are kept is checked here, and read where they are removed.
  void requireRetention() {
    Json.Obj retention = sections.object("retention", CLASSES);
    if (retention != null) {
      for (String name : CLASSES) {
        sections.duration(retention, name, "/retention", RETENTION_MAX);
      }
    }
  }

  private int count(String name, int max, int otherwise) {
    Json json = object.get(name);
    Integer count = json == null ? null : reading.integer(json, AT + "/" + name, 1, max);
    return count == null ? otherwise : count;
  }

  private static Duration or(@Nullable Duration given, Duration otherwise) {
    return given == null ? otherwise : given;
  }
}
