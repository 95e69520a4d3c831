package io.legate.exchange;

import io.legate.boundary.Attenuation;
import io.legate.boundary.Boundary;
import io.legate.boundary.Permission;
import io.legate.issue.InstanceMint.Narrowed;
import io.legate.issue.Widening;
import io.legate.refusal.Code;
import io.legate.task.Hop;
import io.legate.task.Instance;
import java.util.ArrayList;
import java.util.List;

/// Another instance of a hop for less than the hop holds: what its holder may ask for when it
/// exchanges an instance, or presents a statement again.
final class Narrowing {

  private Narrowing() {}

  /// Returns what is asked for within what `instance` carries; the same where nothing is.
  ///
  /// @throws Denial if it goes beyond that, or brings limits of its own
  static Narrowed within(Exchanging exchanging, Hop hop, Instance instance) throws Denial {
    Boundary asked = exchanging.narrower();
    return asked == null
        ? new Narrowed(instance.narrowed(), instance.parents())
        : ofHop(hop, chosen(exchanging, Within.held(hop, instance), instance, asked));
  }

  /// Returns what is asked for within a hop, by whoever presents again the statement that made it.
  ///
  /// `from` names the parent's permissions, as it did when the hop was made: the same request must
  /// mean the same when its first answer was lost.
  ///
  /// @throws Denial if it goes beyond the hop's boundary, or brings limits of its own
  static Narrowed withinAgain(Exchanging exchanging, Hop hop) throws Denial {
    Boundary asked = exchanging.narrower();
    if (asked == null) {
      return Narrowed.NOT;
    }
    var placed = new ArrayList<Permission>();
    for (Permission permission : asked.permissions()) {
      placed.add(permission.from() == null ? permission : placed(hop, permission));
    }
    return ofHop(hop, new Boundary(placed));
  }

  private static Permission placed(Hop hop, Permission permission) throws Denial {
    var alone = new Boundary(List.of(permission));
    for (int i = 0; i < hop.parents().size(); i++) {
      var held = new Boundary(List.of(hop.boundary().permissions().get(i)));
      if (hop.parents().get(i).equals(permission.from())
          && Attenuation.beyond(held, alone).isEmpty()) {
        return permission.withFrom(i);
      }
    }
    throw Denial.of(
        Code.INVALID_AUTHORIZATION_DETAILS,
        "a permission goes beyond what the statement granted under the one that `from` names");
  }

  /// What the hop itself adds is met on the path to the root; what only the instance adds is not.
  static Boundary chosen(Exchanging exchanging, Boundary held, Instance instance, Boundary asked)
      throws Denial {
    if (instance.narrowed() != null) {
      return Within.take(held, asked, "the instance's", exchanging.limits());
    }
    var violations = Attenuation.beyond(held, asked);
    if (!violations.isEmpty()) {
      throw Denial.of(Widening.refusal(violations, "the instance's"));
    }
    return asked;
  }

  private static Narrowed ofHop(Hop hop, Boundary narrower) throws Denial {
    var violations = Attenuation.violations(hop.boundary(), narrower);
    if (!violations.isEmpty()) {
      throw Denial.of(Widening.refusal(violations, "the hop's"));
    }
    List<Integer> parents = Attenuation.parents(hop.boundary(), narrower);
    requireNoNewLimits(hop.boundary(), narrower, parents);
    return new Narrowed(narrower, parents);
  }

  /// Counters belong to hops; an instance that brought its own would share their names. Repeating
  /// the hop's own changes nothing.
  private static void requireNoNewLimits(Boundary hop, Boundary narrower, List<Integer> parents)
      throws Denial {
    for (int i = 0; i < parents.size(); i++) {
      var held = hop.permissions().get(parents.get(i)).limits();
      if (!held.containsAll(narrower.permissions().get(i).limits())) {
        throw Denial.of(
            Code.INVALID_AUTHORIZATION_DETAILS,
            "an instance may be narrowed but not limited further: delegate a hop to add limits");
      }
    }
  }
}
