package io.legate.boundary;

import io.legate.boundary.Problem.Reason;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads constraints. What a type's own rules forbid, its constructor says.
final class ConstraintReader {

  private static final String TYPE = "constraint_type";
  private static final String OPTIONAL = "optional";

  private final Reading reading;

  ConstraintReader(Reading reading) {
    this.reading = reading;
  }

  @Nullable Argument argument(Json json, String at) {
    Json.Obj object = reading.anyObject(json, at);
    if (object == null) {
      return null;
    }
    Json optional = object.get(OPTIONAL);
    Boolean mayBeAbsent =
        optional == null ? Boolean.FALSE : reading.bool(optional, at + "/" + OPTIONAL);
    Constraint constraint = constraint(object, at, 1, Set.of(TYPE, OPTIONAL));
    return constraint == null || mayBeAbsent == null ? null : new Argument(constraint, mayBeAbsent);
  }

  private @Nullable Constraint clause(Json json, String at, int depth) {
    Json.Obj object = reading.anyObject(json, at);
    return object == null ? null : constraint(object, at, depth, Set.of(TYPE));
  }

  private @Nullable Constraint constraint(Json.Obj json, String at, int depth, Set<String> common) {
    if (depth > reading.limits().constraintDepthMax()) {
      reading.report(
          at,
          Reason.TOO_LARGE,
          "is nested more than " + reading.limits().constraintDepthMax() + " deep");
      return null;
    }
    String type = reading.text(json.get(TYPE), at + "/" + TYPE);
    if (type == null) {
      return null;
    }
    var in = new Members(json, at, common);
    Constraint constraint = read(type, in, depth);
    in.reportUnknown();
    return constraint;
  }

  private @Nullable Constraint read(String type, Members in, int depth) {
    return switch (type) {
      case Exact.TYPE -> exact(in);
      case Range.TYPE -> range(in);
      case OneOf.TYPE -> in.values("values", OneOf::new);
      case NotOneOf.TYPE -> in.values("excluded", NotOneOf::new);
      case Contains.TYPE -> in.values("required", Contains::new);
      case Subset.TYPE -> in.values("allowed", Subset::new);
      case Wildcard.TYPE -> new Wildcard();
      case AllOf.TYPE -> clauses(in, depth, AllOf::new);
      case AnyOf.TYPE -> clauses(in, depth, AnyOf::new);
      case Decimal.TYPE -> decimal(in);
      case PathTree.TYPE -> in.text("root", PathTree::new);
      case UrlSet.TYPE -> url(in);
      case Domains.TYPE -> domains(in);
      case Cidrs.TYPE -> cidrs(in);
      case TimeWindow.TYPE -> timeWindow(in);
      case Re2Pattern.TYPE -> in.text("pattern", Re2Pattern::of);
      case MaxItems.TYPE -> in.max(MaxItems::new);
      case MaxLength.TYPE -> in.max(MaxLength::new);
      case Keywords.TYPE -> keywords(in);
      case Seen.TYPE -> seen(in);
      case Mentions.TYPE -> mentions(in);
      case String _ -> {
        reading.report(
            in.at + "/" + TYPE, Reason.UNKNOWN_CONSTRAINT, "`" + type + "` is not known");
        in.takeAll();
        yield null;
      }
    };
  }

  private @Nullable Constraint exact(Members in) {
    Json value = in.take("value");
    if (value == null) {
      reading.missing(in.at("value"));
      return null;
    }
    return in.isFit(value, in.at("value")) ? in.made(in.at("value"), () -> new Exact(value)) : null;
  }

  private @Nullable Constraint range(Members in) {
    BigDecimal min = in.number("min");
    BigDecimal max = in.number("max");
    boolean minInclusive = in.boolOrTrue("min_inclusive");
    boolean maxInclusive = in.boolOrTrue("max_inclusive");
    return in.made(in.at, () -> new Range(min, max, minInclusive, maxInclusive));
  }

  private @Nullable Constraint decimal(Members in) {
    BigDecimal min = in.decimal("min");
    BigDecimal max = in.decimal("max");
    return in.made(in.at, () -> new Decimal(min, max));
  }

