package io.legate.client.resource;

import io.legate.client.resource.RowFilter.Row;
import io.legate.client.resource.UnmetObligationException.Reason;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What an ALLOW obliges the resource server to, read in full: the one way from a permit to an
/// answer. Each method meets all of them or throws, and only they make a [Met].
///
/// | `type` | Members | What it does |
/// |---|---|---|
/// | `mask` | `fields`: names | the values of these columns become `null`, whatever they are |
/// | `row_filter` | `expression` | rows that it does not admit are left out, and not written |
/// | `max_rows` | `value`: 1 or more | the first so many rows that are left |
///
/// Several add up: masks unite, every filter must admit a row, the smallest number of rows counts,
/// with what a limit on rows has left. Filters see rows as they are stored, before any mask. Any
/// other type is for an [ObligationHandler], and where there is none the decision is a denial; so
/// is one with a member that is missing, unknown or in another form.
///
/// It does NOT see what never comes here: the order that rows come in (`ORDER BY ssn`), how long a
/// query takes, counts and sums over rows that a filter would leave out, values that were copied
/// into other columns or texts, and JSON members that were renamed before. Safe for use from many
/// threads.
public final class Obligations {

  /// The types that are met here, without a handler.
  public static final Set<String> KNOWN = Set.of("mask", "row_filter", "max_rows");

  private final Set<String> masked;
  private final List<RowFilter> filters;
  private final @Nullable Long rowsMax;
  private volatile boolean acted;

  private Obligations(Set<String> masked, List<RowFilter> filters, @Nullable Long rowsMax) {
    this.masked = Set.copyOf(masked);
    this.filters = List.copyOf(filters);
    this.rowsMax = rowsMax;
  }

  /// Reads the obligations of a decision.
  ///
  /// @param maxRows what a limit on rows has left; 0 where none took part
  /// @param handled further types that are met elsewhere
  /// @throws UnmetObligationException if one is not known or not in its form
  static Obligations read(List<Obj> obligations, long maxRows, Set<String> handled)
      throws UnmetObligationException {
    var masked = new HashSet<String>();
    var filters = new ArrayList<RowFilter>();
    Long rowsMax = maxRows > 0 ? maxRows : null;
    for (Obj each : obligations) {
      String type = each.string("type");
      switch (type) {
        case "mask" -> {
          requireMembers(each, "fields");
          masked.addAll(fields(each));
        }
        case "row_filter" -> {
          requireMembers(each, "expression");
          filters.add(RowFilter.parse(expression(each)));
        }
        case "max_rows" -> {
          requireMembers(each, "value");
          long value = rows(each);
          rowsMax = rowsMax == null ? value : Math.min(rowsMax, value);
        }
        case null ->
            throw new UnmetObligationException(Reason.UNKNOWN, "an obligation has no type");
        default -> {
          if (!handled.contains(type)) {
            throw new UnmetObligationException(
                Reason.UNKNOWN, "the obligation `" + type + "` is not known");
          }
        }
      }
    }
    return new Obligations(masked, filters, rowsMax);
  }

  private static void requireMembers(Obj obligation, String member)
      throws UnmetObligationException {
    if (!obligation.members().keySet().equals(Set.of("type", member))) {
      throw malformed(obligation, "has other members than `type` and `" + member + "`");
    }
  }

  private static Set<String> fields(Obj mask) throws UnmetObligationException {
    if (!(mask.get("fields") instanceof Arr(var items)) || items.isEmpty()) {
      throw malformed(mask, "names no fields");
    }
    var fields = new HashSet<String>();
    for (Json item : items) {
      if (!(item instanceof Json.Str(var name)) || name.isEmpty()) {
        throw malformed(mask, "has a field that is not a name");
      }
      fields.add(Columns.key(name));
    }
    return fields;
  }

  private static String expression(Obj filter) throws UnmetObligationException {
    String expression = filter.string("expression");
    if (expression == null) {
      throw malformed(filter, "has no expression");
    }
    return expression;
  }

  private static long rows(Obj maximum) throws UnmetObligationException {
    try {
      if (maximum.get("value") instanceof Json.Num number) {
        long value = number.exact().longValueExact();
        if (value >= 1) {
          return value;
        }
      }
    } catch (ArithmeticException e) {
      // Said below, with everything else that is no number of rows.
    }
    throw malformed(maximum, "has no number of rows, 1 or more");
  }

