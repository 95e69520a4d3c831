package io.legate.boundary;

import io.legate.json.Json;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes constraints of every type, and constraints that are nearly narrower than another.
final class Constraints {

  /// Every `constraint_type`.
  static final List<String> TYPES =
      List.of(
          "exact",
          "range",
          "one_of",
          "not_one_of",
          "contains",
          "subset",
          "wildcard",
          "all",
          "any",
          "decimal",
          "path",
          "url",
          "domain",
          "cidr",
          "time_window",
          "pattern",
          "max_items",
          "max_length",
          "keywords",
          "seen",
          "mentions");

  private static final int DEPTH_MAX = 3;

  private final Draw draw;
  private final ConstraintValues values;

  Constraints(Draw draw) {
    this.draw = draw;
    this.values = new ConstraintValues(draw);
  }

  Constraint any() {
    return any(1);
  }

  Constraint ofType(String type) {
    return ofType(type, 1);
  }

  private Constraint any(int depth) {
    return ofType(draw.of(TYPES), depth);
  }

  private Constraint ofType(String type, int depth) {
    return switch (type) {
      case "exact" -> new Exact(values.scalar());
      case "range" -> range(number(), number(), draw.percent(60), draw.percent(60));
      case "one_of" -> new OneOf(draw.some(Pools.SCALARS, 4));
      case "not_one_of" -> new NotOneOf(draw.some(Pools.SCALARS, 4));
      case "contains" -> new Contains(draw.some(Pools.WORDS, 3));
      case "subset" -> new Subset(draw.some(Pools.WORDS, 4));
      case "wildcard" -> new Wildcard();
      case "all" -> depth < DEPTH_MAX ? new AllOf(clauses(depth)) : new Wildcard();
      case "any" -> depth < DEPTH_MAX ? new AnyOf(clauses(depth)) : new Wildcard();
      case "decimal" -> decimal(amount(), amount());
      case "path" -> new PathTree(draw.of(Pools.PATHS));
      case "url" -> url();
      case "domain" -> new Domains(hosts());
      case "cidr" -> new Cidrs(draw.some(Pools.BLOCKS, 2));
      case "time_window" -> timeWindow();
      case "pattern" -> draw.of(Pools.RE2);
      case "max_items" -> new MaxItems(draw.below(4));
      case "max_length" -> new MaxLength(draw.below(8));
      case "keywords" -> keywords();
      case "seen" -> new Seen(draw.some(Pools.SOURCES, 3), beside());
      case "mentions" -> new Mentions(draw.some(Pools.SOURCES, 3));
      case String _ -> throw new IllegalArgumentException(type);
    };
  }

  private List<Constraint> clauses(int depth) {
    var clauses = new ArrayList<Constraint>();
    int count = 1 + draw.below(3);
    // Clauses of one type, half of the time: clauses that nothing can meet together test nothing.
    Constraint first = any(depth + 1);
    clauses.add(first);
    while (clauses.size() < count) {
      clauses.add(draw.percent(50) ? near(first, depth + 1) : any(depth + 1));
    }
    return clauses;
  }

  private @Nullable BigDecimal number() {
    return draw.percent(25) ? null : ((Json.Num) draw.of(Pools.NUMBERS)).exact();
  }

  private @Nullable BigDecimal amount() {
    return draw.percent(25) ? null : new BigDecimal(draw.of(Pools.AMOUNTS));
  }

  private static Constraint range(
      @Nullable BigDecimal min,
      @Nullable BigDecimal max,
      boolean minIncluded,
      boolean maxIncluded) {
    boolean empty = min != null && max != null && min.compareTo(max) >= 0;
    return empty
        ? new Range(min, null, minIncluded, true)
        : new Range(min, max, min == null || minIncluded, max == null || maxIncluded);
  }

  private static Constraint decimal(@Nullable BigDecimal min, @Nullable BigDecimal max) {
    return min != null && max != null && min.compareTo(max) > 0
        ? new Decimal(null, max)
        : new Decimal(min, max);
  }