  private @Nullable Constraint clauses(
      Members in, int depth, Function<List<Constraint>, Constraint> make) {
    // Clauses may repeat, so they are not read as a set.
    if (!(in.take("constraints") instanceof Json.Arr(var items))
        || items.size() > reading.limits().entriesMax()) {
      reading.report(
          in.at("constraints"),
          Reason.INVALID_VALUE,
          "must be a list of 1 to " + reading.limits().entriesMax() + " constraints");
      return null;
    }
    if (!reading.hasRoomFor(items.size(), in.at("constraints"))) {
      return null;
    }
    var clauses = new java.util.ArrayList<Constraint>();
    for (int i = 0; i < items.size(); i++) {
      Constraint clause = clause(items.get(i), Reading.child(in.at("constraints"), i), depth + 1);
      if (clause != null) {
        clauses.add(clause);
      }
    }
    return clauses.size() < items.size()
        ? null
        : in.made(in.at("constraints"), () -> make.apply(clauses));
  }

  private @Nullable Constraint url(Members in) {
    var schemes = in.list("schemes", reading::text);
    var hosts = in.has("hosts") ? in.list("hosts", this::host) : null;
    var ports =
        in.has("ports")
            ? in.list("ports", (json, at) -> reading.integer(json, at, 1, 65_535))
            : null;
    Json path = in.take("path");
    String tree = path == null ? "/" : reading.text(path, in.at("path"));
    return schemes == null || tree == null
        ? null
        : in.made(in.at, () -> new UrlSet(schemes, hosts, ports, tree));
  }

  private @Nullable Constraint domains(Members in) {
    var domains = in.list("domains", this::host);
    return domains == null ? null : in.made(in.at("domains"), () -> new Domains(domains));
  }

  private @Nullable HostPattern host(Json json, String at) {
    String text = reading.text(json, at);
    HostPattern host = text == null ? null : HostPattern.parse(text);
    if (text != null && host == null) {
      reading.report(
          at, Reason.NOT_NORMAL_FORM, "must be a host such as `a.example`, or `*.a.example`");
    }
    return host;
  }

  private @Nullable Constraint cidrs(Members in) {
    var blocks = in.list("blocks", this::block);
    return blocks == null ? null : in.made(in.at("blocks"), () -> new Cidrs(blocks));
  }

  private @Nullable String block(Json json, String at) {
    String text = reading.text(json, at);
    if (text != null && !Cidrs.isBlock(text)) {
      reading.report(
          at, Reason.NOT_NORMAL_FORM, "must be a block of addresses such as `10.0.0.0/8`");
      return null;
    }
    return text;
  }

  private @Nullable Constraint timeWindow(Members in) {
    var days = in.list("days", this::day);
    int from = minute(in, "from");
    int to = minute(in, "to");
    String zone = reading.text(in.take("zone"), in.at("zone"));
    if (zone != null && !TimeWindow.isRegion(zone)) {
      reading.report(in.at("zone"), Reason.INVALID_VALUE, "must be a zone of the IANA database");
      return null;
    }
    return days == null || zone == null || from < 0 || to < 0
        ? null
        : in.made(in.at, () -> new TimeWindow(days, from, to, ZoneId.of(zone)));
  }

  private @Nullable DayOfWeek day(Json json, String at) {
    String text = reading.text(json, at);
    if (text == null) {
      return null;
    }
    for (DayOfWeek day : DayOfWeek.values()) {
      if (TimeWindow.name(day).equals(text)) {
        return day;
      }
    }
    reading.report(at, Reason.INVALID_VALUE, "must be a day, `mon` to `sun`");
    return null;
  }

  private int minute(Members in, String name) {
    String text = reading.text(in.take(name), in.at(name));
    int minute = text == null ? -1 : TimeWindow.minute(text);
    if (text != null && minute < 0) {
      reading.report(
          in.at(name), Reason.INVALID_VALUE, "must be a time of day, `00:00` to `24:00`");
    }
    return minute;
  }

  private @Nullable Constraint keywords(Members in) {
    List<String> required = in.has("required") ? in.list("required", this::word) : List.of();
    List<String> forbidden = in.has("forbidden") ? in.list("forbidden", this::word) : List.of();
    return required == null || forbidden == null
        ? null
        : in.made(in.at, () -> new Keywords(required, forbidden));
  }