  private static UnmetObligationException malformed(Obj obligation, String what) {
    return new UnmetObligationException(
        Reason.MALFORMED, "the obligation `" + obligation.string("type") + "` " + what);
  }

  /// How many rows may be answered at most, for a query that need not fetch more. A filter may
  /// leave some out, so it is no `LIMIT` where there is one.
  public OptionalLong maxRows() {
    return rowsMax == null ? OptionalLong.empty() : OptionalLong.of(rowsMax);
  }

  /// Does something that discloses no records: nothing here can be masked, filtered or counted.
  ///
  /// @throws UnmetObligationException if something is to be; the action has not begun then
  /// @throws Exception what the action threw
  public <T> Met<T> act(Callable<T> action) throws Exception {
    if (!masked.isEmpty() || !filters.isEmpty() || rowsMax != null) {
      throw unmet("the decision is about records, and the action has none");
    }
    return did(action);
  }

  /// Writes one record: one that every filter admits, and that sets no masked field.
  ///
  /// @param record as it will be stored
  /// @throws UnmetObligationException if it is not such a one; the action has not begun then
  /// @throws Exception what the action threw
  public <T> Met<T> write(Obj record, Callable<T> action) throws Exception {
    if (!admits(record::get)) {
      throw unmet("the row filter does not admit what is to be written");
    }
    for (var member : record.members().entrySet()) {
      if (masked.contains(Columns.key(member.getKey()))
          && !(member.getValue() instanceof Json.Null)) {
        throw unmet("`" + member.getKey() + "` may not be seen, and so not be written");
      }
    }
    return did(action);
  }

  private <T> Met<T> did(Callable<T> action) throws Exception {
    acted = true;
    return new Met<>(action.call(), Met.NO_ROWS);
  }

  /// Whether something has begun that may have happened.
  boolean acted() {
    return acted;
  }

  /// Discloses the rows of a query, from the cursor on; reads no more than it must.
  ///
  /// @param columns what the result's columns are made of
  /// @throws UnmetObligationException if under a mask or a filter a column is not declared, a
  ///   filter cannot be told, or always if two columns have one name
  public Met<Arr> rows(ResultSet rows, Columns columns)
      throws SQLException, UnmetObligationException {
    var shape = ResultShape.of(rows, columns, !masked.isEmpty() || !filters.isEmpty());
    var kept = new ArrayList<Json>();
    while (!isFull(kept.size()) && rows.next()) {
      Obj row = shape.read(rows);
      if (admits(name -> shape.stored(row, name))) {
        kept.add(shape.masked(row, masked));
      }
    }
    return new Met<>(new Arr(kept), kept.size());
  }

  /// Discloses objects, each a row. Masked members are looked for at any depth, by their names
  /// without regard to case; filters name members of the object, `a.b` those within.
  ///
  /// @throws UnmetObligationException if a filter cannot be told of one
  public Met<Arr> objects(Iterable<Obj> objects) throws UnmetObligationException {
    var kept = new ArrayList<Json>();
    for (Obj object : objects) {
      if (isFull(kept.size())) {
        break;
      }
      if (admits(object::get)) {
        kept.add(masked(object));
      }
    }
    return new Met<>(new Arr(kept), kept.size());
  }

  /// Discloses one object; nothing where a filter leaves it out, which is as if it were not there.
  ///
  /// @throws UnmetObligationException if a filter cannot be told of it
  public Met<Optional<Obj>> object(Obj object) throws UnmetObligationException {
    Met<Arr> kept = objects(List.of(object));
    return kept.map(rows -> rows.items().stream().findFirst().map(row -> (Obj) row));
  }

  private boolean isFull(int count) {
    return rowsMax != null && count >= rowsMax;
  }

  private boolean admits(Row row) throws UnmetObligationException {
    for (RowFilter filter : filters) {
      if (!filter.admits(row)) {
        return false;
      }
    }
    return true;
  }

  private Json masked(Json json) {
    return switch (json) {
      case Obj(var members) -> {
        var shown = new LinkedHashMap<String, Json>();
        members.forEach(
            (name, value) ->
                shown.put(
                    name, masked.contains(Columns.key(name)) ? Json.Null.NULL : masked(value)));
        yield new Obj(shown);
      }
      case Arr(var items) -> new Arr(items.stream().map(this::masked).toList());
      case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> json;
    };
  }

  private static UnmetObligationException unmet(String sentence) {
    return new UnmetObligationException(Reason.UNMET, sentence);
  }
}
