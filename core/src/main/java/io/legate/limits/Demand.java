package io.legate.limits;

import io.legate.boundary.ExactDecimal;
import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.limits.LimitInput.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What one action asks of one limit.
///
/// @param limit the limit
/// @param charge what it would take; of `rows` the most it could use
public record Demand(Limit limit, Charge charge) implements Derivation {

  public Demand {
    if (!fits(limit, charge)) {
      throw new IllegalArgumentException("the charge is of another kind than the limit");
    }
  }

  /// Returns what an action with these arguments asks of a limit, or why it cannot be told.
  ///
  /// @param hop the hop that carries the limit, which need not be the one that acts
  /// @param arguments all arguments of the action
  /// @param maxRows the most rows the action wants, null for as many as there are
  public static Derivation of(Limit limit, HopId hop, Json.Obj arguments, @Nullable Long maxRows) {
    return of(limit, limit.name(), hop, arguments, maxRows);
  }

  /// Likewise for a limit whose counter is not called as it is, because no hop carries it.
  ///
  /// @param counter the counter's name
  public static Derivation of(
      Limit limit, String counter, HopId hop, Json.Obj arguments, @Nullable Long maxRows) {
    return new Deriving(limit, counter, hop, arguments).demand(maxRows);
  }

  private static boolean fits(Limit limit, Charge charge) {
    return switch (charge) {
      case Charge.Count _ -> limit instanceof Limit.Count;
      case Charge.Sum _ -> limit instanceof Limit.Sum;
      case Charge.Distinct _ -> limit instanceof Limit.Distinct;
      case Charge.Rows _ -> limit instanceof Limit.Rows;
    };
  }

  /// One limit and the arguments it looks at. A value is looked at only in its one spelling:
  /// otherwise two spellings of one invoice would have two counters.
  private record Deriving(Limit limit, String counter, HopId hop, Json.Obj arguments) {

    Derivation demand(@Nullable Long maxRows) {
      return switch (limit) {
        case Limit.Count(_, _, var per, var by) ->
            by(by, key -> new Demand(limit, new Charge.Count(key, per)));
        case Limit.Sum(_, var argument, _, var per, var by) -> sum(argument, per, by);
        case Limit.Distinct(_, var argument, _, var per) -> distinct(argument, per);
        case Limit.Rows(_, var max, var per) -> rows(max, per, maxRows);
      };
    }

    private Derivation sum(String argument, @Nullable Duration per, @Nullable String by) {
      Json value = arguments.get(argument);
      if (value == null) {
        return refuse(argument, Problem.MISSING);
      }
      BigDecimal amount = ExactDecimal.parse(value);
      if (amount == null) {
        return refuse(argument, Problem.NOT_AN_EXACT_DECIMAL);
      }
      if (amount.signum() < 0) {
        return refuse(argument, Problem.NEGATIVE);
      }
      return by(by, key -> new Demand(limit, new Charge.Sum(key, per, argument, amount)));
    }

    private Derivation distinct(String argument, @Nullable Duration per) {
      Json value = arguments.get(argument);
      Problem problem = problem(value);
      if (value == null || problem != null) {
        return refuse(argument, problem == null ? Problem.MISSING : problem);
      }
      var key = CounterKey.of(hop, counter);
      return new Demand(limit, new Charge.Distinct(key, per, ValueHash.of(value)));
    }

    private Derivation rows(long max, @Nullable Duration per, @Nullable Long wanted) {
      if (wanted != null && wanted < 1) {
        return refuse("max_rows", Problem.NO_ROWS);
      }
      long rows = wanted == null ? max : Math.min(max, wanted);
      return new Demand(limit, new Charge.Rows(CounterKey.of(hop, counter), per, rows));
    }

    private Derivation by(@Nullable String argument, Function<CounterKey, Demand> demand) {
      if (argument == null) {
        return demand.apply(CounterKey.of(hop, counter));
      }
      Json value = arguments.get(argument);
      Problem problem = problem(value);
      if (value == null || problem != null) {
        return refuse(argument, problem == null ? Problem.MISSING : problem);
      }
      return demand.apply(CounterKey.of(hop, counter, value));
    }

    private LimitInput refuse(String argument, Problem problem) {
      return new LimitInput(hop, limit.name(), argument, problem);
    }

    /// A `null` is refused because the resource server may take it for absence.
    private static @Nullable Problem problem(@Nullable Json value) {
      return switch (value) {
        case null -> Problem.MISSING;
        case Json.Null _ -> Problem.MISSING;
        case Json.Str _, Json.Bool _ -> null;
        case Json.Num number -> Jcs.isExact(number) ? null : Problem.NOT_CANONICAL;
        case Json.Arr _, Json.Obj _ -> Problem.NOT_A_SCALAR;
      };
    }
  }
}