  private @Nullable Constraint seen(Members in) {
    var sources = in.list("in", reading::text);
    List<String> with = in.has("with") ? in.list("with", reading::text) : List.of();
    return sources == null || with == null ? null : in.made(in.at, () -> new Seen(sources, with));
  }

  private @Nullable Constraint mentions(Members in) {
    var sources = in.list("in", reading::text);
    return sources == null ? null : in.made(in.at("in"), () -> new Mentions(sources));
  }

  private @Nullable String word(Json json, String at) {
    String text = reading.text(json, at);
    if (text != null && !Keywords.isWord(text)) {
      reading.report(at, Reason.NOT_NORMAL_FORM, "must be a single word in lower case");
      return null;
    }
    return text;
  }

  /// The members of one constraint: each is taken once, and what is left is not known.
  private final class Members {
    private final Json.Obj json;
    private final String at;
    private final Set<String> taken;
    private final int problemsBefore = reading.problems().size();

    Members(Json.Obj json, String at, Set<String> common) {
      this.json = json;
      this.at = at;
      this.taken = new HashSet<>(common);
    }

    String at(String name) {
      return Reading.child(at, name);
    }

    boolean has(String name) {
      return json.get(name) != null;
    }

    @Nullable Json take(String name) {
      taken.add(name);
      return json.get(name);
    }

    void takeAll() {
      taken.addAll(json.members().keySet());
    }

    void reportUnknown() {
      for (String name : json.members().keySet()) {
        if (!taken.contains(name)) {
          reading.report(at(name), Reason.UNKNOWN_MEMBER, "is not known here");
        }
      }
    }

    <T> @Nullable List<T> list(
        String name, java.util.function.BiFunction<Json, String, @Nullable T> item) {
      return reading.list(take(name), at(name), item);
    }

    @Nullable Constraint values(String name, Function<List<Json>, Constraint> make) {
      List<Json> values = list(name, (json, at) -> isFit(json, at) ? json : null);
      return values == null ? null : made(at(name), () -> make.apply(values));
    }

    /// Returns whether a value may stand in a constraint, after reporting why not.
    boolean isFit(Json value, String at) {
      if (Values.count(value) > reading.limits().entriesMax()
          || Values.longest(value) > reading.limits().charsMax()) {
        reading.report(at, Reason.TOO_LARGE, "is too large a value");
        return false;
      }
      return reading.isOrReport(Values.fault(value), at);
    }

    @Nullable Constraint text(String name, Function<String, Constraint> make) {
      String text = reading.text(take(name), at(name));
      return text == null ? null : made(at(name), () -> make.apply(text));
    }

    @Nullable Constraint max(Function<Integer, Constraint> make) {
      Integer max = reading.integer(take("max"), at("max"), 0, Integer.MAX_VALUE);
      return max == null ? null : make.apply(max);
    }

    @Nullable BigDecimal number(String name) {
      Json value = take(name);
      if (value == null) {
        return null;
      }
      if (!(value instanceof Json.Num number)) {
        reading.report(at(name), Reason.WRONG_TYPE, "must be a number");
        return null;
      }
      return reading.isOrReport(NormalForm.number(number), at(name)) ? number.exact() : null;
    }

    @Nullable BigDecimal decimal(String name) {
      Json value = take(name);
      if (value == null) {
        return null;
      }
      String text = reading.text(value, at(name));
      BigDecimal decimal = text == null ? null : ExactDecimal.parse(text);
      if (text != null && decimal == null) {
        reading.report(at(name), Reason.NOT_NORMAL_FORM, Fault.NUMBER.sentence());
      }
      return decimal;
    }

    boolean boolOrTrue(String name) {
      Json value = take(name);
      return value == null || !Boolean.FALSE.equals(reading.bool(value, at(name)));
    }

    /// Makes the constraint, unless a part of it could not be read. What is wrong with the parts
    /// together its constructor says.
    @Nullable Constraint made(String pointer, Supplier<Constraint> make) {
      if (reading.problems().size() > problemsBefore) {
        return null;
      }
      try {
        return make.get();
      } catch (IllegalArgumentException e) {
        String why = e.getMessage();
        reading.report(pointer, Reason.INVALID_VALUE, why == null ? "is not valid" : why);
        return null;
      }
    }
  }
}