  private List<HostPattern> hosts() {
    return draw.some(Pools.HOST_PATTERNS, 3);
  }

  private UrlSet url() {
    return new UrlSet(
        draw.some(List.of("https", "http"), 2),
        draw.percent(30) ? null : hosts(),
        draw.percent(50) ? null : draw.some(List.of(443, 80, 8443), 2),
        draw.oneOf("/", "/a", "/a/b", "/ab"));
  }

  private TimeWindow timeWindow() {
    int from = draw.below(24) * 60;
    int to = 60 + draw.below(24) * 60;
    return new TimeWindow(
        draw.some(List.of(DayOfWeek.values()), 7),
        from,
        to == from ? to % TimeWindow.DAY + 30 : to,
        draw.of(Pools.ZONES));
  }

  private Keywords keywords() {
    var words = draw.some(Pools.KEYWORDS, 3);
    int split = draw.below(words.size() + 1);
    return new Keywords(words.subList(0, split), words.subList(split, words.size()));
  }

  /// Returns a constraint that is often narrower than `wide`, and otherwise nearly.
  Constraint near(Constraint wide) {
    return near(wide, 1);
  }

  private Constraint near(Constraint wide, int depth) {
    if (draw.percent(15)) {
      return wide;
    }
    if (draw.percent(8)) {
      return any(depth);
    }
    return switch (wide) {
      case Wildcard _ -> any(depth);
      case Exact _ -> wide;
      case Range w -> draw.percent(70) ? nearRange(w) : exactly(w);
      case OneOf(var some) ->
          draw.percent(70) ? new OneOf(draw.varied(some, Pools.SCALARS, 20)) : exactly(wide);
      case NotOneOf(var excluded) -> new NotOneOf(draw.varied(more(excluded), Pools.SCALARS, 30));
      case Contains(var required) ->
          new Contains(draw.varied(values.moreWords(required), Pools.WORDS, 20));
      case Subset(var allowed) -> new Subset(draw.varied(allowed, Pools.WORDS, 20));
      case AllOf(var clauses) -> new AllOf(nearClauses(clauses, depth, 40));
      case AnyOf(var clauses) -> new AnyOf(nearClauses(clauses, depth, 15));
      case Decimal w ->
          draw.percent(70)
              ? decimal(
                  draw.percent(60) ? w.min() : amount(), draw.percent(60) ? w.max() : amount())
              : listing(w);
      case PathTree(var root) ->
          draw.percent(70)
              ? new PathTree(
                  draw.percent(70)
                      ? (root.equals("/") ? "/" : root + "/") + draw.oneOf("b", "c")
                      : draw.of(Pools.PATHS))
              : listing(wide);
      case UrlSet w -> draw.percent(80) ? nearUrl(w) : listing(w);
      case Domains(var domains) ->
          draw.percent(80) ? new Domains(nearHosts(domains)) : listing(wide);
      case Cidrs(var blocks) ->
          draw.percent(80) ? new Cidrs(draw.varied(blocks, Pools.BLOCKS, 30)) : listing(wide);
      case TimeWindow w -> nearWindow(w);
      case Re2Pattern _ -> draw.percent(30) ? ofType("pattern", depth) : listing(wide);
      case MaxItems(var max) -> new MaxItems(Math.max(0, max + draw.oneOf(-1, -1, 0, 1)));
      case MaxLength(var max) ->
          draw.percent(70)
              ? new MaxLength(Math.max(0, max + draw.oneOf(-1, -1, 0, 1)))
              : listing(wide);
      case Keywords w -> draw.percent(60) ? nearKeywords(w) : listing(w);
      case Seen w -> draw.percent(85) ? nearSeen(w) : listing(w);
      case Mentions(var in) ->
          draw.percent(85) ? new Mentions(draw.varied(in, Pools.SOURCES, 20)) : listing(wide);
    };
  }

  private List<String> beside() {
    return draw.percent(60) ? List.of() : draw.some(Boundaries.ARGUMENTS, 2);
  }

