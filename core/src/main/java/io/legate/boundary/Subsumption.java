package io.legate.boundary;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// Which constraint contains which: draft-niyikiza-oauth-attenuating-agent-tokens-01 section 4.5
/// for the core types, and for ours what its section 3.5.1 asks of an extension.
///
/// | The wider is | and the narrower may be |
/// |---|---|
/// | `wildcard` | anything |
/// | `exact` | the same `exact` |
/// | `range` | a tighter `range`, an `exact` number within it |
/// | `one_of` | fewer of its values, or one by `exact` |
/// | `not_one_of`, `contains` | the same with more values |
/// | `subset` | the same with fewer values |
/// | `all` | an `all` that has, for each clause here, a clause of its own within it |
/// | `any` | an `any` whose every clause lies within one here |
/// | `time_window` | a `time_window` of the same zone within it |
/// | `pattern` | the same pattern; `exact` or `one_of` whose values it admits |
/// | `seen` | a `seen` with fewer sources, or more `with` |
/// | `mentions` | a `mentions` with fewer sources |
/// | the other types of ours | the same type, tighter; `exact` or `one_of` whose values it admits |
///
/// Every other pair is not contained. The relation is sound, reflexive and transitive. It is not
/// complete: it does not see that `exact` 5 is not excluded by `not_one_of` 7, that one clause does
/// for `all` of one, that a value lies in an `any`, or that two blocks of addresses make up a
/// third. Such a narrowing is refused until it is written in the parent's own terms.
final class Subsumption {

  /// Constraints that look at the value alone may be asked on any occasion.
  private static final Occasion ANY = Occasion.at(Instant.EPOCH);

  private Subsumption() {}

  static boolean holds(Constraint wide, Constraint narrow) {
    return switch (wide) {
      case Wildcard _ -> true;
      case Exact w -> w.equals(narrow);
      case Range w ->
          switch (narrow) {
            case Range n -> w.contains(n);
            case Exact(var value) -> w.admits(value, ANY);
            case Constraint _ -> false;
          };
      case OneOf w ->
          switch (narrow) {
            case OneOf n -> new HashSet<>(w.values()).containsAll(n.values());
            case Exact(var value) -> w.values().contains(value);
            case Constraint _ -> false;
          };
      case NotOneOf w ->
          narrow instanceof NotOneOf n && new HashSet<>(n.excluded()).containsAll(w.excluded());
      case Contains w ->
          narrow instanceof Contains n && new HashSet<>(n.required()).containsAll(w.required());
      case Subset w ->
          narrow instanceof Subset n && new HashSet<>(w.allowed()).containsAll(n.allowed());
      case AllOf w -> narrow instanceof AllOf n && eachHasItsOwn(w.constraints(), n.constraints());
      case AnyOf w -> narrow instanceof AnyOf n && eachLiesInOne(w.constraints(), n.constraints());
      case TimeWindow w -> narrow instanceof TimeWindow n && w.contains(n);
      case Decimal w -> narrow instanceof Decimal n ? w.contains(n) : admitsEach(w, narrow);
      case PathTree w ->
          narrow instanceof PathTree n ? PathTree.holds(w.root(), n.root()) : admitsEach(w, narrow);
      case UrlSet w -> narrow instanceof UrlSet n ? w.contains(n) : admitsEach(w, narrow);
      case Domains w -> narrow instanceof Domains n ? w.contains(n) : admitsEach(w, narrow);
      case Cidrs w -> narrow instanceof Cidrs n ? w.contains(n) : admitsEach(w, narrow);
      case Re2Pattern w -> narrow instanceof Re2Pattern n ? w.equals(n) : admitsEach(w, narrow);
      case MaxItems w -> narrow instanceof MaxItems n ? n.max() <= w.max() : admitsEach(w, narrow);
      case MaxLength w ->
          narrow instanceof MaxLength n ? n.max() <= w.max() : admitsEach(w, narrow);
      case Keywords w -> narrow instanceof Keywords n ? w.contains(n) : admitsEach(w, narrow);
      case Seen w -> narrow instanceof Seen n && w.contains(n);
      case Mentions w -> narrow instanceof Mentions n && w.contains(n);
    };
  }

  /// Returns whether `narrow` lists its values and `wide` admits each of them.
  private static boolean admitsEach(Constraint wide, Constraint narrow) {
    return switch (narrow) {
      case Exact(var value) -> wide.admits(value, ANY);
      case OneOf(var values) -> values.stream().allMatch(value -> wide.admits(value, ANY));
      case Constraint _ -> false;
    };
  }

  private static boolean eachLiesInOne(List<Constraint> wide, List<Constraint> narrow) {
    return narrow.stream().allMatch(clause -> wide.stream().anyMatch(w -> holds(w, clause)));
  }

  /// Returns whether each wide clause can be given a narrow clause of its own that lies within it:
  /// a matching by augmenting paths, which finds an assignment if there is one.
  private static boolean eachHasItsOwn(List<Constraint> wide, List<Constraint> narrow) {
    if (wide.size() > narrow.size()) {
      return false;
    }
    var fits = new boolean[wide.size()][narrow.size()];
    for (int w = 0; w < wide.size(); w++) {
      for (int n = 0; n < narrow.size(); n++) {
        fits[w][n] = holds(wide.get(w), narrow.get(n));
      }
    }
    var givenTo = new int[narrow.size()];
    Arrays.fill(givenTo, -1);
    for (int w = 0; w < wide.size(); w++) {
      if (!assign(w, fits, givenTo, new boolean[narrow.size()])) {
        return false;
      }
    }
    return true;
  }

  private static boolean assign(int w, boolean[][] fits, int[] givenTo, boolean[] tried) {
    for (int n = 0; n < givenTo.length; n++) {
      if (fits[w][n] && !tried[n]) {
        tried[n] = true;
        if (givenTo[n] < 0 || assign(givenTo[n], fits, givenTo, tried)) {
          givenTo[n] = w;
          return true;
        }
      }
    }
    return false;
  }
}
