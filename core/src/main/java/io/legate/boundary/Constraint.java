package io.legate.boundary;

import io.legate.json.Json;
import java.util.List;

/// What the value of one argument must be like.
///
/// Two values are equal when their JSON types and canonical texts are: `"1"` is not `1`. Numbers
/// are compared exactly. A value that is not in the normal form of the type a constraint is about
/// is not admitted by it, whatever it would mean.
public sealed interface Constraint
    permits Exact,
        Range,
        OneOf,
        NotOneOf,
        Contains,
        Subset,
        Wildcard,
        AllOf,
        AnyOf,
        Decimal,
        PathTree,
        UrlSet,
        Domains,
        Cidrs,
        TimeWindow,
        Re2Pattern,
        MaxItems,
        MaxLength,
        Keywords,
        Seen,
        Mentions {

  /// Returns the `constraint_type`.
  String type();

  /// Returns every reason why `value` is not admitted on `occasion`. Empty means admitted.
  ///
  /// @param occasion only [TimeWindow] looks at its instant, only [Seen] and [Mentions] at the rest
  List<Mismatch> check(Json value, Occasion occasion);

  /// Returns whether `value` is admitted on `occasion`.
  default boolean admits(Json value, Occasion occasion) {
    return check(value, occasion).isEmpty();
  }

  /// Returns whether it is certain that this admits, on every occasion, all that `narrower` admits.
  /// False says only that the rules do not show it; see [Subsumption].
  ///
  /// Mind the direction: this is the wider side. The draft says of the narrower that it subsumes.
  default boolean subsumes(Constraint narrower) {
    return Subsumption.holds(this, narrower);
  }

  /// Returns the constraint as it is written in a permission.
  Json.Obj toJson();

  /// Starts the JSON form with the type.
  static Json.Builder json(String type) {
    return Json.Obj.with("constraint_type", type);
  }
}