  private Seen nearSeen(Seen w) {
    var with = new ArrayList<>(w.with());
    String more = draw.of(Boundaries.ARGUMENTS);
    if (draw.percent(20) && !with.contains(more)) {
      with.add(more);
    }
    if (draw.percent(15) && !with.isEmpty()) {
      with.removeFirst();
    }
    return new Seen(draw.varied(w.in(), Pools.SOURCES, 20), with);
  }

  private Constraint exactly(Constraint wide) {
    Json value = values.value(wide);
    return value instanceof Json.Arr || value instanceof Json.Obj ? wide : new Exact(value);
  }

  private Constraint listing(Constraint wide) {
    var listed = new ArrayList<Json>();
    listed.add(values.value(wide));
    Json other = values.value(wide);
    if (!listed.contains(other)) {
      listed.add(other);
    }
    return draw.percent(50) ? exactly(wide) : new OneOf(listed);
  }

  private List<Json> more(List<Json> some) {
    var more = new ArrayList<>(some);
    Json one = values.scalar();
    if (!more.contains(one)) {
      more.add(one);
    }
    return more;
  }

  private Constraint nearRange(Range w) {
    return range(
        draw.percent(60) ? w.min() : number(),
        draw.percent(60) ? w.max() : number(),
        draw.percent(60) ? w.minInclusive() : draw.percent(50),
        draw.percent(60) ? w.maxInclusive() : draw.percent(50));
  }

  private List<Constraint> nearClauses(List<Constraint> clauses, int depth, int addPercent) {
    var near = new ArrayList<Constraint>();
    for (Constraint clause : clauses) {
      if (!draw.percent(10)) {
        near.add(near(clause, depth + 1));
      }
    }
    if (near.isEmpty() || draw.percent(addPercent)) {
      near.add(draw.below(near.size() + 1), any(depth + 1));
    }
    return near;
  }

  private List<HostPattern> nearHosts(List<HostPattern> hosts) {
    return draw.varied(hosts, Pools.HOST_PATTERNS, 30);
  }

  private UrlSet nearUrl(UrlSet w) {
    List<HostPattern> hosts = w.hosts();
    List<Integer> ports = w.ports();
    return new UrlSet(
        draw.varied(w.schemes(), List.of("https", "http"), 15),
        hosts == null
            ? (draw.percent(40) ? null : hosts())
            : draw.percent(5) ? null : nearHosts(hosts),
        ports == null
            ? (draw.percent(75) ? null : List.of(443))
            : draw.percent(10) ? null : draw.varied(ports, List.of(443, 80, 8443), 20),
        draw.percent(70) ? w.path() : draw.oneOf("/", "/a", "/a/b", "/ab"));
  }

  private TimeWindow nearWindow(TimeWindow w) {
    int from = (w.fromMinute() + draw.oneOf(0, 0, 30, -30) + TimeWindow.DAY) % TimeWindow.DAY;
    int to = Math.clamp(w.toMinute() + draw.oneOf(0, 0, -30, 30), 1, TimeWindow.DAY);
    return new TimeWindow(
        draw.varied(w.days(), List.of(DayOfWeek.values()), 15),
        from,
        from == to ? (to == TimeWindow.DAY ? 1 : to + 1) : to,
        draw.percent(85) ? w.zone() : draw.of(Pools.ZONES));
  }

  private Keywords nearKeywords(Keywords w) {
    var required = new ArrayList<>(w.required());
    var forbidden = new ArrayList<>(w.forbidden());
    String word = draw.of(Pools.KEYWORDS);
    if (!required.contains(word) && !forbidden.contains(word)) {
      (draw.percent(50) ? required : forbidden).add(word);
    }
    if (draw.percent(25) && required.size() + forbidden.size() > 1) {
      var from = required.isEmpty() ? forbidden : required;
      from.remove(draw.below(from.size()));
    }
    return new Keywords(required, forbidden);
  }
}
