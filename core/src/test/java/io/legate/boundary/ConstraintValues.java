package io.legate.boundary;

import io.legate.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/// Makes values that mostly meet a constraint, and instants at which they are asked about.
final class ConstraintValues {

  private final Draw draw;

  ConstraintValues(Draw draw) {
    this.draw = draw;
  }

  Json scalar() {
    return draw.of(Pools.SCALARS);
  }

  /// The values and one more word.
  List<Json> moreWords(List<Json> values) {
    var more = new ArrayList<>(values);
    Json one = draw.of(Pools.WORDS);
    if (!more.contains(one)) {
      more.add(one);
    }
    return more;
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
          new Json.Arr(draw.percent(15) ? List.of() : draw.varied(allowed, Pools.WORDS, 10));
      case Wildcard _, TimeWindow _ -> anything();
      case AllOf(var clauses) -> meeting(draw.of(clauses));
      case AnyOf(var clauses) -> meeting(draw.of(clauses));
      case Decimal w -> meeting(w);
      case PathTree(var root) ->
          new Json.Str(draw.percent(30) ? root : root + draw.oneOf("/b", "/c", "c", "/b/c"));
      case UrlSet w -> url(w);
      case Domains(var domains) -> recipient(domains);
      case Cidrs _ -> new Json.Str(draw.of(Pools.ADDRESSES));
      case Re2Pattern(var pattern) ->
          new Json.Str(
              draw.percent(80)
                  ? Pools.PATTERNS.getOrDefault(pattern.pattern(), "a")
                  : draw.of(List.copyOf(Pools.PATTERNS.values())));
      case MaxItems(var max) ->
          new Json.Arr(java.util.Collections.nCopies(draw.below(max + 2), new Json.Str("a")));
      case MaxLength(var max) -> new Json.Str("ä".repeat(draw.below(max + 2)));
      case Seen _ ->
          draw.percent(75)
              ? draw.of(Pools.WORDS)
              : new Json.Arr(draw.some(Pools.WORDS, 2).subList(0, draw.below(2)));
      case Mentions _ ->
          new Json.Str(
              draw.oneOf("", "see ") + (draw.percent(85) ? draw.of(Pools.MENTIONED) : "the rest"));
      case Keywords w ->
          new Json.Str(
              String.join(" ", w.required()) + draw.oneOf("", " now", " Urgent", " refund"));
    };
  }

  private Json meeting(Range w) {
    var bounds = Stream.of(w.min(), w.max()).filter(java.util.Objects::nonNull).toList();
    return bounds.isEmpty() || draw.percent(60)
        ? draw.of(Pools.NUMBERS)
        : new Json.Num(draw.of(bounds).toPlainString());
  }

  private Json meeting(Decimal w) {
    var bounds = Stream.of(w.min(), w.max()).filter(java.util.Objects::nonNull).toList();
    if (draw.percent(30)) {
      return draw.of(Pools.NUMBERS);
    }
    return new Json.Str(
        bounds.isEmpty() || draw.percent(60)
            ? draw.of(Pools.AMOUNTS)
            : draw.of(bounds).toPlainString());
  }

  private Json url(UrlSet w) {
    List<HostPattern> hosts = w.hosts();
    List<Integer> ports = w.ports();
    String scheme = draw.of(w.schemes());
    String host = hosts == null || draw.percent(20) ? draw.of(Pools.HOSTS) : below(draw.of(hosts));
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
        () -> new Json.Arr(draw.some(Pools.WORDS, 3)),
        () -> new Json.Str(draw.of(Pools.PATHS)),
        () -> new Json.Str("https://" + draw.of(Pools.HOSTS) + "/a"),
        () -> new Json.Str(draw.of(Pools.HOSTS)),
        () -> new Json.Str(draw.of(Pools.ADDRESSES)),
        () -> Json.Obj.with("a", scalar()).build());
  }

  /// An instant beside other arguments, in a task that has met things.
  Occasion occasion() {
    var arguments = new LinkedHashMap<String, Json>();
    for (String name : Boundaries.ARGUMENTS) {
      if (draw.percent(70)) {
        arguments.put(name, draw.of(Pools.WORDS));
      }
    }
    return new Occasion(
        instant(), new Records(draw.longBelow(Long.MAX_VALUE)), new Json.Obj(arguments));
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
