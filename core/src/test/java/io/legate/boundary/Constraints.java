package io.legate.boundary;

import io.legate.json.Json;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes constraints of every type, constraints that are nearly narrower than another, and values
/// that mostly meet them. Everything is drawn from small pools, so that things meet often, and the
/// pools are full of near misses.
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
          "keywords");

  private static final List<Json> NUMBERS =
      Stream.of("-1", "0", "0.5", "1", "2", "5", "10", "99.99", "100")
          .<Json>map(Json.Num::new)
          .toList();
  private static final List<String> AMOUNTS =
      List.of("-1.00", "0", "0.5", "1", "1.00", "2", "5.00", "10", "99.99", "100");
  private static final List<Json> WORDS =
      Stream.of("a", "b", "ab", "EUR", "eur", "inv-123", "").<Json>map(Json.Str::new).toList();
  private static final List<Json> SCALARS =
      Stream.of(NUMBERS, WORDS, List.<Json>of(new Json.Bool(true), Json.Null.NULL))
          .flatMap(List::stream)
          .toList();
  private static final List<String> PATHS =
      List.of("/", "/a", "/a/b", "/a/b/c", "/ab", "/a/bc", "a", "a/b", "ab", "/a%20b");
  private static final List<String> HOSTS =
      List.of(
          "a.example",
          "x.a.example",
          "y.x.a.example",
          "xa.example",
          "b.example",
          "localhost",
          "10.0.0.1",
          "93.184.216.34",
          "[::1]",
          "db.internal");
  private static final List<HostPattern> HOST_PATTERNS =
      Stream.of(
              "a.example",
              "*.a.example",
              "x.a.example",
              "*.x.a.example",
              "xa.example",
              "b.example",
              "*.example",
              "localhost",
              "10.0.0.1",
              "[::1]",
              "*.internal")
          .map(Constraints::host)
          .toList();
  private static final List<String> BLOCKS =
      List.of(
          "10.0.0.0/8",
          "10.0.0.0/16",
          "10.1.0.0/16",
          "10.0.0.1/32",
          "0.0.0.0/0",
          "2001:db8::/32",
          "::/0");
  private static final List<String> ADDRESSES =
      List.of("10.0.0.1", "10.1.2.3", "10.0.255.255", "11.0.0.1", "2001:db8::1", "::1");
  private static final Map<String, String> PATTERNS =
      Map.of("[a-c]+", "abc", "inv-[0-9]{3}", "inv-123", "(?i)eur", "EUR", "a|b", "b", ".*", "ab");
  private static final List<Constraint> RE2 =
      PATTERNS.keySet().stream().<Constraint>map(Re2Pattern::of).toList();
  private static final List<String> KEYWORDS = List.of("invoice", "refund", "urgent");
  private static final List<ZoneId> ZONES =
      List.of(ZoneId.of("Europe/Berlin"), ZoneId.of("UTC"), ZoneId.of("America/New_York"));
  private static final int DEPTH_MAX = 3;

  private final Draw draw;

  Constraints(Draw draw) {
    this.draw = draw;
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
      case "exact" -> new Exact(scalar());
      case "range" -> range(number(), number(), draw.percent(60), draw.percent(60));
      case "one_of" -> new OneOf(draw.some(SCALARS, 4));
      case "not_one_of" -> new NotOneOf(draw.some(SCALARS, 4));
      case "contains" -> new Contains(draw.some(WORDS, 3));
      case "subset" -> new Subset(draw.some(WORDS, 4));
      case "wildcard" -> new Wildcard();
      case "all" -> depth < DEPTH_MAX ? new AllOf(clauses(depth)) : new Wildcard();
      case "any" -> depth < DEPTH_MAX ? new AnyOf(clauses(depth)) : new Wildcard();
      case "decimal" -> decimal(amount(), amount());
      case "path" -> new PathTree(draw.of(PATHS));
      case "url" -> url();
      case "domain" -> new Domains(hosts());
      case "cidr" -> new Cidrs(draw.some(BLOCKS, 2));
      case "time_window" -> timeWindow();
      case "pattern" -> draw.of(RE2);
      case "max_items" -> new MaxItems(draw.below(4));
      case "max_length" -> new MaxLength(draw.below(8));
      case "keywords" -> keywords();
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

  private Json scalar() {
    return draw.of(SCALARS);
  }

  private @Nullable BigDecimal number() {
    return draw.percent(25) ? null : ((Json.Num) draw.of(NUMBERS)).exact();
  }

  private @Nullable BigDecimal amount() {
    return draw.percent(25) ? null : new BigDecimal(draw.of(AMOUNTS));
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
    return draw.some(HOST_PATTERNS, 3);
  }

  private static HostPattern host(String text) {
    return text.startsWith("*.")
        ? new HostPattern(text.substring(2), true)
        : new HostPattern(text, false);
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
        draw.of(ZONES));
  }

  private Keywords keywords() {
    var words = draw.some(KEYWORDS, 3);
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
      case OneOf(var values) ->
          draw.percent(70) ? new OneOf(draw.varied(values, SCALARS, 20)) : exactly(wide);
      case NotOneOf(var excluded) -> new NotOneOf(draw.varied(more(excluded), SCALARS, 30));
      case Contains(var required) -> new Contains(draw.varied(moreWords(required), WORDS, 20));
      case Subset(var allowed) -> new Subset(draw.varied(allowed, WORDS, 20));
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
                      : draw.of(PATHS))
              : listing(wide);
      case UrlSet w -> draw.percent(80) ? nearUrl(w) : listing(w);
      case Domains(var domains) ->
          draw.percent(80) ? new Domains(nearHosts(domains)) : listing(wide);
      case Cidrs(var blocks) ->
          draw.percent(80) ? new Cidrs(draw.varied(blocks, BLOCKS, 30)) : listing(wide);
      case TimeWindow w -> nearWindow(w);
      case Re2Pattern _ -> draw.percent(30) ? ofType("pattern", depth) : listing(wide);
      case MaxItems(var max) -> new MaxItems(Math.max(0, max + draw.oneOf(-1, -1, 0, 1)));
      case MaxLength(var max) ->
          draw.percent(70)
              ? new MaxLength(Math.max(0, max + draw.oneOf(-1, -1, 0, 1)))
              : listing(wide);
      case Keywords w -> draw.percent(60) ? nearKeywords(w) : listing(w);
    };
  }

  private Constraint exactly(Constraint wide) {
    Json value = value(wide);
    return value instanceof Json.Arr || value instanceof Json.Obj ? wide : new Exact(value);
  }

  private Constraint listing(Constraint wide) {
    var values = new ArrayList<Json>();
    values.add(value(wide));
    Json other = value(wide);
    if (!values.contains(other)) {
      values.add(other);
    }
    return draw.percent(50) ? exactly(wide) : new OneOf(values);
  }

  private List<Json> more(List<Json> values) {
    var more = new ArrayList<>(values);
    Json one = scalar();
    if (!more.contains(one)) {
      more.add(one);
    }
    return more;
  }

  private List<Json> moreWords(List<Json> values) {
    var more = new ArrayList<>(values);
    Json one = draw.of(WORDS);
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
    return draw.varied(hosts, HOST_PATTERNS, 30);
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
        draw.percent(85) ? w.zone() : draw.of(ZONES));
  }

  private Keywords nearKeywords(Keywords w) {
    var required = new ArrayList<>(w.required());
    var forbidden = new ArrayList<>(w.forbidden());
    String word = draw.of(KEYWORDS);
    if (!required.contains(word) && !forbidden.contains(word)) {
      (draw.percent(50) ? required : forbidden).add(word);
    }
    if (draw.percent(25) && required.size() + forbidden.size() > 1) {
      var from = required.isEmpty() ? forbidden : required;
      from.remove(draw.below(from.size()));
    }
    return new Keywords(required, forbidden);
  }

  /// Returns a value that mostly meets `constraint`, and is often at its very edge.
  Json value(Constraint constraint) {
    return draw.percent(6) ? anything() : meeting(constraint);
  }

  private Json meeting(Constraint constraint) {
    return switch (constraint) {
      case Exact(var value) -> value;
      case Range w -> meeting(w);
      case OneOf(var values) -> draw.of(values);
      case NotOneOf _ -> scalar();
      case Contains(var required) ->
          new Json.Arr(draw.percent(70) ? moreWords(required) : required);
      case Subset(var allowed) ->
          new Json.Arr(draw.percent(15) ? List.of() : draw.varied(allowed, WORDS, 10));
      case Wildcard _, TimeWindow _ -> anything();
      case AllOf(var clauses) -> meeting(draw.of(clauses));
      case AnyOf(var clauses) -> meeting(draw.of(clauses));
      case Decimal w -> meeting(w);
      case PathTree(var root) ->
          new Json.Str(draw.percent(30) ? root : root + draw.oneOf("/b", "/c", "c", "/b/c"));
      case UrlSet w -> url(w);
      case Domains(var domains) -> recipient(domains);
      case Cidrs _ -> new Json.Str(draw.of(ADDRESSES));
      case Re2Pattern(var pattern) ->
          new Json.Str(
              draw.percent(80)
                  ? PATTERNS.getOrDefault(pattern.pattern(), "a")
                  : draw.of(List.copyOf(PATTERNS.values())));
      case MaxItems(var max) ->
          new Json.Arr(java.util.Collections.nCopies(draw.below(max + 2), new Json.Str("a")));
      case MaxLength(var max) -> new Json.Str("ä".repeat(draw.below(max + 2)));
      case Keywords w ->
          new Json.Str(
              String.join(" ", w.required()) + draw.oneOf("", " now", " Urgent", " refund"));
    };
  }

  private Json meeting(Range w) {
    var bounds = Stream.of(w.min(), w.max()).filter(java.util.Objects::nonNull).toList();
    return bounds.isEmpty() || draw.percent(60)
        ? draw.of(NUMBERS)
        : new Json.Num(draw.of(bounds).toPlainString());
  }

  private Json meeting(Decimal w) {
    var bounds = Stream.of(w.min(), w.max()).filter(java.util.Objects::nonNull).toList();
    if (draw.percent(30)) {
      return draw.of(NUMBERS);
    }
    return new Json.Str(
        bounds.isEmpty() || draw.percent(60) ? draw.of(AMOUNTS) : draw.of(bounds).toPlainString());
  }

  private Json url(UrlSet w) {
    List<HostPattern> hosts = w.hosts();
    List<Integer> ports = w.ports();
    String scheme = draw.of(w.schemes());
    String host = hosts == null || draw.percent(20) ? draw.of(HOSTS) : below(draw.of(hosts));
    Integer port = ports == null || draw.percent(10) ? Integer.valueOf(443) : draw.of(ports);
    int usual = scheme.equals("https") ? 443 : 80;
    return new Json.Str(
        scheme
            + "://"
            + host
            + (port == usual || ports == null ? "" : ":" + port)
            + (w.path().equals("/") ? "" : w.path())
            + draw.oneOf("", "/", "/b", "?q=1", "b"));
  }

  private String below(HostPattern host) {
    return host.below() ? draw.oneOf("x.", "y.x.", "") + host.name() : host.name();
  }

  private Json recipient(List<HostPattern> domains) {
    Json one = new Json.Str(draw.oneOf("", "sue@") + below(draw.of(domains)));
    return draw.percent(70)
        ? one
        : new Json.Arr(List.of(one, new Json.Str("bob@" + below(draw.of(domains)))));
  }

  private Json anything() {
    return draw.call(
        this::scalar,
        () -> new Json.Arr(draw.some(WORDS, 3)),
        () -> new Json.Str(draw.of(PATHS)),
        () -> new Json.Str("https://" + draw.of(HOSTS) + "/a"),
        () -> new Json.Str(draw.of(HOSTS)),
        () -> new Json.Str(draw.of(ADDRESSES)),
        () -> Json.Obj.with("a", scalar()).build());
  }

  /// An instant of two years, often at a full hour and sometimes in the nights when clocks change.
  Instant instant() {
    if (draw.percent(10)) {
      return Instant.parse(
              draw.oneOf(
                  "2026-03-29T00:30:00Z",
                  "2026-10-25T00:30:00Z",
                  "2026-03-08T06:30:00Z",
                  "2026-11-01T05:30:00Z"))
          .plusSeconds(draw.below(4 * 3600));
    }
    long minutes = draw.longBelow(2 * 365 * 24 * 2) * 30;
    return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(minutes * 60 - draw.below(2));
  }
}
