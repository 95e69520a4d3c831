package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import io.legate.provenance.SourceName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `seen`: a value that this task has met in one of some sources, or a list of such values. The
/// empty list is one.
///
/// With `with` it must have been met in one record with the values of those arguments too: the
/// account that the master data holds for *this* vendor. An argument of `with` that is absent, or
/// has no value at all, refuses.
///
/// Numbers and booleans are so few that some record holds each: they count from `prompt`, and from
/// other sources only where `with` is not empty.
///
/// @param in names of sources, as a permission writes them; at least one, none twice
/// @param with names of other arguments of the same action, none twice
public record Seen(List<String> in, List<String> with) implements Constraint {

  static final String TYPE = "seen";

  public Seen {
    in = Values.requireDistinct(in);
    with = with.isEmpty() ? List.of() : Values.requireDistinct(with);
    requireSources(in);
    if (!with.stream().allMatch(ActionRequest::isArgumentName)) {
      throw new IllegalArgumentException("`with` must name arguments");
    }
  }

  /// @throws IllegalArgumentException if one is no name of a source
  static void requireSources(List<String> in) {
    if (!in.stream().allMatch(SourceName::isNamed)) {
      throw new IllegalArgumentException(
          "`in` must name `prompt`, `agent`, or a field of a source such as `erp.vendors.iban`");
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    List<Json> beside = beside(occasion.arguments());
    if (beside == null) {
      return Mismatch.of(Why.NOTHING_BESIDE, this, value);
    }
    List<Json> items = value instanceof Json.Arr(var each) ? each : List.of(value);
    var found = new ArrayList<Mismatch>(0);
    for (Json item : items) {
      if (!isScalar(item)) {
        found.add(new Mismatch(Why.WRONG_TYPE, this, item));
      } else if (!occasion.met().met(sources(item), item, beside)) {
        found.add(new Mismatch(Why.VALUE_NOT_SEEN, this, item));
      }
    }
    return List.copyOf(found);
  }

  /// Returns the values of the arguments of `with`, those of a list one by one, or null where one
  /// has none.
  private @Nullable List<Json> beside(Json.Obj arguments) {
    var values = new ArrayList<Json>(with.size());
    for (String name : with) {
      Json value = arguments.get(name);
      List<Json> items =
          value instanceof Json.Arr(var each) ? each : value == null ? List.of() : List.of(value);
      if (items.isEmpty() || !items.stream().allMatch(Seen::isScalar)) {
        return null;
      }
      values.addAll(items);
    }
    return values;
  }

  private List<String> sources(Json item) {
    if (item instanceof Json.Str || !with.isEmpty()) {
      return in;
    }
    return in.contains(SourceName.PROMPT) ? List.of(SourceName.PROMPT) : List.of();
  }

  private static boolean isScalar(Json value) {
    return switch (value) {
      case Json.Str _, Json.Num _, Json.Bool _ -> true;
      case Json.Null _, Json.Arr _, Json.Obj _ -> false;
    };
  }

  /// Returns whether `narrower` names no other sources and asks for at least as much beside.
  ///
  /// A number under the first `with` is admitted by the narrower and refused here. That gains
  /// nobody anything: an action needs every permission up to the root, so this one is asked too.
  boolean contains(Seen narrower) {
    return in.containsAll(narrower.in) && narrower.with.containsAll(with);
  }

  @Override
  public Json.Obj toJson() {
    var json = Constraint.json(TYPE).with("in", Json.Arr.ofStrings(in));
    if (!with.isEmpty()) {
      json.with("with", Json.Arr.ofStrings(with));
    }
    return json.build();
  }
}
